import t, { type Test } from 'tap'
import type { StartOptions } from '../../src/index.ts'
import { readOptions } from '../../src/start/index.ts'
import { createRequestLog } from '../../src/start/log.ts'
import { credentials as key } from '../support/credentials.ts'
import { double } from '../support/double.ts'

const julepJob = '0193f1d2-0000-7000-8000-000000000001'
/** A double that prints its requests, with the lines that it has printed. */
async function logged (t: Test, given: StartOptions = { log: true, logFormat: 'pretty' }, isTerminal = true) {
  const lines: string[] = []
  const onRequest = createRequestLog(readOptions(given), { isTerminal, print: line => lines.push(line) })
  return { lines, ...await double(t, { onRequest }) }
}

/** A line with another time. */
function withoutTime (line: string): string {
  return line.replace(/^\d\d:\d\d:\d\d /, '')
}

t.test('each request is a line with its sandbox, operation, status, job and faults', async t => {
  const { lines, ask, make } = await logged(t)
  await make({ provider: 'julep', id: julepJob })
  await make({ provider: 'waveline', id: 'a\u001b[2Jb' })
  await ask(`GET /api/jobs/${julepJob}`, undefined, key)
  await ask('GET /@shop/api/v1/jobs', undefined, key)
  await ask('GET /api/v1/jobs/a%1b[2Jb', undefined, key)
  await ask('POST /graphql', { query: '{ a: getJob(jobId: "x") { id } b: getJobs(jobIds: []) { id } }' }, key)
  await ask('POST /__admin/faults', { then: { status: 503 } })
  await ask(`GET /api/jobs/${julepJob}`, undefined, key)
  await ask('DELETE /__admin/faults')
  await ask('POST /__admin/stubs', { method: 'GET', path: '/v2/things', body: '' })
  await ask('GET /v2/things')
  await ask('GET /v1/jobStatus', undefined, key)
  await ask('GET /nothing')
  t.same(lines.map(withoutTime), [
    `julep.getJobStatus 200 ${julepJob} queued`,
    '@shop waveline.listJobs 200',
    'waveline.getJob 200 a?[2Jb queued',
    'datasaur.getJob+datasaur.getJobs 200',
    `julep.getJobStatus 503 ${julepJob} queued fault-1`,
    'GET /v2/things 200 stub-1',
    'starfish GET /v1/jobStatus 404 (the method of this path is POST, not GET: POST /v1/jobStatus (starfish.getJobStatus))',
    lines.map(withoutTime).at(-1)
  ])
  t.match(lines.at(-1), /^\d\d:\d\d:\d\d GET \/nothing 404 \(GET \/nothing is not served; the most similar are /)
})

t.test('the lines go on after a reset', async t => {
  const { lines, ask } = await logged(t)
  await ask('POST /__admin/reset')
  await ask('GET /api/v1/jobs', undefined, key)
  t.same(lines.map(withoutTime), ['waveline.listJobs 200'])
})

t.test('several jobs of a request are counted, and a broken exchange is named', async t => {
  const lines: string[] = []
  const onRequest = createRequestLog(readOptions({ log: line => { lines.push(line) } }), { isTerminal: false, print: () => {} })
  const { ask, make, inject } = await double(t, { onRequest })
  const [a, b] = [await make({ provider: 'immuta' }), await make({ provider: 'immuta' })]
  await ask('POST /jobs/statuses', { jobIds: [a.id, b.id] }, key)
  await ask('POST /__admin/faults', { then: { connection: 'reset' } })
  await t.rejects(inject({ method: 'GET', url: '/api/v1/jobs', headers: key }))
  t.same(lines.map(withoutTime), [`immuta.getJobStatuses 200 ${a.id} queued and 1 more`, 'waveline.listJobs broken fault-1'])
})

t.test('in JSON, a line has the fields of the request', async t => {
  const { lines, ask } = await logged(t, { log: true }, false)
  await ask('GET /api/v1/jobs', undefined, key)
  await ask('GET /v1/jobStatus')
  t.match(lines.map(line => JSON.parse(line)), [
    { level: 30, msg: 'request', id: 'req-1', sandbox: 'main', provider: 'waveline', operations: ['waveline.listJobs'], method: 'GET', path: '/api/v1/jobs', status: 200, outcome: 'responded', jobs: [], faults: [] },
    { provider: 'starfish', operations: [], status: 404, hint: 'the method of this path is POST, not GET: POST /v1/jobStatus (starfish.getJobStatus)' }
  ])
  t.notOk('hint' in JSON.parse(lines[0]!))
})

t.test('requests are printed on a terminal or where it is asked for', async t => {
  const print = () => {}
  const cases: Array<{ name: string, given: StartOptions, terminal: boolean, pipe: boolean }> = [
    { name: 'start', given: {}, terminal: false, pipe: false },
    { name: 'auto', given: { log: 'auto', logLevel: 'info' }, terminal: true, pipe: false },
    { name: 'a level above info', given: { log: 'auto', logLevel: 'warn' }, terminal: false, pipe: false },
    { name: 'quiet', given: { log: true, quiet: true }, terminal: false, pipe: false },
    { name: 'on', given: { log: true }, terminal: true, pipe: true },
    { name: 'off', given: { log: false, logLevel: 'info' }, terminal: false, pipe: false }
  ]
  for (const { name, given, terminal, pipe } of cases) {
    const isOn = (isTerminal: boolean) => createRequestLog(readOptions(given), { isTerminal, print }) !== undefined
    t.same([isOn(true), isOn(false)], [terminal, pipe], name)
  }
})

t.test('as JSON a request has the trace context of its client', async t => {
  const { lines, ask } = await logged(t, { log: true, logFormat: 'json' })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await ask('GET /api/v1/jobs', undefined, { ...key, traceparent })
  await ask('GET /api/v1/jobs', undefined, key)
  t.same(lines.map(line => JSON.parse(line).traceparent), [traceparent, undefined])
})
