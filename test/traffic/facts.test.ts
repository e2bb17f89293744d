import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { factsOf } from '../../src/traffic/facts.ts'

const outline = { provider: 'immuta', operations: ['immuta.getJobStatuses'], graphql: false }

function facts (request: { params?: unknown, query?: unknown, body?: unknown }) {
  return factsOf(request as FastifyRequest, outline)
}

t.test('a job is mentioned where its id is a text of the path, the query or the body', async t => {
  const { mentions, ...rest } = facts({ params: { id: 'a' }, query: { id: ['b'] }, body: [{ jobs: { c: ['d', 5, null] } }] })
  t.strictSame(rest, outline)
  for (const job of ['a', 'b', 'd']) t.equal(mentions(job), true, job)
  for (const job of ['c', '5', 'null', 'e']) t.equal(mentions(job), false, job)
  t.equal(facts({}).mentions('a'), false)
})

t.test('a body is read once, however many jobs are asked for', async t => {
  let reads = 0
  const { mentions } = facts({ body: { get jobId () { return `job-${++reads}` } } })
  for (let index = 0; index < 1000; index++) mentions(`other-${index}`)
  t.equal(mentions('job-1'), true)
  t.equal(reads, 1)
})

t.test('a file is not read byte by byte', async t => {
  const bytes = Object.defineProperty(Buffer.from('abc'), 'id', { value: 'job-1', enumerable: true })
  const { mentions } = facts({ body: [{ name: 'file', value: { fileName: 'a.txt', bytes } }] })
  t.equal(mentions('a.txt'), true)
  t.equal(mentions('job-1'), false)
})
