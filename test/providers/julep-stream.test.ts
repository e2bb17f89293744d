import t, { type Test } from 'tap'
import { startExecution } from '../../src/providers/julep/executions.ts'
import { julep as provider } from '../../src/providers/julep/index.ts'
import { streamStatus } from '../../src/providers/julep/status-stream.ts'
import type { Sandbox } from '../../src/sandboxes/index.ts'
import { registry } from '../sandboxes/make.ts'
import { julep, key, micros, task } from './julep-helper.ts'

/** A double, and how to follow an execution in it: resolves once the stream is open, with a promise of all that it told. */
async function following (t: Test, options = {}) {
  const all = await julep(t, options)
  const waits = async () => (await all.ask('GET /__admin/sandbox')).body.waits
  const follow = async (id: string) => {
    const before = await waits()
    const answer = all.inject({ method: 'GET', url: `/api/executions/${id}/status.stream`, headers: key })
    while (await waits() === before);
    return { told: answer.then(({ body }) => body.split('\n\n').slice(0, -1).map(text => text.startsWith('data: ') ? JSON.parse(text.slice(6)) : text)), answer }
  }
  return { ...all, follow, waits }
}

const brief = (events: any[]) => events.map(event => typeof event === 'string' ? event : `${event.status} ${event.transition_count}`)

t.test('a stream tells at once where an execution is, then every change, and ends behind the end', async t => {
  for (const dialect of ['documented', 'observed']) {
    const { start, advance, follow, waits } = await following(t, { dialects: { julep: dialect }, lifecycle: 'failure' })
    const { id } = await start({ input: {}, metadata: { mine: 1 } })
    const { told, answer } = await follow(id)
    await advance('1s')
    await advance('1h')
    const event = (status: string, seconds: number, count: number, error: string | null = null) =>
      ({ execution_id: id, status, updated_at: micros(seconds), error, transition_count: count, metadata: { mine: 1 } })
    t.strictSame(await told, [event('queued', 0, 0), event('starting', 1, 1), event('running', 1.5, 2), event('failed', 5, 3, 'The job failed')])
    t.equal((await answer).headers['content-type'], 'text/event-stream; charset=utf-8')
    t.equal(await waits(), 0)
  }
})

t.test('an execution that has ended is told in one event', async t => {
  const { ask, start, advance } = await following(t)
  const { id } = await start()
  await advance('5s')
  const { status, text } = await ask(`GET /api/executions/${id}/status.stream`)
  t.equal(status, 200)
  t.match(text, /^data: \{"execution_id":"[^"]+","status":"succeeded",.*\}\n\n$/)
})

t.test('a comment comes every 15 seconds of the clock, in its place among the events', async t => {
  const { start, next, advance, follow } = await following(t)
  await next({ steps: [{ state: 'queued' }, { state: 'running', after: '15s' }, { state: 'running', after: '20s' }, { state: 'succeeded', after: '25s' }] })
  const { told } = await follow((await start()).id)
  await advance('14999ms')
  await advance('1h')
  t.same(brief(await told), ['queued 0', 'starting 1', ': ping', 'running 2', ': ping', 'running 3', ': ping', 'succeeded 4'])
})

t.test('what a client or the control API commands is told, also what changes no state', async t => {
  const { ask, start, advance, follow } = await following(t, { lifecycle: 'stuck' })
  const { id, job } = await start()
  const { told } = await follow(id)
  await advance('2s')
  await ask(`POST /__admin/jobs/${job}/state`, { state: 'running' })
  await advance('1s')
  await ask(`POST /__admin/jobs/${job}/state`, { state: 'waiting' })
  await ask(`PUT /api/executions/${id}`, { status: 'running', input: {} })
  await advance('1s')
  await ask(`PUT /api/executions/${id}`, { status: 'cancelled' })
  t.same(brief(await told), ['queued 0', 'starting 1', 'running 2', 'running 3', 'awaiting_input 4', 'running 5', 'cancelled 6'])
})

t.test('two streams of one execution tell the same, and end with a reset or with the server', async t => {
  const { app, ask, start, advance, follow, waits } = await following(t, { lifecycle: 'stuck' })
  const { id } = await start()
  const first = await follow(id)
  const second = await follow(id)
  t.equal(await waits(), 2)
  await advance('1s')
  await ask('POST /__admin/reset')
  t.same(brief(await first.told), ['queued 0', 'starting 1'])
  t.same(await first.told, await second.told)
  t.equal(await waits(), 0)
  const third = await follow((await start()).id)
  const closed = app.close()
  t.same(brief(await third.told), ['queued 0'])
  await closed
})

/** A sandbox with an execution that never ends, and how to open its stream, which nobody reads yet. */
async function unread () {
  const { sandboxes } = registry()
  const sandbox: Sandbox = sandboxes.get('main')
  sandbox.rules.addNext({ lifecycle: 'stuck' })
  const standing = await startExecution(sandbox, provider, task, { input: {} })
  return { sandbox, open: () => streamStatus(sandbox, standing) }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

t.test('a sandbox that closes at the same moment closes the stream', async t => {
  const { sandbox, open } = await unread()
  const stream = open()
  sandbox.close()
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  t.equal(chunks.length, 1)
  t.equal(sandbox.busy, false)
})

t.test('a reader that leaves frees everything', async t => {
  const { sandbox, open } = await unread()
  const stream = open()
  await turn()
  t.equal(sandbox.busy, true)
  stream.destroy()
  await turn()
  t.same([sandbox.busy, sandbox.jobs.openWaits], [false, 0])
})

t.test('a reader that does not read holds no more than some comments', async t => {
  const { sandbox, open } = await unread()
  const stream = open()
  for (let day = 0; day < 10; day++) {
    sandbox.clock.advance(sandbox.clock.now() + 86_400_000)
    await turn()
    await turn()
  }
  t.ok(stream.readableLength > 16_000 && stream.readableLength < 18_000, `${stream.readableLength}`)
  sandbox.close()
})
