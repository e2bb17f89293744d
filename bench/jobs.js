// Memory per job, and the processor time to create and to read one, as the jobs grow from 10,000 to a million: node bench/jobs.js [MOST]
// The reads are polls of a thousand jobs among all: so many different requests at each size, because the journal shares the texts of
// repeated ones. The memory is that of the heap and beyond, with the indexes, after a collection of garbage.
import autocannon from 'autocannon'
import { exactProcessorTime } from './processor.js'
import { serveMeasured } from './memory.js'
import { median } from './programs.js'

const most = Number(process.argv[2] ?? 1_000_000)
const sizes = [10_000, 100_000, 1_000_000].filter(size => size <= most)
const limits = { bytes: 400, read: 1.1 }
const amount = 10_000
const headers = { authorization: 'Bearer any', 'content-type': 'application/json' }

const server = await serveMeasured(['--max-old-space-size=8000', 'dist/cli.js', '--port', '0', '--clock', 'frozen', '--log-level', 'warn', '--max-requests', '100', '--max-jobs', `${Math.max(most, 20_000)}`, '--max-job-bytes', '8000000000', '--max-memory', '16000000000'])
try {
  // warms up, in a sandbox that stays: its reads alternate with those among more jobs, so that a slow phase of the machine affects both
  await create('/@small', 0, 1000)
  for (let count = 0; count < 3; count++) await readRandom('/@small', 1000)

  const before = await server.memory()
  let size = 0
  for (const next of sizes) {
    const creation = await create('', size, next)
    size = next
    const bytes = ((await server.memory()).used - before.used) / size
    const ratios = []
    const reads = []
    for (let round = 0; round < 5; round++) {
      const [small, large] = [await readRandom('/@small', 1000), await readRandom('', size)]
      ratios.push(large / small)
      reads.push(large)
    }
    const ratio = median(ratios)
    console.log(`${size} jobs: ${bytes.toFixed(0)} bytes each (at most ${limits.bytes})${bytes > limits.bytes ? ' MISSED' : ''}, ` +
      `${creation.toFixed(0)} µs to create one, ${median(reads).toFixed(1)} µs to read one: ${ratio.toFixed(2)} times a read among 1,000 (at most ${limits.read})${ratio > limits.read ? ' MISSED' : ''}`)
  }
} finally {
  await server.stop()
}

/** Creates the jobs numbered from `from` to below `to`. */
async function create (sandbox, from, to) {
  let number = from
  const setupRequest = request => ({ ...request, body: JSON.stringify({ provider: 'immuta', id: `job-${number++}` }) })
  return await load({ method: 'POST', path: `${sandbox}/__admin/jobs`, setupRequest }, to - from)
}

async function readRandom (sandbox, size) {
  const setupRequest = request => ({ ...request, body: JSON.stringify({ jobIds: [`job-${Math.floor(Math.random() * 1000) * size / 1000}`] }) })
  return await load({ method: 'POST', path: `${sandbox}/jobs/statuses`, setupRequest }, amount)
}

/** µs of processor time per request. */
async function load (request, amount) {
  const before = exactProcessorTime(server.pid)
  const { non2xx, errors } = await autocannon({ url: server.url, connections: 20, amount, headers, requests: [request] })
  if (non2xx + errors > 0) throw new Error(`${non2xx} responses are not 2xx, ${errors} errors`)
  return (exactProcessorTime(server.pid) - before) * 1000 / amount
}
