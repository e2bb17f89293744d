// The time and the processor time from spawn to the first response, and the memory of an idle process: node bench/start.js [ROUNDS]
// The programs alternate, so that a slow phase of the machine affects all of them. Prints the medians and their ratios.
// NODE=/path/to/node measures another Node. From Node 22.1 on, the second start of jobdouble finds compiled code in the cache.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { exactProcessorTime } from './processor.js'
import { median } from './programs.js'

const rounds = Number(process.argv[2] ?? 15)

const programs = {
  'node:http': ['bench/bare/http.js'],
  'bare Fastify': ['bench/bare/fastify.js'],
  'bare Fastify with mercurius': ['bench/bare/mercurius.js'],
  'jobdouble without datasaur': ['dist/cli.js', '--port', '0', '--providers', 'starfish,immuta,julep,waveline'],
  jobdouble: ['dist/cli.js', '--port', '0']
}
/** The targets: at most this many times the other program. */
const targets = [
  ['processor', 'bare Fastify', 1],
  ['memory', 'bare Fastify', 1.1]
]

const figures = Object.fromEntries(Object.keys(programs).map(name => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(programs)) figures[name].push(await measure(args))
}
const medianOf = (name, figure) => median(figures[name].map(measured => measured[figure]))

for (const name of Object.keys(programs)) {
  const [start, processor, memory] = ['start', 'processor', 'memory'].map(figure => medianOf(name, figure).toFixed(0))
  console.log(`${name.padEnd(28)} first response ${start.padStart(4)} ms   processor ${processor.padStart(4)} ms   idle ${memory.padStart(3)} MB`)
}
for (const [figure, other, target] of targets) {
  const ratio = medianOf('jobdouble', figure) / medianOf(other, figure)
  console.log(`${figure} of jobdouble / ${other}: ${ratio.toFixed(2)} (at most ${target})${ratio > target ? ' MISSED' : ''}`)
}

/** ms until the first response, ms of processor time until then, MB resident half a second later. */
async function measure (args) {
  const begin = process.hrtime.bigint()
  const child = spawn(process.env.NODE ?? process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(child.stdout, 'data')
  await (await fetch(`${/http\S+/.exec(line)[0]}/health`)).text()
  const start = Number(process.hrtime.bigint() - begin) / 1e6
  const processor = exactProcessorTime(child.pid)
  await sleep(500)
  const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024
  child.kill()
  await once(child, 'exit')
  return { start, processor, memory }
}
