// Sends valid and broken requests, drawn from the contracts, to the built program. Fails if the program dies, responds with an
// unexpected 5xx, logs a defect, or blocks /health:
//
//   node scripts/fuzz.js [--requests 20000] [--seed 1] [--concurrency 16] [--operation createJob] [--only INDEX | --only FROM-TO]
//     [--program dist/cli.js]
//
// Each failure is printed with the arguments that send the request again: --seed and --only, and --operation if it was given.
import { parseArgs } from 'node:util'
import { readOperations } from './fuzz/operations.js'
import { startProgram } from './fuzz/program.js'
import { requestsFrom, sandboxes } from './fuzz/requests.js'
import { populate, run } from './fuzz/run.js'
import { urlOf } from './fuzz/send.js'

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '16' },
    'longest-work': { type: 'string', default: '1000' },
    operation: { type: 'string' },
    only: { type: 'string' },
    program: { type: 'string', default: 'dist/cli.js' }
  }
})
const seed = Number(options.seed)
const file = options.program
const longestWork = Number(options['longest-work'])
const [from, to] = options.only?.split('-').map(Number) ?? [0, Number(options.requests) - 1]

const operations = readOperations(new URL('../openapi/', import.meta.url))
const draw = requestsFrom({ seed, operations, name: options.operation, snapshot: await takeSnapshot() })
const failures = new Map()

// the exit event stops the program under test
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

const began = performance.now()
const concurrency = options.only === undefined ? Number(options.concurrency) : 1
const figures = await run({ file, indexes: count(from, to ?? from), draw, concurrency, longestWork, failed: note })
const seconds = (performance.now() - began) / 1000

console.log(`${figures.sent} requests, seed ${seed}, in ${seconds.toFixed(1)} s; ${figures.unanswered} without a response`)
console.log(Object.entries(figures.statuses).map(([status, times]) => `${status}: ${times}`).join(', '))
console.log(`slowest response ${Math.round(figures.slowest.ms)} ms: ${show(figures.slowest.request)}`)
console.log(`longest wait of /health ${Math.round(figures.wait)} ms, of work ${Math.round(figures.work)} ms (limit ${longestWork})`)
for (const kind of ['death', '5xx', 'logged', 'wait']) console.log(`${timesOf(kind)} × ${kind}`)

for (const failure of failures.values()) {
  console.log(`\n${failure.times} × ${failure.kind} ${failure.cause}`)
  const found = await culprits(failure)
  if (found.length > 1) console.log(`  none of the ${found.length} suspects fails alone; the last are`)
  for (const request of found.slice(-8)) console.log(`  --seed ${seed} --only ${request.index}: ${show(request)}`)
}
process.exitCode = failures.size === 0 ? 0 : 1

function * count (from, to) {
  for (let index = from; index <= to; index++) yield index
}

function note ({ kind, cause, suspects }) {
  const key = `${kind} ${cause}`
  const failure = failures.get(key)
  if (failure === undefined) {
    failures.set(key, { kind, cause, suspects, times: 1 })
    console.error(`${kind} ${cause}`)
  } else failure.times++
}

function timesOf (kind) {
  const ofKind = [...failures.values()].filter(failure => failure.kind === kind || (kind === '5xx' && typeof failure.kind === 'number'))
  return ofKind.reduce((sum, { times }) => sum + times, 0)
}

/** Sends the suspects one by one to a new program. Returns the one that fails again, or all suspects if none does. */
async function culprits ({ kind, suspects }) {
  if (suspects.length <= 1 || options.only !== undefined) return suspects
  const found = []
  const untilFound = function * () {
    for (const { index } of suspects.toReversed()) if (found.length === 0) yield index
  }
  const failed = failure => { if (failure.kind === kind) found.push(failure.suspects.at(-1)) }
  await run({ file, indexes: untilFound(), draw, concurrency: 1, longestWork, failed })
  return found.length > 0 ? found.slice(0, 1) : suspects
}

function show (request) {
  if (request === undefined) return ''
  const { method, type = 'no type', body, headers, mutations } = request
  const odd = headers.filter(([name]) => !['authorization', 'x-api-key'].includes(name))
  return [
    method,
    urlOf(request).slice(0, 150),
    type,
    ...body === undefined ? [] : [JSON.stringify(String(body).slice(0, 120)), `(${Buffer.byteLength(body)} bytes)`],
    ...odd.length === 0 ? [] : [JSON.stringify(odd).slice(0, 100)],
    `[${mutations.join(', ')}]`
  ].join(' ')
}

/** A snapshot of a sandbox with jobs, for requests to mutate. */
async function takeSnapshot () {
  const program = await startProgram(file, { died: cause => { throw new Error(cause) }, complained: () => {} })
  await populate(program.url)
  const snapshot = await (await fetch(`${program.url}/@${sandboxes[0].name}/__admin/snapshot`)).json()
  await program.stop()
  return snapshot
}
