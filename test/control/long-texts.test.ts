import t from 'tap'
import { double } from '../support/double.ts'

const long = 'y'.repeat(100_000)
/** As long as a part of a path may be, and longer than any URL that a test would read. */
const name = 'y'.repeat(2000)

t.test('a message repeats at most a hundred characters of what a client sent', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'immuta' })
  const snapshot = (await ask('GET /__admin/snapshot')).body
  const cases: Array<{ operation: string, body?: unknown, headers?: Record<string, string> }> = [
    { operation: 'POST /__admin/jobs', body: { provider: 'julep', lifecycle: long } },
    { operation: 'POST /__admin/jobs', body: { provider: 'julep', [long]: 1 } },
    { operation: 'POST /__admin/jobs', body: { provider: long } },
    { operation: 'POST /__admin/jobs', body: { provider: 'julep', lifecycle: { steps: [{ state: 'queued', [long]: 1 }] } } },
    { operation: `GET /__admin/jobs/${name}` },
    { operation: `GET /__admin/jobs?cursor=${name}` },
    { operation: 'POST /__admin/clock/advance', body: { until: { job: long, state: 'succeeded' } } },
    { operation: `GET /__admin/lifecycles/${name}` },
    { operation: `DELETE /__admin/lifecycles/${name}` },
    { operation: `DELETE /__admin/lifecycles/rules/${name}` },
    { operation: 'POST /__admin/lifecycles/next', body: { lifecycle: 'success', operation: long } },
    { operation: 'POST /__admin/faults', body: { match: { operation: long }, then: { status: 500 } } },
    { operation: 'POST /__admin/faults', body: { then: { status: 500, headers: { [`${long}\n`]: 'x' } } } },
    { operation: `GET /__admin/faults/${name}` },
    { operation: `GET /__admin/requests/${name}` },
    { operation: `GET /__admin/requests?cursor=${name}` },
    { operation: `GET /__admin/requests?operation=${name}` },
    { operation: 'POST /__admin/requests/verify', body: { match: { operation: long } } },
    { operation: 'POST /__admin/sandboxes', body: { name: long } },
    { operation: `DELETE /__admin/sandboxes/${name}` },
    { operation: `GET /@${name}/__admin/jobs` },
    { operation: `GET /__admin/${name}` },
    { operation: `GET /${name}` },
    { operation: 'PUT /__admin/snapshot', body: { ...snapshot, version: { [long]: [long] } } },
    { operation: 'PUT /__admin/snapshot', body: { ...snapshot, lifecycle: long } },
    { operation: 'PUT /__admin/snapshot', body: { ...snapshot, jobs: { ...snapshot.jobs, items: [{ ...snapshot.jobs.items[0], provider: long }] } } },
    { operation: 'PUT /__admin/snapshot', body: { ...snapshot, lifecycles: [1, 2].map(() => ({ name: long, script: { steps: [{ state: 'queued' }] } })) } },
    { operation: 'GET /__admin/jobs', body: undefined, headers: { host: `${long.slice(0, 9000)}.example` } },
    { operation: 'GET /__admin/jobs', body: undefined, headers: { origin: `http://${long.slice(0, 9000)}` } }
  ]
  for (const { operation, body, headers } of cases) {
    const answer = await ask(operation, body, headers)
    const label = `${operation.slice(0, 40)} ${JSON.stringify(body ?? headers ?? '').slice(0, 40)}`
    t.ok(answer.status >= 400 && answer.status < 500, `${label} ${answer.status}`)
    t.notMatch(answer.text, 'y'.repeat(101), label)
  }
})

t.test('an unmatched request with a long path is shown with the operations that come nearest, and why', async t => {
  const { ask } = await double(t)
  await ask(`GET /api/v1/jobs/${name}/pages/${name}`)
  const { body } = await ask('GET /__admin/requests/unmatched')
  const [{ path, nearest }] = body.items
  t.equal(path.length, 4020)
  t.equal(nearest.length, 3)
  for (const { why } of nearest) t.notMatch(why.join(), 'y'.repeat(101))
})

t.test('what requests are compared with has at most 32,768 characters as JSON', async t => {
  const { ask } = await double(t)
  const message = 'must have at most 32768 characters as JSON: the journal keeps 16 kB; match fewer fields'
  const large = { body: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key-${index}`, index])) }
  t.strictSame((await ask('POST /__admin/requests/verify', { match: large })).body.error, { code: 'INVALID_FIELD', message: `match: ${message}`, field: 'match' })
  t.strictSame((await ask('POST /__admin/requests/verify', { inOrder: [{}, large] })).body.error, { code: 'INVALID_FIELD', message: `inOrder[1]: ${message}`, field: 'inOrder[1]' })
  t.equal((await ask('POST /__admin/requests/verify', { match: { body: { text: 'x'.repeat(32_000) } } })).status, 200)
})
