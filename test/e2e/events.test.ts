import t from 'tap'
import { follow } from '../support/event-reader.ts'
import { ask } from '../support/e2e/ask.ts'
import { sandbox, serve } from '../support/e2e/program.ts'

const { connect } = await import(new URL('../../dist/index.js', import.meta.url).href) as typeof import('../../src/index.ts')

t.test('events of a sandbox are sent as they happen, and again to a client that reconnects', async t => {
  const url = await sandbox()
  const first = await follow(t, `${url}/__admin/events`)
  const { id } = await ask(t, url, 'POST /__admin/jobs', { provider: 'waveline', lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '1s' }] } })
  const fault = await ask(t, url, 'POST /__admin/faults', { match: { operation: 'waveline.getJob' }, when: { first: 1 }, then: { status: 503 } })
  t.equal((await fetch(`${url}/api/v1/jobs/${id}`)).status, 503)
  await ask(t, url, 'POST /__admin/clock/advance', { by: '1s' })
  const told = await first.until(5)
  t.match(told, [
    { event: 'job', id: 1, data: { job: id, change: 'created' } },
    { event: 'fault', id: 2, data: { fault: fault.id, operations: ['waveline.getJob'] } },
    { event: 'request', id: 3, data: { job: id, operation: 'waveline.getJob', response: { status: 503 }, fault: fault.id } },
    { event: 'transition', id: 4, data: { job: id, from: 'queued', to: 'running', at: '2025-01-01T00:00:01.000Z' } },
    { event: 'clock', id: 5, data: { mode: 'frozen', now: '2025-01-01T00:00:01.000Z' } }
  ])
  first.leave()
  await ask(t, url, 'POST /__admin/reset')
  const again = await follow(t, `${url}/__admin/events`, { 'last-event-id': '2' })
  const rest = await again.until(4)
  t.match(rest.map(({ event, id, data }) => [event, id, data.missed]), [['gap', 3, 1], ['transition', 4], ['clock', 5], ['reset', 6]], 'after a reset the journal is empty, and a gap says so')
})

t.test('an event stream ends at once when the program stops', async t => {
  const { url, child, ended } = await serve(t)
  const sandbox = await connect(url).sandbox('a')
  const events = await sandbox.events()
  child.kill('SIGTERM')
  t.equal((await events.next()).done, true)
  t.equal(await ended, 0)
})
