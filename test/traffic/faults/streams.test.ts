import t, { type Test } from 'tap'
import { defectLog } from '../../support/double.ts'
import { exporter } from '../../support/providers/datasaur-exporter.ts'
import { listening } from '../../support/faults/sockets.ts'

const once = { agent: false }

/** A double with an execution of Julep whose stream of states can be followed, and ends. */
async function streaming (t: Test, order?: object, options?: Parameters<typeof listening>[1]) {
  const it = await listening(t, options)
  const task = '11111111-2222-4333-8444-555555555555'
  const started = await it.ask(`POST /api/tasks/${task}/executions`, { input: {} }, { authorization: 'k' })
  const stream = `GET /api/executions/${started.body.id}/status.stream`
  const waits = async () => (await it.app.inject('/__admin/sandbox')).json().waits as number
  const end = async () => await it.ask('POST /__admin/clock/advance', { until: 'idle' })
  if (order !== undefined) await it.add(order)
  return { ...it, stream, waits, end }
}

t.test('a truncated stream ends in the middle of its first event, and its source is closed', async t => {
  const { fetch, stream, until, waits } = await streaming(t, { then: { connection: 'truncate' } })
  const { status, text, complete } = await fetch(stream, undefined, once)
  t.same([status, complete], [200, false])
  t.match(text, /^data: \{[^\n]*$/)
  await until(async () => await waits() === 0)
})

t.test('a stream drips in pieces, and comes at once when the rule is deleted', async t => {
  const { fetch, stream, end, add, ask, untilHeld, until, waits } = await streaming(t)
  await end()
  const whole = await fetch(stream, undefined, once)
  await add({ then: { drip: { bytes: 50, every: 1 } } })
  const slow = await fetch(stream, undefined, once)
  t.same([slow.text, slow.complete], [whole.text, true])
  t.ok(slow.pieces.length > 2, `${slow.pieces.length} pieces`)
  await ask('PATCH /__admin/faults/fault-1', { then: { drip: '5ms' } })
  t.equal((await fetch(stream, undefined, once)).text, whole.text)
  await ask('PATCH /__admin/faults/fault-1', { then: { drip: { bytes: 50, every: '2h' } } })
  const freed = fetch(stream, undefined, once)
  await untilHeld(1)
  await ask('DELETE /__admin/faults')
  t.equal((await freed).text, whole.text)
  t.equal(await waits(), 0)
  await until(async () => true)
})

t.test('a client that leaves a dripping stream closes its source', async t => {
  const { start, stream, untilHeld, until, waits } = await streaming(t, { then: { drip: { bytes: 1, every: '2h' } } })
  const leaving = start(stream, undefined, once).on('error', () => {}).on('response', answer => answer.on('error', () => {}))
  await untilHeld(1)
  leaving.destroy()
  await untilHeld(0)
  await until(async () => await waits() === 0)
})

t.test('every chunk of a stream can be malformed', async t => {
  const { fetch, stream, end } = await streaming(t, { then: { payload: 'malformed' } })
  await end()
  const { text } = await fetch(stream, undefined, once)
  t.match(text, /^data: \{.*,\n\n$/, 'and its events are still events')
  t.throws(() => JSON.parse(text.slice('data: '.length)))
})

t.test('a stream whose response is lost is closed', async t => {
  const { fetch, stream, ask, until, waits, start, untilHeld } = await streaming(t, { phase: 'after', then: { status: 503 } })
  t.match(await fetch(stream), { status: 503, text: '{"detail":"Service Unavailable"}' })
  await until(async () => await waits() === 0)
  await ask('PATCH /__admin/faults/fault-1', { phase: 'after', then: { connection: 'reset' } })
  await t.rejects(fetch(stream), { code: 'ECONNRESET' })
  await until(async () => await waits() === 0)
  await ask('PATCH /__admin/faults/fault-1', { phase: 'after', then: { delay: '2h' } })
  const leaving = start(stream, undefined, once).on('error', () => {})
  await untilHeld(1)
  leaving.destroy()
  await until(async () => await waits() === 0)
})

t.test('a file that is not text is corrupted like any other response', async t => {
  const { ask, project, exportTextProjectDocument, advance, get } = await exporter(t)
  await project('p1')
  const { fileUrl } = (await exportTextProjectDocument({ format: 'JSON_ADVANCED' })).data.result
  await advance('5s')
  const { rawPayload } = await get(fileUrl)
  await ask('POST /__admin/faults', { match: { operation: 'datasaur.downloadFile' }, then: { payload: 'malformed' } })
  t.equal((await get(fileUrl)).body, rawPayload.toString().replace(/.(\s*)$/, ',$1'))
  t.match(await get(fileUrl, { range: 'bytes=999999-' }), { statusCode: 416, body: ',' })
  await ask('PATCH /__admin/faults/fault-1', { then: { connection: 'truncate' } })
  t.match(await get(fileUrl), { body: rawPayload.toString().slice(0, rawPayload.length / 2), headers: { 'content-length': String(rawPayload.length) } })
  await ask('PATCH /__admin/faults/fault-1', { then: { drip: '2ms' } })
  t.equal((await get(fileUrl)).body, rawPayload.toString())
  t.match(await get(fileUrl, { range: 'bytes=999999-' }), { statusCode: 416, body: '' }, 'nothing drips in no time')
})

/** A stream whose source crashes after its first event. */
async function crashing (t: Test, order?: object) {
  const { logger, defects } = defectLog()
  const { app, fetch, stream } = await streaming(t, order, { logger })
  app.sandboxes.get('main').jobs.wait = () => { throw new Error('boom') }
  return { response: await fetch(stream, undefined, once), defects }
}

t.test('a stream whose source crashes is cut off, and the crash is logged', async t => {
  const { response, defects } = await crashing(t)
  t.match(response, { status: 200, complete: false })
  t.same(defects, [['a stream of an execution crashed: this is a defect of jobdouble', 'boom']])
})

t.test('a stream whose source crashes while a fault delays its response is a 500, which the fault does not affect again', async t => {
  const { response, defects } = await crashing(t, { phase: 'after', then: { delay: 50 } })
  t.match(response, { status: 500, text: '{"detail":"Internal Server Error"}', headers: { 'x-jobdouble-fault': /^fault-1$/ } })
  t.same(defects, [['a stream of an execution', 'boom'], ['a request', 'boom']].map(([what, cause]) => [`${what} crashed: this is a defect of jobdouble`, cause]))
})
