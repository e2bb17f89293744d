import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { streamEvents } from '../../../src/control/events/stream.ts'
import { Events, type EventKind } from '../../../src/sandboxes/index.ts'
import { turn } from '../../support/jobs/world.ts'

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

t.test('events keep their order, whether their data is kept or made for the reader', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  events.add('request', () => ({ made: true }))
  events.add('clock', { kept: true })
  t.same(await seen(events, stream), [['request', 1, { made: true }], ['clock', 2, { kept: true }]])
})

t.test('events whose data are gone are a gap of their number in their place', async t => {
  const events = new Events(() => undefined)
  const gone = () => undefined
  for (const data of [gone, { a: 1 }, gone, gone, { b: 1 }, gone]) events.add('request', data)
  t.same(await seen(events, streamEvents(events, { after: 0 })), [
    ['gap', 1, { missed: 1 }], ['request', 2, { a: 1 }], ['gap', 4, { missed: 2 }], ['request', 5, { b: 1 }], ['gap', 6, { missed: 1 }]
  ])
})

t.test('a reset removes the data that the contents held, and leaves the events that hold their own', async t => {
  const events = new Events(() => undefined)
  events.add('transition', { job: 'a' })
  events.add('request', () => ({ id: 1 }))
  events.forgetContents()
  events.add('reset', { name: 'a' })
  t.same(await seen(events, streamEvents(events, { after: 0 })), [['transition', 1, { job: 'a' }], ['gap', 2, { missed: 1 }], ['reset', 3, { name: 'a' }]])
})

t.test('events of other kinds than a reader asked for are neither made nor a gap, and it is told their ids now and then', async t => {
  const events = new Events(() => undefined, 5000)
  for (let index = 0; index < 2500; index++) events.add('request', () => { t.fail('it was not requested') })
  const stream = streamEvents(events, { after: 0, kinds: new Set<EventKind>(['reset']) })
  events.close()
  t.equal(await text(stream), 'id: 0\n\nid: 1000\n\nid: 2000\n\n')
})

for (const { name, limit } of [{ name: 'a long log', limit: 5000 }, { name: 'a short log', limit: 10 }]) {
  t.test(`a reader misses none of its events among many of other kinds that come one by one: ${name}`, async t => {
    const events = new Events(() => undefined, limit)
    const stream = streamEvents(events, { kinds: new Set<EventKind>(['reset']) })
    const all = text(stream)
    for (let index = 1; index <= 1100; index++) {
      events.add('request', () => { t.fail('it was not requested') })
      await turn()
    }
    events.add('reset', { name: 'a' })
    await turn()
    events.close()
    t.equal(await all, 'id: 0\n\nid: 1000\n\nevent: reset\ndata: {"name":"a"}\nid: 1101\n\n')
  })
}

t.test('a log keeps the latest events, and counts the others', async t => {
  const events = new Events(() => undefined, 3)
  t.same([events.first, events.last], [1, 0])
  for (let index = 0; index < 5; index++) events.add('clock', { index })
  t.same([events.first, events.last], [3, 5])
  t.same(await seen(events, streamEvents(events, { after: 1 })), [['gap', 2, { missed: 1 }], ...[2, 3, 4].map(index => ['clock', index + 1, { index }])])
})

t.test('a reader that does not read is cut off when the log no longer holds its next event, and nothing but its stream is kept for it until then', async t => {
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

t.test('a reader that has not read all when the sandbox is deleted is cut off, so that it does not take this for the end', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  for (let index = 0; index < 5; index++) events.add('clock', { long: 'x'.repeat(10_000) })
  await turn()
  events.close()
  await turn()
  t.ok(stream.destroyed)
})

t.test('the stream of a deleted sandbox ends at once', async t => {
  const events = new Events(() => undefined)
  events.close()
  t.equal(await text(streamEvents(events, {})), 'id: 0\n\n')
  t.equal(events.followers, 0)
})

t.test('a reader that disconnects no longer follows, also with an event on its way', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  events.add('request', () => ({ id: 1 }))
  t.equal(events.followers, 1)
  stream.destroy()
  await turn()
  t.equal(events.followers, 0)
})

t.test('a crash while an event is made ends the streams that read it, and nothing else', async t => {
  const events = new Events(() => undefined)
  const stream = streamEvents(events, {})
  events.add('request', () => { throw new Error('boom') })
  const [error] = await once(stream, 'error')
  t.match([error, events.followers], [{ message: 'boom' }, 0])
})

t.test('a burst that the log cannot hold is a gap for every reader', async t => {
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
  t.match([said[0], said.at(-1)], [/^event: gap\ndata: {"missed":5}\nid: 5$/, /^event: clock\ndata: {"index":9}\nid: 9$/])
  t.same(said.map(block => Number(/id: (\d+)/.exec(block)![1])), [5, 6, 7, 8, 9])
})
