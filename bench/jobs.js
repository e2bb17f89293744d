// Memory per job, and the processor time to create and to read one, as the jobs grow from 1,000 to a million: node bench/jobs.js [MOST]
// The reads are polls of random jobs. The memory is that of the heap and beyond, with the indexes, after a collection of garbage.
import autocannon from 'autocannon'
import { exactProcessorTime } from './processor.js'
import { serveMeasured } from './memory.js'

const most = Number(process.argv[2] ?? 1_000_000)
const sizes = [1000, 10_000, 100_000, 1_000_000].filter(size => size <= most)
const limits = { bytes: 400, read: 1.1 }
const reads = 30_000
const headers = { authorization: 'Bearer any', 'content-type': 'application/json' }

const server = await serveMeasured(['--max-old-space-size=8000', 'dist/cli.js', '--port', '0', '--clock', 'frozen', '--log-level', 'warn', '--max-requests', '100', '--max-jobs', `${most}`, '--max-job-bytes', '8000000000', '--max-memory', '16000000000'])
try {
  // warms up, in a sandbox of its own
  await create('/@warm', 0, 20_000)
  await readRandom('/@warm', 20_000)
  await fetch(`${server.url}/__admin/sandboxes/warm`, { method: 'DELETE' })

  const before = await server.memory()
  let [size, first] = [0]
  for (const next of sizes) {
    const creation = await create('', size, next)
    size = next
    const used = (await server.memory()).used - before.used
    const read = Math.min(await readRandom('', size), await readRandom('', size), await readRandom('', size))
    first ??= read
    const bytes = used / size
    // with few jobs, what else has changed in the process counts
    console.log(`${size} jobs: ${bytes.toFixed(0)} bytes each (at most ${limits.bytes})${size > 1000 && bytes > limits.bytes ? ' MISSED' : ''}, ` +
      `${creation.toFixed(0)} µs to create one, ${read.toFixed(1)} µs to read one: ${(read / first).toFixed(2)} times (at most ${limits.read})${read / first > limits.read ? ' MISSED' : ''}`)
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
  const setupRequest = request => ({ ...request, body: JSON.stringify({ jobIds: [`job-${Math.floor(Math.random() * size)}`] }) })
  return await load({ method: 'POST', path: `${sandbox}/jobs/statuses`, setupRequest }, reads)
}

/** µs of processor time per request. */
async function load (request, amount) {
  const before = exactProcessorTime(server.pid)
  const { non2xx, errors } = await autocannon({ url: server.url, connections: 20, amount, headers, requests: [request] })
  if (non2xx + errors > 0) throw new Error(`${non2xx} responses are not 2xx, ${errors} errors`)
  return (exactProcessorTime(server.pid) - before) * 1000 / amount
}
