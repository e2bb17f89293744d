import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { streamEvents } from '../../src/control/event-stream.ts'
import { Events, type EventKind } from '../../src/sandboxes/index.ts'
import { turn } from '../jobs/world.ts'

/** What a stream has said of each event: its kind, its id and its data. */
async function seen (events: Events, stream: Readable): Promise<unknown[]> {
  const all = text(stream)
  await turn()
  events.close()
  return (await all).split('\n\n').flatMap(block => {
    const [, kind, data, id] = /^event: (.*)\ndata: (.*)\nid: (\d+)$/.exec(block) ?? []
    return kind === undefined ? [] : [[kind, Number(id), JSON.parse(data!)]]
  })
}

t.test('events keep their order, whether what they are about is there at once or not', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  events.add('request', async () => {
    await turn()
    return { slow: true }
  })
  events.add('clock', { quick: true })
  t.same(await seen(events, stream), [['request', 1, { slow: true }], ['clock', 2, { quick: true }]])
})

t.test('what is kept no longer leaves a gap of its size where it was', async t => {
  const events = new Events(() => undefined)
  const gone = () => undefined
  for (const data of [gone, { a: 1 }, gone, gone, { b: 1 }, gone]) events.add('request', data)
  t.same(await seen(events, streamEvents(events, { after: 0 })), [
    ['gap', 1, { missed: 1 }], ['request', 2, { a: 1 }], ['gap', 4, { missed: 2 }], ['request', 5, { b: 1 }], ['gap', 6, { missed: 1 }]
  ])
})

t.test('a world\'s end takes what it has kept, and leaves what stands by itself', async t => {
  const events = new Events(() => undefined)
  events.add('transition', { job: 'a' })
  events.add('request', () => ({ id: 1 }))
  events.forgetWorld()
  events.add('reset', { name: 'a' })
  t.same(await seen(events, streamEvents(events, { after: 0 })), [['transition', 1, { job: 'a' }], ['gap', 2, { missed: 1 }], ['reset', 3, { name: 'a' }]])
})

t.test('what a reader did not ask for is neither made nor a gap, and it hears now and then how far it has come', async t => {
  const events = new Events(() => undefined, 5000)
  for (let index = 0; index < 2500; index++) events.add('request', () => { t.fail('nobody asked for it') })
  const stream = streamEvents(events, { after: 0, kinds: new Set<EventKind>(['reset']) })
  events.close()
  t.equal(await text(stream), 'id: 0\n\nid: 1000\n\nid: 2000\n\n')
})

t.test('a log keeps the latest, and only counts the others', async t => {
  const events = new Events(() => undefined, 3)
  t.same([events.first, events.last], [1, 0])
  for (let index = 0; index < 5; index++) events.add('clock', { index })
  t.same([events.first, events.last], [3, 5])
  t.same(await seen(events, streamEvents(events, { after: 1 })), [['gap', 2, { missed: 1 }], ...[2, 3, 4].map(index => ['clock', index + 1, { index }])])
})

t.test('who has not read what the log no longer keeps is dropped, and until then nothing is kept but what a stream holds', async t => {
  const events = new Events(() => undefined, 10)
  const stream = streamEvents(events, {})
  const long = { long: 'x'.repeat(10_000) }
  for (let index = 0; !stream.destroyed; index++) {
    events.add('clock', long)
    await turn()
    t.ok(stream.readableLength < 40_000)
    if (index > 20) break
  }
  t.ok(stream.destroyed)
  t.equal(events.followers, 0)
})

t.test('who has not read all when the sandbox goes is cut off, so that it does not take this for all', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  for (let index = 0; index < 5; index++) events.add('clock', { long: 'x'.repeat(10_000) })
  await turn()
  events.close()
  await turn()
  t.ok(stream.destroyed)
})

t.test('a sandbox that is gone has nothing to follow', async t => {
  const events = new Events(() => undefined)
  events.close()
  t.equal(await text(streamEvents(events, {})), 'id: 0\n\n')
  t.equal(events.followers, 0)
})

t.test('who leaves is followed no more, whatever is on its way to it', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  events.add('request', async () => { await turn() })
  t.equal(events.followers, 1)
  stream.destroy()
  await turn()
  t.equal(events.followers, 0)
})

t.test('a defect in what makes an event breaks the streams that read it, and no more', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  events.add('request', () => { throw new Error('boom') })
  const [error] = await once(stream, 'error')
  t.match([error, events.followers], [{ message: 'boom' }, 0])
})

t.test('who reads is told of a gap where so much comes at once that the log cannot hold it', async t => {
  const events = new Events(() => undefined, 3)
  const stream = streamEvents(events, {})
  const read = text(stream)
  await turn()
  for (let index = 1; index <= 8; index++) events.add('clock', { index })
  await turn()
  events.add('clock', { index: 9 })
  await turn()
  events.close()
  const said = (await read).split('\n\n').filter(block => block.includes('event'))
  t.match([said[0], said.at(-1)], [/^event: clock\ndata: {"index":1}\nid: 1$/, /^event: clock\ndata: {"index":9}\nid: 9$/])
  t.match(said[1], /^event: gap\ndata: {"missed":4}\nid: 5$/)
  t.same(said.map(block => Number(/id: (\d+)/.exec(block)![1])), [1, 5, 6, 7, 8, 9])
})
