import t from 'tap'
import { Clock } from '../../../src/time/index.ts'
import { listening } from '../../support/faults/sockets.ts'

type Listening = Awaited<ReturnType<typeof listening>>

const generate = { prompt: 'p', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' }

/** On a connection for one request: a server that stops waits for those that are kept. */
const once = { agent: false }

/** What frees a connection, and whether the sandbox is there afterwards. */
const ends: Record<string, (it: Listening) => Promise<unknown>> = {
  'the rule is removed': ({ ask }) => ask('DELETE /@x/__admin/faults/fault-1'),
  'all rules are removed': ({ ask }) => ask('DELETE /@x/__admin/faults'),
  'the rule is paused': ({ ask }) => ask('PATCH /@x/__admin/faults/fault-1', { enabled: false }),
  'the sandbox is reset': ({ ask }) => ask('POST /@x/__admin/reset'),
  'the sandbox is deleted': ({ ask }) => ask('DELETE /__admin/sandboxes/x'),
  'the server stops': ({ app }) => app.close()
}

for (const [what, end] of Object.entries(ends)) {
  t.test(`a connection that hangs is closed when ${what}`, async t => {
    const it = await listening(t)
    await it.add({ then: { connection: 'hang' } }, '/@x')
    const [answer, silence] = [it.fetch('GET /@x/jobs/summary', undefined, once), it.raw('POST /@x/v1/jobStatus HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{')]
    answer.catch(() => {})
    await it.untilHeld(2, '/@x')
    await end(it)
    await t.rejects(answer, { code: 'ECONNRESET' })
    t.equal((await silence).text, '')
    if (what !== 'the server stops') t.equal(await it.held('/@x'), 0)
  })

  t.test(`a request that is delayed goes on at once when ${what}`, async t => {
    const it = await listening(t)
    await it.add({ then: { delay: '2h', status: 503 } }, '/@x')
    const answer = it.fetch('GET /@x/jobs/summary', undefined, once)
    await it.untilHeld(1, '/@x')
    await end(it)
    t.equal((await answer).status, 200)
    if (what !== 'the server stops') t.equal(await it.held('/@x'), 0)
  })

  t.test(`a body that drips comes at once when ${what}`, async t => {
    const it = await listening(t)
    const { text } = await it.fetch('GET /@x/api/v1/jobs?count=1', undefined, once)
    await it.add({ then: { drip: { bytes: 10, every: '2h' } } }, '/@x')
    const answer = it.fetch('GET /@x/api/v1/jobs?count=1', undefined, once)
    await it.untilHeld(1, '/@x')
    await end(it)
    const { complete, text: dripped } = await answer
    t.same([complete, dripped], [true, text])
    if (what !== 'the server stops') t.equal(await it.held('/@x'), 0)
  })
}

for (const then of [{ connection: 'hang' }, { delay: '2h' }, { drip: '2h' }]) {
  t.test(`nothing is left of ${JSON.stringify(then)} when the client leaves`, async t => {
    const it = await listening(t)
    await it.add({ then })
    const leaving = it.start('POST /v1/generateData', generate, once).on('error', () => {}).on('response', answer => answer.on('error', () => {}))
    await it.untilHeld(1)
    t.equal((await it.ask('GET /__admin/sandbox')).body.jobs, 'drip' in then ? 1 : 0)
    leaving.destroy()
    await it.untilHeld(0)
    t.equal((await it.ask('GET /__admin/sandbox')).body.jobs, 'drip' in then ? 1 : 0, 'and no job is created for a client that has left')
  })
}

t.test('a delayed response is released too, with its source', async t => {
  const it = await listening(t)
  await it.add({ phase: 'after', then: { delay: '2h', status: 503 } })
  const left = it.start('GET /jobs/summary', undefined, once).on('error', () => {})
  await it.untilHeld(1)
  left.destroy()
  await it.untilHeld(0)
  const late = it.fetch('GET /jobs/summary')
  await it.untilHeld(1)
  await it.ask('DELETE /__admin/faults')
  t.equal((await late).status, 200)
})

t.test('of several delays only that of the removed rule ends', async t => {
  const it = await listening(t)
  for (let place = 0; place < 2; place++) await it.add({ then: { delay: '2h' } })
  const answer = it.fetch('GET /jobs/summary')
  await it.untilHeld(1)
  await it.ask('DELETE /__admin/faults/fault-1')
  await it.untilHeld(1)
  await it.ask('DELETE /__admin/faults')
  t.equal((await answer).status, 200)
})

t.test('a rule that is removed while another delays a request does not respond to it', async t => {
  const it = await listening(t)
  await it.add({ then: { delay: '2h' } })
  await it.add({ then: { status: 503 } })
  const answer = it.fetch('GET /jobs/summary')
  await it.untilHeld(1)
  await it.ask('DELETE /__admin/faults/fault-2')
  await it.ask('DELETE /__admin/faults/fault-1')
  t.equal((await answer).status, 200)
})

t.test('a client that has left before its reply would be delayed is not waited for', async t => {
  const it = await listening(t)
  const { id } = await it.make({ provider: 'immuta' })
  await it.add({ phase: 'after', then: { delay: '2h' } })
  const leaving = it.start('POST /jobs/statuses', { jobIds: [id], wait: -1 }, once).on('error', () => {})
  await it.until(async () => (await it.app.inject('/__admin/sandbox')).json().waits === 1)
  leaving.destroy()
  await it.until(async () => (await it.app.inject('/__admin/faults')).json().items[0].fired === 1)
  t.equal(await it.held(), 0)
})

t.test('a sandbox in which a connection is held up is in use, and is not removed', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const it = await listening(t, { wallClock, sandboxTtl: 1000 })
  const names = async () => (await it.ask('GET /__admin/sandboxes')).body.items.map(({ name }: { name: string }) => name)
  await it.add({ then: { connection: 'hang' } }, '/@x')
  const hangs = it.start('GET /@x/jobs/summary', undefined, once).on('error', () => {})
  await it.until(async () => (await it.app.inject('/@x/__admin/faults')).json().items[0].held === 1)
  wallClock.advance(wallClock.now() + 10_000)
  t.same(await names(), ['main', 'x'])
  hangs.destroy()
  await it.untilHeld(0, '/@x')
  wallClock.advance(wallClock.now() + 10_000)
  t.same(await names(), ['main'])
})
