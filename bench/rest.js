// How many polls of one job each REST provider answers a second, with the journal on and a fault armed that does not match, beside
// the same route in bare Fastify, with the same schema and a constant answer: node bench/rest.js [ROUNDS] [PROGRAM]
// The two take turns, so that a slow moment of the machine hits both: the ratio is the median over the rounds. The processor time
// that a request takes in the server is less noisy; the least of the rounds is printed too.
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
    console.log(`${provider.padEnd(8)} ${median(rates.double).toFixed(0).padStart(6)} polls a second, bare ${median(rates.bare).toFixed(0).padStart(6)}: ${ratio.toFixed(2)} (at least ${limit})${ratio < limit ? ' MISSED' : ''}; ` +
      `${costs.double.toFixed(1)} µs of processor each, bare ${costs.bare.toFixed(1)}: ${(costs.bare / costs.double).toFixed(2)}`)
  }
} finally {
  for (const { stop } of [bare, double]) await stop()
}

/** A job that never ends, how to ask for it, and the schema of its route as the double publishes it. */
async function poll (provider, method, url, toRequest) {
  const job = await ask('POST', '/__admin/jobs', { provider, lifecycle: 'stuck' })
  const { path = url, body } = toRequest(job)
  const answer = await (await fetch(double.url + path, { method, headers, body: body && JSON.stringify(body) })).json()
  const { paths } = await ask('GET', `/openapi/${provider}.json`)
  const { requestBody, parameters = [], responses } = paths[url.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()]
  const params = parameters.filter(({ in: place }) => place === 'path')
  const schema = {
    ...requestBody && { body: requestBody.content['application/json'].schema },
    ...params.length > 0 && { params: { type: 'object', required: params.map(({ name }) => name), properties: Object.fromEntries(params.map(({ name, schema }) => [name, schema])) } },
    response: Object.fromEntries(Object.entries(responses).map(([status, { content }]) => [status, content['application/json'].schema]))
  }
  return { provider, method, url, path, body, schema, answer }
}

/** Requests a second, and µs of the server's processor for each. */
async function load ({ url, pid }, { method, path, body }) {
  const before = processorTime(pid)
  const { requests, non2xx } = await autocannon({ url: url + path, method, headers, body: body && JSON.stringify(body), connections: 10, duration: 2 })
  if (non2xx > 0) throw new Error(`${method} ${path} is answered ${non2xx} times with an error`)
  return { rate: requests.average, cost: (processorTime(pid) - before) / requests.total }
}
