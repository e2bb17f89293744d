// Polls per second of one job for each REST provider, with the journal on and a fault rule that does not match, compared with the same
// route in bare Fastify with the same schema and a constant response: node bench/rest.js [ROUNDS] [PROGRAM]
// The two alternate, so that a slow phase of the machine affects both; the ratio is the median over the rounds. The processor time per
// request in the server is less noisy; the minimum over the rounds is printed too.
import autocannon from 'autocannon'
import { asker } from './ask.js'
import { processorTime } from './processor.js'
import { median, serve } from './programs.js'

const rounds = Number(process.argv[2] ?? 7)
const limit = 0.9
const headers = { authorization: 'Bearer any', 'x-api-key': 'any', 'content-type': 'application/json' }

const double = await serve([process.argv[3] ?? 'dist/cli.js', '--port', '0', '--log-level', 'warn'])
const { ask, close } = asker(double.url)
const polls = await Promise.all([
  poll('starfish', 'POST', '/v1/jobStatus', ({ id, input }) => ({ body: { jobId: id, projectId: input.projectId } })),
  poll('immuta', 'POST', '/jobs/statuses', ({ id }) => ({ body: { jobIds: [id] } })),
  poll('julep', 'GET', '/api/jobs/:job_id', ({ id }) => ({ path: `/api/jobs/${id}` })),
  poll('waveline', 'GET', '/api/v1/jobs/:id', ({ id }) => ({ path: `/api/v1/jobs/${id}` }))
])
await ask('POST', '/__admin/faults', { match: { operation: 'julep.createExecution' }, then: { status: 503 } })
close()
const bare = await serve(['bench/bare/rest.js', JSON.stringify(polls)])

try {
  for (const { provider, ...asked } of polls) {
    const ratios = []
    const costs = { bare: Infinity, double: Infinity }
    const rates = { bare: [], double: [] }
    for (let round = -1; round < rounds; round++) {
      const [plain, ours] = [await load(bare, asked), await load(double, asked)]
      // the first round warms up
      if (round === -1) continue
      ratios.push(ours.rate / plain.rate)
      rates.bare.push(plain.rate)
      rates.double.push(ours.rate)
      costs.bare = Math.min(costs.bare, plain.cost)
      costs.double = Math.min(costs.double, ours.cost)
    }
    const ratio = median(ratios)
    console.log(`${provider.padEnd(8)} ${median(rates.double).toFixed(0).padStart(6)} polls per second, bare ${median(rates.bare).toFixed(0).padStart(6)}: ${ratio.toFixed(2)} (at least ${limit})${ratio < limit ? ' MISSED' : ''}; ` +
      `${costs.double.toFixed(1)} µs of processor each, bare ${costs.bare.toFixed(1)}: ${(costs.bare / costs.double).toFixed(2)}`)
  }
} finally {
  for (const { stop } of [bare, double]) await stop()
}

/** Creates a job that never ends; returns the request that polls it, and the schema of its route as the server publishes it. */
async function poll (provider, method, url, toRequest) {
  const job = await ask('POST', '/__admin/jobs', { provider, lifecycle: 'stuck' })
  const { path = url, body } = toRequest(job)
  const response = await (await fetch(double.url + path, { method, headers, body: body && JSON.stringify(body) })).json()
  const { paths } = await ask('GET', `/openapi/${provider}.json`)
  const { requestBody, parameters = [], responses } = paths[url.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()]
  const params = parameters.filter(({ in: place }) => place === 'path')
  const schema = {
    ...requestBody && { body: requestBody.content['application/json'].schema },
    ...params.length > 0 && { params: { type: 'object', required: params.map(({ name }) => name), properties: Object.fromEntries(params.map(({ name, schema }) => [name, schema])) } },
    response: Object.fromEntries(Object.entries(responses).map(([status, { content }]) => [status, content['application/json'].schema]))
  }
  return { provider, method, url, path, body, schema, response }
}

/** Requests per second, and µs of processor time in the server per request. */
async function load ({ url, pid }, { method, path, body }) {
  const before = processorTime(pid)
  const { requests, non2xx } = await autocannon({ url: url + path, method, headers, body: body && JSON.stringify(body), connections: 10, duration: 2 })
  if (non2xx > 0) throw new Error(`${method} ${path} failed ${non2xx} times`)
  return { rate: requests.average, cost: (processorTime(pid) - before) / requests.total }
}
