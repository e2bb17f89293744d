import t, { type Test } from 'tap'
import { julep as provider } from '../../../src/providers/julep/index.ts'
import { startExecution } from '../../../src/providers/julep/executions/executions.ts'
import { statusEvents } from '../../../src/providers/julep/executions/events.ts'
import { streamChanges } from '../../../src/providers/julep/executions/stream.ts'
import type { Sandbox } from '../../../src/sandboxes/index.ts'
import { registry } from '../../support/sandboxes/make.ts'
import { brief as toBrief, julep, key, micros, task } from '../../support/providers/julep.ts'

/** A double, and a function that opens the stream of an execution. It resolves once the stream is open, with a promise of its events. */
async function following (t: Test, options = {}) {
  const all = await julep(t, options)
  const waits = async () => (await all.ask('GET /__admin/sandbox')).body.waits
  const follow = async (id: string) => {
    const before = await waits()
    const response = all.inject({ method: 'GET', url: `/api/executions/${id}/status.stream`, headers: key })
    while (await waits() === before);
    return { events: response.then(({ body }) => body.split('\n\n').slice(0, -1).map(text => text.startsWith('data: ') ? JSON.parse(text.slice(6)) : text)), response }
  }
  return { ...all, follow, waits }
}

const brief = (events: any[]) => events.map(event => typeof event === 'string' ? event : `${event.status} ${event.transition_count}`)

t.test('a stream sends the status of an execution at once, then every change, and ends after the last one', async t => {
  for (const [dialect, write, reason] of [['documented', micros, 'The job failed'], ['observed', toBrief, null]] as const) {
    const { start, advance, follow, waits } = await following(t, { dialect: { julep: dialect }, lifecycle: 'failure' })
    const { id } = await start({ input: {}, metadata: { mine: 1 } })
    const { events, response } = await follow(id)
    await advance('1s')
    await advance('1h')
    const event = (status: string, seconds: number, count: number, error: string | null = null) =>
      ({ execution_id: id, status, updated_at: write(seconds), error, transition_count: count, metadata: { mine: 1 } })
    t.strictSame(await events, [event('queued', 0, 0), event('starting', 1, 1), event('running', 1.5, 2), event('failed', 5, 3, reason)])
    t.equal((await response).headers['content-type'], 'text/event-stream; charset=utf-8')
    t.equal(await waits(), 0)
  }
})

t.test('the stream of an ended execution has one event', async t => {
  const { ask, start, advance } = await following(t)
  const { id } = await start()
  await advance('5s')
  const { status, text } = await ask(`GET /api/executions/${id}/status.stream`)
  t.equal(status, 200)
  t.match(text, /^data: \{"execution_id":"[^"]+","status":"succeeded",.*\}\n\n$/)
})

t.test('a comment is sent every 15 seconds of the clock, in order with the events', async t => {
  const { start, next, advance, follow } = await following(t)
  await next({ steps: [{ state: 'queued' }, { state: 'running', after: '15s' }, { state: 'running', after: '20s' }, { state: 'succeeded', after: '25s' }] })
  const { events } = await follow((await start()).id)
  await advance('14999ms')
  await advance('1h')
  t.same(brief(await events), ['queued 0', 'starting 1', ': ping', 'running 2', ': ping', 'running 3', ': ping', 'succeeded 4'])
})

t.test('commands of a client and of the control API are sent, also those that do not change the state', async t => {
  const { ask, start, advance, follow } = await following(t, { lifecycle: 'stuck' })
  const { id, job } = await start()
  const { events } = await follow(id)
  await advance('2s')
  await ask(`POST /__admin/jobs/${job}/state`, { state: 'running' })
  await advance('1s')
  await ask(`POST /__admin/jobs/${job}/state`, { state: 'waiting' })
  await ask(`PUT /api/executions/${id}`, { status: 'running', input: {} })
  await advance('1s')
  await ask(`PUT /api/executions/${id}`, { status: 'cancelled' })
  t.same(brief(await events), ['queued 0', 'starting 1', 'running 2', 'running 3', 'awaiting_input 4', 'running 5', 'cancelled 6'])
})

t.test('two streams of one execution send the same events, and end with a reset or with the server', async t => {
  const { app, ask, start, advance, follow, waits } = await following(t, { lifecycle: 'stuck' })
  const { id } = await start()
  const first = await follow(id)
  const second = await follow(id)
  t.equal(await waits(), 2)
  await advance('1s')
  await ask('POST /__admin/reset')
  t.same(brief(await first.events), ['queued 0', 'starting 1'])
  t.same(await first.events, await second.events)
  t.equal(await waits(), 0)
  const third = await follow((await start()).id)
  const closed = app.close()
  t.same(brief(await third.events), ['queued 0'])
  await closed
})

/** A sandbox with an execution that never ends, and a function that opens its stream without reading it. */
function unread () {
  const { sandboxes } = registry()
  const sandbox: Sandbox = sandboxes.get('main')
  sandbox.rules.addNext({ lifecycle: 'stuck' })
  const jobs = sandbox.provider(provider)
  const execution = startExecution(sandbox, jobs, task, { input: {} })
  return { sandbox, open: () => streamChanges(sandbox, jobs, execution, statusEvents('documented')) }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

t.test('a sandbox that closes at the same moment closes the stream', async t => {
  const { sandbox, open } = unread()
  const stream = open()
  sandbox.close()
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  t.equal(chunks.length, 1)
  t.equal(sandbox.busy, false)
})

t.test('a client that disconnects frees the stream and its wait', async t => {
  const { sandbox, open } = unread()
  const stream = open()
  await turn()
  t.equal(sandbox.busy, true)
  stream.destroy()
  await turn()
  t.same([sandbox.busy, sandbox.jobs.openWaits], [false, 0])
})

t.test('for a client that does not read only some comments are buffered', async t => {
  const { sandbox, open } = unread()
  const stream = open()
  for (let day = 0; day < 10; day++) {
    sandbox.clock.advance(sandbox.clock.now() + 86_400_000)
    await turn()
    await turn()
  }
  t.ok(stream.readableLength > 16_000 && stream.readableLength < 18_000, `${stream.readableLength}`)
  sandbox.close()
})
