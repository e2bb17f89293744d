import t from 'tap'
import { credentials as key } from '../../support/credentials.ts'
import { moment } from '../../support/double.ts'
import { julep as double } from '../../support/providers/double.ts'

const id = '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47'
const micros = (seconds: number) => moment(seconds).replace('Z', '000Z')

t.test('a job has all eight keys in the documented order, and follows the clock', async t => {
  const { ask, make, advance } = await double(t)
  await make({ provider: 'julep', id, lifecycle: 'retry-then-success' })
  const seen = []
  for (const by of ['0s', '1s', '1s', '1s', '2s', '4s']) {
    await advance(by)
    seen.push((await ask(`GET /api/jobs/${id}`, undefined, key)).body)
  }
  const at = (updated: number, state: string, progress: number, reason = '') =>
    ({ id, created_at: micros(0), updated_at: micros(updated), name: 'TaskExecutionWorkflow', reason, has_progress: true, progress, state })
  t.same(seen, [
    at(0, 'pending', 0), at(1, 'in_progress', 0), at(1, 'in_progress', 15), at(3, 'retrying', 30, 'The first attempt failed'),
    at(5, 'in_progress', 30, 'The first attempt failed'), at(9, 'succeeded', 100)
  ])
  t.same(Object.keys(seen[0]), ['id', 'created_at', 'updated_at', 'name', 'reason', 'has_progress', 'progress', 'state'])
})

t.test('every end has its state, and a failure its reason', async t => {
  const { ask, make, advance } = await double(t)
  const jobs: Array<[object, string, string]> = [
    [{ lifecycle: 'failure', error: 'boom' }, 'failed', 'boom'],
    [{ lifecycle: 'failure', error: { code: 7 } }, 'failed', '{"code":7}'],
    [{ lifecycle: 'cancelled' }, 'aborted', ''],
    [{ lifecycle: 'expired' }, 'failed', ''],
    [{ lifecycle: 'waiting', kind: 'EmbedDocsWorkflow' }, 'in_progress', '']
  ]
  const ids: string[] = []
  for (const [job] of jobs) ids.push((await make({ provider: 'julep', ...job })).id)
  await advance('20m')
  for (const [index, [, state, reason]] of jobs.entries()) {
    const { body } = await ask(`GET /api/jobs/${ids[index]}`, undefined, key)
    t.same([body.state, body.reason], [state, reason])
  }
})

t.test('an id is accepted in every spelling of a UUID and returned in the canonical one', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'julep', id })
  const bare = id.replaceAll('-', '')
  for (const spelling of [id, id.toUpperCase(), bare, bare.toUpperCase(), `{${id}}`, `{${bare}}`, `urn:uuid:${id}`, `URN:UUID:${id}`]) {
    const { status, body } = await ask(`GET /api/jobs/${encodeURIComponent(spelling)}`, undefined, key)
    t.same([status, body.id], [200, id], spelling)
  }
})

t.test('a malformed id is 422 with the error of pydantic, an unknown id is 404', async t => {
  const { ask } = await double(t)
  for (const input of ['abc', `${id}0`, `{${id}`, '%zz', 'x'.repeat(1500)]) {
    const { status, body } = await ask(`GET /api/jobs/${input}`, undefined, key)
    t.same([status, body], [422, { detail: [{ type: 'uuid_parsing', loc: ['path', 'job_id'], msg: 'Input should be a valid UUID', input }] }], input)
  }
  const { status, body } = await ask(`GET /api/jobs/${id}`, undefined, key)
  t.same([status, body], [404, { detail: 'Job not found' }])
})

t.test('the key is sent as Bearer KEY or bare, and is checked before the id', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'julep', id })
  for (const authorization of ['Bearer k', 'k']) t.equal((await ask(`GET /api/jobs/${id}`, undefined, { authorization })).status, 200, authorization)
  const cases: Array<[Record<string, string>, string]> = [
    [{}, 'Not authenticated'], [{ authorization: '' }, 'Not authenticated'], [{ authorization: 'Bearer ' }, 'Not authenticated'],
    [{ authorization: 'bearer k' }, 'Could not validate credentials'], [{ authorization: 'Bearer invalid' }, 'Could not validate credentials'], [{ authorization: 'expired' }, 'Could not validate credentials']
  ]
  for (const [headers, detail] of cases) {
    const response = await ask('GET /api/jobs/no-uuid', undefined, headers)
    t.same([response.status, response.body], [403, { detail }], JSON.stringify(headers))
  }
})

t.test('an unknown path is 404 and a wrong method 405, also without a key', async t => {
  const { ask } = await double(t)
  t.same((await ask('GET /api/nothing')).body, { detail: 'Not Found' })
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
    const { status, headers, body } = await ask(`${method} /api/jobs/${id}`)
    t.same([status, headers.allow], [405, 'GET'], method)
    if (method !== 'HEAD') t.same(body, { detail: 'Method Not Allowed' })
  }
})

t.test('a job cannot have an id that is not a UUID', async t => {
  const { ask } = await double(t)
  const { status, body } = await ask('POST /__admin/jobs', { provider: 'julep', id: 'my-job' })
  t.same([status, body], [400, { error: { code: 'INVALID_FIELD', message: 'id: must be a UUID in its canonical spelling', field: 'id' } }])
})
