// Processor time per request in replicas, compared with a single process: a read at its owner, a forwarded read at both replicas together,
// and a write, alone and with 50 at a time: node bench/cluster.js [ROUNDS]. It starts redis-server. The programs alternate, so that a slow phase of the
// machine affects all; the minimum over the rounds is printed.
import autocannon from 'autocannon'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { exactProcessorTime } from './processor.js'
import { serve } from './programs.js'

const rounds = Number(process.argv[2] ?? 5)
const port = 21_000 + process.pid % 10_000
const store = spawn('redis-server', ['--port', String(port), '--save', ''], { stdio: 'ignore' })
const options = ['dist/cli.js', '--port', '0', '--log-level', 'warn', '--clock', 'frozen', '--max-jobs', '1000000', '--max-job-bytes', '4000000000']
const headers = { authorization: 'Bearer any', 'content-type': 'application/json' }

await new Promise(resolve => setTimeout(resolve, 500))
const single = await serve(options)
const owner = await serve([...options, '--cluster', `redis://127.0.0.1:${port}`])
const other = await serve([...options, '--cluster', `redis://127.0.0.1:${port}`])
// the replicas have seen each other
await new Promise(resolve => setTimeout(resolve, 2000))

try {
  for (const { url } of [single, owner]) {
    await fetch(`${url}/@read/__admin/jobs`, { method: 'POST', headers, body: JSON.stringify({ provider: 'waveline', id: 'w1' }) })
  }
  const read = { path: '/@read/api/v1/jobs/w1', method: 'GET' }
  const write = { path: '/@write/__admin/jobs', method: 'POST', body: JSON.stringify({ provider: 'waveline', lifecycle: 'instant' }) }
  const cases = {
    'a read, single process': { to: single, of: [single], ...read },
    'a read at its owner': { to: owner, of: [owner], ...read },
    'a forwarded read, owner and forwarder': { to: other, of: [owner, other], ...read },
    'a forwarded read, forwarder': { to: other, of: [other], ...read },
    'a write, single process': { to: single, of: [single], ...write },
    'a write at its owner, 50 at a time': { to: owner, of: [owner], ...write },
    'a write at its owner, 1 at a time': { to: owner, of: [owner], ...write, connections: 1 }
  }
  // one group after the other: the jobs of the writes are a burden for the reads
  const names = Object.entries(cases)
  const groups = [/at its owner$|a read, single/, /forwarded/, /write/].map(pattern => names.filter(([name]) => pattern.test(name)))
  const costs = {}
  for (const group of groups) {
    for (let round = -1; round < rounds; round++) {
      for (const [name, load] of group) {
        const cost = await measure(load)
        // the first round warms up
        if (round >= 0) costs[name] = Math.min(costs[name] ?? Infinity, cost)
      }
    }
  }
  for (const [name, cost] of Object.entries(costs)) {
    const base = costs[name.includes('read') ? 'a read, single process' : 'a write, single process']
    console.log(`${name}: ${cost.toFixed(0)} µs of processor time, ${(cost / base).toFixed(2)} of a single process`)
  }
} finally {
  await Promise.all([single, owner, other].map(async ({ stop }) => await stop()))
  store.kill()
  await once(store, 'exit')
}

/** µs of processor time per request in the processes of `of`. */
async function measure ({ to, of, path, method, body, connections = 50 }) {
  const before = of.map(({ pid }) => exactProcessorTime(pid))
  const { requests, non2xx, errors } = await autocannon({ url: `${to.url}${path}`, method, headers, body, connections, duration: 2 })
  if (non2xx + errors > 0) throw new Error(`${non2xx} responses are not 2xx, ${errors} errors`)
  const spent = of.reduce((sum, { pid }, index) => sum + exactProcessorTime(pid) - before[index], 0)
  return spent * 1000 / requests.total
}
