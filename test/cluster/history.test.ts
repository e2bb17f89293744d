import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { Clients } from '../support/cluster/clients.ts'
import { findMisfits } from '../support/cluster/history.ts'
import { sequential, start, type Request } from '../support/cluster/model.ts'

t.test('the check of a history finds what no sequential sandbox does', async t => {
  const create = (begin: number, end: number, id: string): Request => ({ kind: 'create', tag: id, id, begin, end })
  const advance = (begin: number, end: number, by: number, to?: number): Request => ({ kind: 'advance', by, now: to && start + to, begin, end })
  const clock = (begin: number, end: number, at: number): Request => ({ kind: 'clock', now: start + at, begin, end })
  const poll = (begin: number, end: number, status?: number): Request => ({ kind: 'poll', status, begin, end })
  const job = (id: string, at = start) => ({
    id,
    state: 'queued',
    steps: Object.entries({ queued: 0, running: 1000, retrying: 3000, again: 5000, succeeded: 9000 })
      .map(([state, after]) => ({ state: state === 'again' ? 'running' : state, at: new Date(at + after).toISOString() }))
  })
  const read = (begin: number, end: number, ...ids: string[]): Request => ({ kind: 'read', jobs: ids.map(id => job(id)), begin, end })
  const cases: Record<string, { history: Request[], agrees: boolean }> = {
    'one after the other': { history: [create(0, 1, 'a'), read(2, 3, 'a'), advance(4, 5, 7, 7), clock(6, 7, 7)], agrees: true },
    'at the same time, in one of two orders': { history: [create(0, 9, 'a'), read(1, 2), read(3, 4, 'a')], agrees: true },
    'at the same time, in both orders': { history: [create(0, 9, 'a'), read(1, 2, 'a'), read(3, 4)], agrees: false },
    'a change without a response that happened later': { history: [advance(0, Infinity, 5), clock(1, 2, 0), clock(3, 4, 5)], agrees: true },
    'a change without a response that never happened': { history: [advance(0, Infinity, 5), clock(1, 2, 0)], agrees: true },
    'a change without a response that must have happened': { history: [{ ...advance(0, Infinity, 5), isCertain: true }, clock(1, 2, 0)], agrees: true },
    'a lost job': { history: [create(0, 1, 'a'), create(2, 3, 'b'), read(4, 5, 'b')], agrees: false },
    'a clock that goes back': { history: [advance(0, 1, 5, 5), clock(2, 3, 5), clock(4, 5, 0)], agrees: false },
    'an id that is given twice': { history: [create(0, 1, 'a'), create(2, 3, 'a')], agrees: false },
    'a counter that loses a poll': { history: [poll(0, 1, 200), poll(2, 3, 200), poll(4, 5, 200)], agrees: false },
    'a second fault with a counter of its own': { history: [poll(0, 1, 200), poll(2, 3, 200), poll(4, 5, 502), poll(6, 7, 502)], agrees: false },
    'a counter with a poll that may have been counted': { history: [poll(0, 1, 200), poll(2, Infinity), poll(4, 5, 502)], agrees: true }
  }
  for (const [name, { history, agrees }] of Object.entries(cases)) t.equal(findMisfits(history, sequential) === undefined, agrees, name)
})

t.test('a sandbox in which the fault may have been added twice is not used', async t => {
  const added: string[] = []
  const server = createServer((request, response) => {
    added.push(request.url!)
    // the fault has been added, but the response to the first request is lost
    if (added.length === 1) return request.socket.destroy()
    response.writeHead(201, { 'content-type': 'application/json', connection: 'close' }).end('{}')
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients = new Clients({ replicas: [{ url }] }, 'lost', () => 0)
  await clients.begin()
  t.equal(added.filter(path => path === `/@${clients.name}/__admin/faults`).length, 1)
  t.equal(added.length, 2)
})
