import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { connect, type Sandbox, type SandboxEvent } from '../../src/index.ts'
import { startDouble } from '../support/client.ts'

const at = (seconds: number) => new Date(Date.UTC(2025, 0, 1) + seconds * 1000).toISOString()

t.test('awaited events have everything that happens afterwards, in order', async t => {
  const sandbox = await (await startDouble(t)).sandbox()
  const events = await sandbox.events({ kinds: ['job', 'transition', 'clock', 'reset'] })
  const { id } = await sandbox.jobs.create({ provider: 'julep' })
  await sandbox.clock.advance('1s')
  await sandbox.reset()
  const seen: SandboxEvent[] = []
  for await (const event of events) if (seen.push(event) === 4) break
  t.same(seen, [
    { kind: 'job', id: 1, data: { job: id, provider: 'julep', change: 'created', at: at(0) } },
    { kind: 'transition', id: 2, data: { job: id, provider: 'julep', from: 'queued', to: 'running', at: at(1) } },
    { kind: 'clock', id: 3, data: { mode: 'frozen', rate: 0, now: at(1) } },
    { kind: 'reset', id: 4, data: { name: sandbox.name, seed: 1, at: at(0) } }
  ])
  t.same(await events.next(), { done: true, value: undefined }, 'leaving the loop closes the stream')
})

t.test('a loop starts after the given event, and ends when the sandbox is deleted', async t => {
  const sandbox = await (await startDouble(t)).sandbox()
  for (let index = 0; index < 3; index++) await sandbox.clock.advance(1)
  const ids: number[] = []
  for await (const { id } of sandbox.events({ lastEventId: 1 })) {
    ids.push(id)
    if (id === 3) await sandbox.delete()
  }
  t.same(ids, [2, 3])
})

t.test('a stream that is closed or aborted leaves nothing open', async t => {
  const double = await startDouble(t)
  const sandbox = await double.sandbox()
  {
    await using unread = await sandbox.events()
    t.ok(unread)
  }
  const waiting = await sandbox.events()
  const next = waiting.next()
  await waiting.return()
  t.same(await next, { done: true, value: undefined })

  const controller = new AbortController()
  const aborted = await sandbox.events({ signal: controller.signal })
  const broken = aborted.next()
  controller.abort(new Error('enough'))
  await t.rejects(broken, { message: 'enough' })
  await aborted.return()
  await t.rejects(async () => await sandbox.events({ signal: AbortSignal.abort(new Error('before')) }), { message: 'before' })
  await double.close()
})

t.test('an error of the server is thrown', async t => {
  const sandbox = await (await startDouble(t)).sandbox()
  await t.rejects(async () => await sandbox.events({ kinds: ['jobs' as 'clock'] }), { name: 'JobdoubleError', code: 'INVALID_FIELD', field: 'kinds', status: 400 })
})

/** The sandbox a of a server that is not jobdouble: it responds to a request for events with the pieces of a connection, then breaks or ends it. */
async function fake (t: Test, connections: string[][], { lookup = 200, type = 'text/event-stream' } = {}): Promise<{ sandbox: Sandbox, opened: string[] }> {
  const opened: string[] = []
  const listener: RequestListener = async ({ url = '' }, response) => {
    if (!url.startsWith('/@a/__admin/events')) return response.writeHead(url.startsWith('/@a') ? 200 : lookup).end('{"name":"a","error":{"code":"SANDBOX_UNKNOWN","message":"gone"}}')
    opened.push(url.replace('/@a/__admin/events', ''))
    response.writeHead(200, { 'content-type': type })
    for (const piece of connections.shift()!) {
      if (piece === 'end') return response.end()
      await new Promise(resolve => response.write(piece, resolve))
    }
    response.destroy()
  }
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { sandbox: await connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).sandbox('a'), opened }
}

async function collect (events: AsyncIterable<SandboxEvent>, seen: unknown[] = []): Promise<unknown[]> {
  for await (const { kind, id } of events) seen.push(`${kind} ${id}`)
  return seen
}

const reset = (id: number) => `event: reset\ndata: {"name":"a"}\nid: ${id}\n\n`

t.test('a loop fails if the server cannot say whether the sandbox exists', async t => {
  const { sandbox } = await fake(t, [['id: 4\n\n', reset(5)]], { lookup: 500 })
  await t.rejects(collect(sandbox.events()), { name: 'JobdoubleError', status: 500 })
})

t.test('a broken connection is opened again after the last event, wherever it breaks', async t => {
  const { sandbox, opened } = await fake(t, [
    ['id: 4\n\n', reset(5), reset(6).slice(0, 20)],
    ['id: 5\n\n'],
    ['id: 5\n\n', reset(6).slice(0, 10), reset(6).slice(10) + reset(7), 'id: 1007\n\n'],
    ['event: gap\ndata: {"missed":null}\nid: 1010\n\n', 'end']
  ])
  t.same(await collect(sandbox.events({ kinds: ['reset', 'fault'] })), ['reset 5', 'reset 6', 'reset 7', 'gap 1010'])
  t.same(opened, ['?kinds=reset%2Cfault', '?kinds=reset%2Cfault&lastEventId=5', '?kinds=reset%2Cfault&lastEventId=5', '?kinds=reset%2Cfault&lastEventId=1007'])
})

t.test('a stream fails after ten connections that break without an event', async t => {
  const { sandbox, opened } = await fake(t, Array.from({ length: 20 }, () => ['id: 4\n\n']))
  await t.rejects(collect(sandbox.events()), { code: 'CONNECTION_FAILED' })
  t.equal(opened.length, 11)
})

t.test('a broken connection does not create a deleted sandbox again', async t => {
  const { sandbox, opened } = await fake(t, [[reset(1)]], { lookup: 404 })
  const seen: unknown[] = []
  await t.rejects(collect(sandbox.events(), seen), { code: 'CONNECTION_FAILED' })
  t.same([seen, opened], [['reset 1'], ['']])
})

t.test('a response that is not a stream of events is rejected, and so is an event that is not JSON', async t => {
  const other = await fake(t, [['{}', 'end']], { type: 'application/json' })
  await t.rejects(collect(other.sandbox.events()), { code: 'NOT_JOBDOUBLE' })
  const { sandbox } = await fake(t, [['event: reset\ndata: {\nid: 1\n\n', 'end']])
  await t.rejects(collect(sandbox.events()), SyntaxError)
})
