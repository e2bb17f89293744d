import fastify from 'fastify'
import t, { type Test } from 'tap'
import { addTraffic, decorateRequests } from '../../../src/traffic/index.ts'
import { credentials as headers } from '../../support/credentials.ts'
import { defectLog, double, type Double } from '../../support/double.ts'
import { exporter } from '../../support/providers/datasaur-exporter.ts'
import { registry } from '../../support/sandboxes/make.ts'

const items = async ({ ask }: Double): Promise<any[]> => (await ask('GET /__admin/requests')).body.items
const inject = async ({ ask }: Double, then: object) => (await ask('POST /__admin/faults', { match: { provider: 'waveline' }, when: { first: 1 }, then })).body.id

t.test('the response of a fault is recorded as it was sent', async t => {
  const d = await double(t)
  const fault = await inject(d, { status: 503, retryAfter: '2s' })
  const { body } = await d.app.inject({ url: '/api/v1/jobs', headers })
  const [{ response, ...item }] = await items(d)
  t.match(item, { outcome: 'responded', fault, faults: [fault] })
  t.match(response, { status: 503, body: JSON.parse(body), headers: { 'retry-after': '2', 'x-jobdouble-fault': fault } })
})

t.test('a truncated response is recorded as broken, with the part that was sent', async t => {
  const d = await double(t)
  await inject(d, { connection: 'truncate' })
  await d.app.inject({ url: '/api/v1/jobs', headers }).catch(() => {})
  const [{ outcome, response }] = await items(d)
  t.equal(outcome, 'broken')
  t.equal(response.status, 200)
  t.equal(response.body, JSON.stringify({ items: [], offset: 0, count: 10, total: 0 }).slice(0, response.bytes))
  t.ok(response.bytes < Number(response.headers['content-length']))
})

t.test('a connection that is reset before the response leaves no response', async t => {
  const d = await double(t)
  const fault = await inject(d, { connection: 'reset' })
  await t.rejects(d.app.inject({ url: '/api/v1/jobs', headers }))
  t.match(await items(d), [{ outcome: 'broken', response: null, fault }])
})

t.test('a response that is lost after the work was done is not recorded', async t => {
  const d = await double(t)
  await d.ask('POST /__admin/faults', { match: { provider: 'waveline' }, phase: 'after', then: { connection: 'reset' } })
  await t.rejects(d.app.inject({ url: '/api/v1/jobs', headers }))
  t.match(await items(d), [{ outcome: 'broken', response: null }])
})

t.test('the journal knows the job that a request started whose response was lost', async t => {
  for (const then of [{ connection: 'reset' }, { connection: 'truncate' }, { status: 503 }]) {
    const d = await double(t)
    await d.ask('POST /__admin/faults', { phase: 'after', then })
    await d.app.inject({ method: 'POST', url: '/api/v1/guess-shape', headers, payload: { fileName: 'a.txt', contentType: 'text/plain' } }).catch(() => {})
    const [{ id }] = (await d.ask('GET /__admin/jobs')).body.items
    t.match(await items(d), [{ operation: 'waveline.guessShape', job: id, jobs: [{ id, state: 'queued' }] }])
    t.match((await d.ask('POST /__admin/requests/verify', { match: { job: id }, exactly: 1 })).body, { verdict: 'ok' })
    t.match((await d.ask('POST /__admin/requests/verify', { match: { job: `${id}x` }, exactly: 0 })).body, { verdict: 'ok' })
  }
})

t.test('a request that hangs shows the fault that makes it hang', async t => {
  const d = await double(t)
  const fault = await inject(d, { connection: 'hang' })
  const held = d.app.inject({ url: '/api/v1/jobs', headers })
  t.match((await d.ask('POST /__admin/requests/wait', { match: { operation: 'waveline.listJobs' } })).body, { ok: true })
  t.match((await d.ask('POST /__admin/requests/find', { match: { fault } })).body.items, [{ outcome: 'pending', fault, response: null }])
  await d.ask('DELETE /__admin/faults')
  await t.rejects(held)
  t.match(await items(d), [{ outcome: 'broken', fault }])
})

t.test('a request that a reset ends is not recorded in the new journal', async t => {
  const d = await double(t)
  const { id } = await d.make({ provider: 'immuta' })
  const waiting = d.app.inject({ method: 'POST', url: '/jobs/statuses', headers, payload: { jobIds: [id], wait: -1 } })
  t.match((await d.ask('POST /__admin/requests/wait', { match: { provider: 'immuta' } })).body, { ok: true })
  // the request is read between the turns of the loop
  while ((await d.ask('GET /__admin/sandbox')).body.waits === 0) await new Promise(resolve => setImmediate(resolve))
  await d.ask('POST /__admin/reset')
  t.equal((await waiting).statusCode, 200)
  t.same(await items(d), [])
})

t.test('of a file only the size is recorded, but a text is kept', async t => {
  const d = await exporter(t)
  for (const project of ['p1', 'p2']) await d.project(project)
  await d.fetch(d.exportTextProject({ projectIds: ['p1', 'p2'] }))
  await d.fetch(d.exportTextProjectDocument({ format: 'JSON_ADVANCED' }))
  const { items } = (await d.ask('GET /__admin/requests?operation=datasaur.downloadFile')).body
  const [zip, json] = items.map(({ response }: any) => response)
  t.match(zip, { body: null, bytes: Number(zip.headers['content-length']), headers: { 'content-type': 'application/zip' } })
  t.match(json, { body: { labelSets: [{ index: 0, labelItems: [{ labelName: 'Person' }] }] }, bytes: Number(json.headers['content-length']) })
})

/** A server whose only operation has a body that cannot be written as text. */
function unwritable (t: Test) {
  const { logger, defects } = defectLog()
  const app = fastify()
  t.teardown(() => app.close())
  app.log = logger
  const { sandboxes } = registry()
  decorateRequests(app)
  addTraffic(app, { sandboxes, provider: 'julep', faultHeader: true })
  app.addContentTypeParser('multipart/form-data', async () => ({ toJSON () { throw new Error('inside') } }))
  app.post('/x', { config: { operation: 'x' } }, async () => ({}))
  const ask = () => app.inject({ method: 'POST', url: '/x', headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: 'x' })
  return { ask, defects, sandbox: sandboxes.get('main') }
}

t.test('a crash while an exchange is recorded is logged, and the exchange is kept without the part that crashed', async t => {
  const { ask, defects, sandbox } = unwritable(t)
  t.equal((await ask()).statusCode, 200)
  t.match([...sandbox.journal.exchanges()], [{ operations: ['julep.x'], outcome: 'responded', status: 200, body: undefined }])
  t.match(new Set(defects.map(String)), new Set(['recording a body crashed: this is a defect of jobdouble,inside']))
  t.equal(sandbox.events.last, 1)
})

t.test('a listener of the journal that crashes keeps neither the other listeners nor the event from being told', async t => {
  const { ask, defects, sandbox } = unwritable(t)
  let told = 0
  sandbox.journal.listen(({ outcome }) => { if (outcome === 'responded') throw new Error('first') })
  sandbox.journal.listen(({ outcome }) => { if (outcome === 'responded') told++ })
  await ask()
  t.equal(told, 1)
  t.equal(sandbox.events.last, 1)
  t.same(defects.at(-1), ['writing the journal crashed: this is a defect of jobdouble', 'first'])
})
