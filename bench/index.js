// All comparisons and figures, one after the other, with the machine and its load: node bench/index.js [PIECE…]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus, loadavg, totalmem } from 'node:os'
import { release } from 'node:process'

const pieces = {
  contenders: ['contenders/index.js'],
  start: ['start.js'],
  rest: ['rest.js'],
  graphql: ['graphql.js'],
  jobs: ['jobs.js'],
  waits: ['waits.js', '10000'],
  'more-waits': ['waits.js', '19000'],
  sandboxes: ['sandboxes.js'],
  report: ['report.js']
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(pieces)
const unknown = names.find(name => !(name in pieces))
if (unknown !== undefined) throw new Error(`${unknown} is not one of ${Object.keys(pieces).join(', ')}`)

const [{ model }] = cpus()
console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${release.name} ${process.version}`)
for (const name of names) {
  const [file, ...args] = pieces[name]
  console.log(`\n${name}, at load ${loadavg()[0].toFixed(1)}`)
  const child = spawn(process.execPath, [`bench/${file}`, ...args], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
}
