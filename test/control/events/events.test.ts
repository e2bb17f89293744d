import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { announced } from '../../../src/control/clock/index.ts'
import { ClockTooManySteps } from '../../../src/time/clock.ts'
import { Clock } from '../../../src/time/index.ts'
import { defectLog, double, moment, type Double, type DoubleOptions } from '../../support/double.ts'
import { turn } from '../../support/jobs/world.ts'
import { sandbox as newSandbox } from '../../support/sandboxes/make.ts'
import { follow } from '../../support/event-reader.ts'

/** A double that listens, and the URL of the events of its sandbox a. */
async function listening (t: Test, options: DoubleOptions = {}): Promise<Double & { url: string }> {
  const served = await double(t, options)
  await served.ask('POST /__admin/sandboxes', { name: 'a', seed: 7 })
  return { ...served, url: `${await served.app.listen({ host: '127.0.0.1', port: 0 })}/@a/__admin/events` }
}

const quick = { steps: [{ state: 'queued' }, { state: 'running', after: '1s' }, { state: 'succeeded', after: '1s' }] }

t.test('who follows a sandbox is told of jobs, transitions, clock changes and resets, in order, with rising ids', async t => {
  const { ask, url } = await listening(t)
  const { answer, until, text } = await follow(t, url)
  t.match([answer.statusCode, answer.headers], [200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }])
  t.equal(text(), 'id: 0\n\n', 'at once, so that nothing escapes it from now on')
  const { id } = (await ask('POST /@a/__admin/jobs', { provider: 'julep', lifecycle: quick })).body
  await ask('POST /@a/__admin/clock/advance', { by: '1s' })
  await ask('PUT /@a/__admin/clock', { mode: 'scaled', rate: 0.001 })
  await ask('POST /@a/__admin/reset')
  const next = (await ask('POST /@a/__admin/jobs', { provider: 'immuta', lifecycle: quick })).body.id
  await ask(`POST /@a/__admin/jobs/${next}/cancel`)
  await ask('POST /@b/__admin/reset')
  await ask('POST /@a/__admin/clock/advance', { until: 'idle' })
  t.same(await until(8), [
    { event: 'job', id: 1, data: { job: id, provider: 'julep', change: 'created', at: moment(0) } },
    { event: 'transition', id: 2, data: { job: id, provider: 'julep', from: 'queued', to: 'running', at: moment(1) } },
    { event: 'clock', id: 3, data: { mode: 'frozen', rate: 0, now: moment(1) } },
    { event: 'clock', id: 4, data: { mode: 'scaled', rate: 0.001, now: moment(1) } },
    { event: 'reset', id: 5, data: { name: 'a', seed: 7, at: moment(0) } },
    { event: 'job', id: 6, data: { job: next, provider: 'immuta', change: 'created', at: moment(0) } },
    { event: 'transition', id: 7, data: { job: next, provider: 'immuta', from: 'queued', to: 'cancelled', at: moment(0) } },
    { event: 'clock', id: 8, data: { mode: 'frozen', rate: 0, now: moment(0) } }
  ])
})

t.test('a job is announced before the transitions of its first steps, and when it is held and released', async t => {
  const { ask, app } = await double(t)
  const { id } = (await ask('POST /__admin/jobs', { provider: 'julep', lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: 0 }, { state: 'succeeded', after: '1s' }] } })).body
  for (const command of ['hold', 'release']) await ask(`POST /__admin/jobs/${id}/${command}`)
  await ask('POST /__admin/jobs', { provider: 'julep', id })
  const { events } = app.sandboxes.get('main')
  const read = Array.from({ length: events.last }, (_, index) => events.get(index + 1).read() as { change?: string, to?: string })
  t.same(read.map(({ change, to }) => change ?? to), ['created', 'running', 'held', 'released'], 'a job that exists already is not announced again')
})

t.test('a change of the clock that is rejected is not an event', async t => {
  const { ask, url } = await listening(t)
  const { until } = await follow(t, `${url}?kinds=clock`)
  t.equal((await ask('PUT /@a/__admin/clock', { mode: 'scaled' })).status, 400)
  await ask('POST /@a/__admin/clock/advance', { by: '1s' })
  t.equal((await ask('POST /@a/__admin/clock/advance', { to: moment(0) })).status, 400)
  const [first] = await until(1)
  t.match(first, { id: 1, data: { now: moment(1) } })
})

t.test('a clock that is stopped on its way is told of where it stands', async t => {
  const sandbox = newSandbox()
  const stop = () => { throw new ClockTooManySteps('somewhere', 1) }
  t.throws(() => announced(sandbox, stop), { code: 'CLOCK_TOO_MANY_STEPS' })
  t.match([sandbox.events.last, sandbox.events.get(1).read()], [1, { mode: 'frozen', now: moment(0) }])
})

t.test('only the kinds are told that were asked for', async t => {
  const { ask, url } = await listening(t)
  const { until } = await follow(t, `${url}?kinds=transition,reset`)
  await ask('POST /@a/__admin/jobs', { provider: 'julep', lifecycle: quick })
  await ask('POST /@a/__admin/clock/advance', { until: 'idle' })
  await ask('POST /@a/__admin/reset')
  t.same((await until(3)).map(({ event, id }) => [event, id]), [['transition', 2], ['transition', 3], ['reset', 5]])
})

for (const how of ['header', 'query'] as const) {
  t.test(`a reader that reconnects continues after the last event that it received (${how})`, async t => {
    const { ask, url } = await listening(t)
    const come = async (id: number) => await (how === 'header' ? follow(t, url, { 'last-event-id': String(id) }) : follow(t, `${url}?lastEventId=${id}`))
    const first = await follow(t, url)
    await ask('POST /@a/__admin/clock/advance', { by: 1 })
    await first.until(1)
    first.leave()
    await ask('POST /@a/__admin/clock/advance', { by: 1 })
    await ask('POST /@a/__admin/reset')
    const again = await come(1)
    await ask('POST /@a/__admin/clock/advance', { by: 1 })
    t.same((await again.until(3)).map(({ event, id }) => [event, id]), [['clock', 2], ['reset', 3], ['clock', 4]])
    t.same((await (await come(0)).until(4)).map(({ id }) => id), [1, 2, 3, 4])
  })
}

t.test('what the log no longer holds is said as a gap, and so is an id that another sandbox of the name has given', async t => {
  const { ask, url } = await listening(t)
  const steps = Array.from({ length: 1000 }, (_, step) => ({ state: step % 2 === 0 ? 'running' : 'retrying', after: 1 }))
  for (let index = 0; index < 11; index++) await ask('POST /@a/__admin/jobs', { provider: 'julep', lifecycle: { steps } })
  const { transitions } = (await ask('POST /@a/__admin/clock/advance', { until: 'idle' })).body
  const last = transitions.length + 12 // the jobs and the clock
  t.ok(last > 10_000)
  const late = await (await follow(t, `${url}?lastEventId=3`)).until(10_001)
  t.same([late[0], late[1]!.id, late.at(-1)!.id], [{ event: 'gap', id: last - 10_000, data: { missed: last - 10_003 } }, last - 9999, last])

  await ask('DELETE /__admin/sandboxes/a')
  await ask('POST /@a/__admin/clock/advance', { by: 1 })
  const foreign = await (await follow(t, url, { 'last-event-id': String(last) })).until(2)
  t.same(foreign.map(({ event, id, data }) => [event, id, data.missed]), [['gap', 0, null], ['clock', 1, undefined]])
})

t.test('an unknown kind and an invalid id are rejected with one sentence', async t => {
  const { ask } = await double(t)
  const cases: Array<[string, Record<string, string>, string]> = [
    ['?kinds=transition,jobs', {}, 'kinds: must be a comma-separated list of job, transition, request, fault, clock, reset'],
    ['?lastEventId=-1', {}, 'lastEventId: must be at least 0'],
    ['', { 'last-event-id': 'x' }, 'last-event-id: must be a whole number'],
    ['?since=1', {}, 'since: is not a known field']
  ]
  for (const [query, headers, message] of cases) {
    const answer = await ask(`GET /__admin/events${query}`, undefined, headers)
    t.same([answer.status, answer.body.error.message], [400, message])
  }
})

t.test('the streams end when their sandbox is deleted or the server closes', async t => {
  const { app, ask, url } = await listening(t)
  const [one, two, elsewhere] = await Promise.all([follow(t, url), follow(t, url), follow(t, url.replace('@a', '@b'))])
  await ask('POST /@a/__admin/clock/advance', { by: 1 })
  await ask('DELETE /__admin/sandboxes/a')
  for (const reader of [one, two]) t.match(await reader.all(), [{ event: 'clock', id: 1 }])
  t.ok(one.answer.complete, 'it ends in due form')
  await ask('POST /@b/__admin/clock/advance', { by: 1 })
  await elsewhere.until(1)
  await app.close()
  t.equal((await elsewhere.all()).length, 1)
  t.ok(elsewhere.answer.complete)
})

t.test('a sandbox whose events are read is not removed until the last reader has left', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const { ask, url } = await listening(t, { wallClock, sandboxTtl: 1000 })
  const reader = await follow(t, url)
  wallClock.advance(wallClock.now() + 5000)
  t.equal((await ask('GET /__admin/sandboxes/a')).status, 200)
  reader.leave()
  for (let status = 200; status !== 404;) {
    await turn()
    wallClock.advance(wallClock.now() + 1000)
    status = (await ask('GET /__admin/sandboxes/a')).status
  }
  t.pass('it is gone once its reader has left')
})

t.test('a reader that does not read is dropped, and holds up neither the double nor the other readers', async t => {
  const { app, ask, url } = await listening(t)
  const { port } = new URL(url)
  const idle = connect(Number(port), '127.0.0.1')
  t.teardown(() => idle.destroy())
  idle.write('GET /@a/__admin/events HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await once(idle, 'readable')
  idle.pause()
  const connections = async () => await new Promise(resolve => app.server.getConnections((_, count) => resolve(count)))
  const reader = await follow(t, `${url}?kinds=clock`)
  t.equal(await connections(), 2)
  const steps = Array.from({ length: 1000 }, (_, step) => ({ state: step % 2 === 0 ? 'running' : 'retrying', after: 1 }))
  let rounds = 0
  for (; await connections() === 2 && rounds < 100; rounds++) {
    for (let index = 0; index < 5; index++) await ask('POST /@a/__admin/jobs', { provider: 'julep', lifecycle: { steps } })
    await ask('POST /@a/__admin/clock/advance', { until: 'idle' })
  }
  t.ok(rounds < 100, `it was dropped after ${rounds * 5000} events`)
  t.equal((await reader.until(rounds)).length, rounds)
})

t.test('a defect in what makes an event is logged, and cuts the stream off', async t => {
  const { logger, defects } = defectLog()
  const { app, url } = await listening(t, { logger })
  const reader = await follow(t, url)
  app.sandboxes.get('a').events.add('clock', () => { throw new Error('boom') })
  t.same(await reader.all(), [])
  t.same(defects, [['an event stream crashed: this is a defect of jobdouble', 'boom']])
})

t.test('a fault event tells the first 2,000 characters of a long URL', async t => {
  const { ask, app } = await double(t)
  await ask('POST /__admin/faults', { then: { status: 503 } })
  await ask(`GET /api/v1/jobs/long?a=${'x'.repeat(10_000)}`)
  t.equal((app.sandboxes.get('main').events.get(1).read() as { url: string }).url, `/api/v1/jobs/long?a=${'x'.repeat(10_000)}`.slice(0, 2000))
})
