import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { Traffic } from '../../src/traffic/traffic.ts'

function trafficOf (request: { params?: unknown, query?: unknown, body?: unknown }): Traffic {
  return new Traffic({ is404: false, routeOptions: { config: { operations: ['immuta.getJobStatuses'] } }, ...request } as unknown as FastifyRequest, 'immuta')
}

t.test('a request mentions a job whose id is a text in its path, its query or its body', async t => {
  const traffic = trafficOf({ params: { id: 'a' }, query: { id: ['b'] }, body: [{ jobs: { c: ['d', 5, null] } }] })
  t.match(traffic, { provider: 'immuta', operations: ['immuta.getJobStatuses'], graphql: false })
  for (const job of ['a', 'b', 'd']) t.equal(traffic.mentions(job), true, job)
  for (const job of ['c', '5', 'null', 'e']) t.equal(traffic.mentions(job), false, job)
  t.equal(trafficOf({}).mentions('a'), false)
})

t.test('a body is read once, however many jobs are asked for', async t => {
  let reads = 0
  const traffic = trafficOf({ body: { get jobId () { return `job-${++reads}` } } })
  for (let index = 0; index < 1000; index++) traffic.mentions(`other-${index}`)
  t.equal(traffic.mentions('job-1'), true)
  t.equal(reads, 1)
})

t.test('a file is not read byte by byte', async t => {
  const bytes = Object.defineProperty(Buffer.from('abc'), 'id', { value: 'job-1', enumerable: true })
  const traffic = trafficOf({ body: [{ name: 'file', value: { fileName: 'a.txt', bytes } }] })
  t.equal(traffic.mentions('a.txt'), true)
  t.equal(traffic.mentions('job-1'), false)
})
