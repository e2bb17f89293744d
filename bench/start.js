// The time from spawn to the ready line, and the memory of an idle process: node bench/start.js [ROUNDS]
// The programs alternate, so that a slow phase of the machine affects all of them. Prints the medians and their ratios.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const rounds = Number(process.argv[2] ?? 15)

const programs = {
  'bare Fastify': ['bench/bare/fastify.js'],
  'jobdouble without datasaur': ['dist/cli.js', '--port', '0', '--providers', 'starfish,immuta,julep,waveline'],
  'bare Fastify with mercurius': ['bench/bare/mercurius.js'],
  jobdouble: ['dist/cli.js', '--port', '0']
}
const against = { 'jobdouble without datasaur': 'bare Fastify', jobdouble: 'bare Fastify with mercurius' }
const limits = { start: 1.3, memory: 1.25 }

const figures = Object.fromEntries(Object.keys(programs).map(name => [name, { start: [], memory: [] }]))
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(programs)) {
    const { start, memory } = await measure(args)
    figures[name].start.push(start)
    figures[name].memory.push(memory)
  }
}

for (const name of Object.keys(programs)) {
  const [start, memory] = [median(figures[name].start), median(figures[name].memory)]
  console.log(`${name.padEnd(28)} start ${start.toFixed(0).padStart(4)} ms   idle ${memory.toFixed(0).padStart(3)} MB`)
}
for (const [name, other] of Object.entries(against)) {
  for (const [figure, limit] of Object.entries(limits)) {
    const ratio = median(figures[name][figure]) / median(figures[other][figure])
    console.log(`${figure} of ${name} / ${other}: ${ratio.toFixed(2)} (at most ${limit})${ratio > limit ? ' MISSED' : ''}`)
  }
}

/** ms until the first line, MB resident half a second later. */
async function measure (args) {
  const begin = process.hrtime.bigint()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  const start = Number(process.hrtime.bigint() - begin) / 1e6
  await sleep(500)
  const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024
  child.kill()
  await once(child, 'exit')
  return { start, memory }
}

function median (values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
