import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { double, moment } from '../support/double.ts'

t.test('a new job is answered with its provider’s word and the moments of its steps', async t => {
  const { ask } = await double(t)
  const { status, body } = await ask('POST /__admin/jobs', { provider: 'waveline', kind: 'extract-document', id: 'my-job', input: { fileName: 'a.pdf' } })
  t.equal(status, 201)
  t.same(body, {
    id: 'my-job',
    provider: 'waveline',
    kind: 'extract-document',
    lifecycle: 'success',
    state: 'queued',
    status: 'CREATED',
    progress: 0,
    createdAt: moment(0),
    finishedAt: null,
    held: false,
    steps: [{ state: 'queued', at: moment(0) }, { state: 'running', at: moment(1) }, { state: 'succeeded', at: moment(5) }],
    input: { fileName: 'a.pdf' },
    output: null,
    error: null
  })
})

t.test('a lifecycle may be written inline, and output and error given for whichever end comes', async t => {
  const { make, ask, advance } = await double(t)
  const steps = [{ state: 'running', after: '2s', progress: 10 }, { state: 'succeeded', after: 3000, output: 'script' }]
  const { id } = await make({ provider: 'starfish', lifecycle: { name: 'mine', steps }, output: { rows: 2 } })
  const failing = await make({ provider: 'starfish', lifecycle: 'failure', error: 'boom', output: 1 })
  await advance('5s')
  const { lifecycle, state, status, progress, output, finishedAt } = (await ask(`GET /__admin/jobs/${id}`)).body
  t.same({ lifecycle, state, status, progress, output, finishedAt }, { lifecycle: 'mine', state: 'succeeded', status: 'COMPLETE', progress: 100, output: { rows: 2 }, finishedAt: moment(5) })
  const failed = (await ask(`GET /__admin/jobs/${failing.id}`)).body
  t.same([failed.error, failed.output], ['boom', null])
})

t.test('bad input is refused with one sentence that names the field, and makes no job', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'immuta', id: 'taken' })
  const steps = (...steps: object[]) => ({ provider: 'immuta', lifecycle: { steps } })
  const cases: Array<[unknown, string, string]> = [
    [{}, 'provider', 'is required'],
    [{ provider: 'acme' }, 'provider', `must be one of ${providers.map(({ name }) => name).join(', ')}`],
    ...['', 'x'.repeat(201), '\ud800', 7].map((id): [object, string, string] => [{ provider: 'immuta', id }, 'id', 'must be a string of 1 to 200 characters, without half of a surrogate pair']),
    [{ provider: 'immuta', kind: 5 }, 'kind', 'must be a string'],
    [{ provider: 'immuta', lifecycel: 'success' }, 'lifecycel', 'is not a known field'],
    [{ provider: 'immuta', lifecycle: 7 }, 'lifecycle', 'must be the name of a lifecycle, or {steps: […]}'],
    [{ provider: 'immuta', lifecycle: 'sucess' }, 'lifecycle', 'there is no lifecycle sucess; did you mean success? GET /__admin/lifecycles lists all'],
    [{ provider: 'immuta', lifecycle: {} }, 'lifecycle.steps', 'is required'],
    [steps(), 'lifecycle.steps', 'must not be empty'],
    [steps({ state: 'done' }), 'lifecycle.steps[0].state', 'must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired'],
    [steps({ state: 'running', after: 'soon' }), 'lifecycle.steps[0].after', 'must be "resume", a duration ("1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds), {min, max}, {mean, deviation} or {mean, distribution: "exponential"}'],
    [steps({ state: 'running', progress: 101 }), 'lifecycle.steps[0].progress', 'must be at most 100'],
    [steps({ state: 'queued' }, { state: 'succeeded' }), 'lifecycle.steps[1].state', 'succeeded cannot follow queued (queued may be followed by running, retrying, failed, cancelled, expired); "illegal": true allows it'],
    [[], 'body', 'must be an object'],
    [undefined, 'body', 'must be an object']
  ]
  for (const [body, field, message] of cases) {
    const answer = await ask('POST /__admin/jobs', body)
    t.same([answer.status, answer.body], [400, { error: { code: 'INVALID_FIELD', message: `${field}: ${message}`, field } }])
  }
  t.same((await ask('POST /__admin/jobs', { provider: 'immuta', id: 'taken' })).body, { error: { code: 'JOB_EXISTS', message: 'There is already a job taken; choose another id, or omit the id to have one drawn' } })
  t.equal((await ask('GET /__admin/jobs')).body.total, 1)
})

t.test('a body is JSON whatever its content type says, as with a bare curl -d', async t => {
  const { inject } = await double(t)
  const post = (payload: string) => inject({ method: 'POST', url: '/__admin/jobs', payload, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  t.equal((await post('{"provider":"julep"}')).statusCode, 201)
  const { statusCode, body } = await post('{"provider"')
  t.equal(statusCode, 400)
  t.match(JSON.parse(body), { error: { code: 'MALFORMED_BODY', message: /^The body is not JSON: / } })
  t.equal((await post(`{"provider":"${'x'.repeat(11_000_000)}"}`)).statusCode, 413)
})

t.test('the list is newest first, filtered by provider, state and kind, paged by a cursor', async t => {
  const { ask, make, advance } = await double(t)
  const ids: string[] = []
  for (const provider of ['immuta', 'julep', 'immuta', 'immuta', 'waveline']) ids.unshift((await make({ provider, lifecycle: provider === 'julep' ? 'stuck' : 'success' })).id)
  await advance('5s')
  const list = async (query: string) => (await ask(`GET /__admin/jobs?${query}`)).body
  const idsOf = ({ items }: { items: Array<{ id: string }> }) => items.map(({ id }) => id)
  t.same(idsOf(await list('')), ids)
  t.same(idsOf(await list('provider=immuta')), [ids[1], ids[2], ids[4]])
  t.same(idsOf(await list('state=running')), [ids[3]])
  t.same(idsOf(await list('kind=guess-shape')), [ids[0]])
  const first = await list('limit=2')
  await make({ provider: 'julep' })
  const second = await list(`limit=2&cursor=${first.next}`)
  const third = await list(`limit=2&cursor=${second.next}`)
  t.same([first, second, third].flatMap(idsOf), ids)
  t.equal(third.next, null)
  const cases = [['limit=0', 'limit: must be at least 1'], ['state=done', 'state: must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired'], ['colour=red', 'colour: is not a known field']]
  for (const [query, message] of cases) t.equal((await list(query!)).error.message, message)
  t.same((await list('cursor=x')).error, { code: 'CURSOR_UNKNOWN', message: 'cursor: x is not a cursor of this list; use the `next` of the previous page' })
})

t.test('a job is cancelled, forced and resumed by command, unless it has ended', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'julep', lifecycle: 'stuck' })
  await advance('3s')
  const cancelled = (await ask(`POST /__admin/jobs/${id}/cancel`)).body
  t.same([cancelled.state, cancelled.status, cancelled.finishedAt, cancelled.progress], ['cancelled', 'aborted', moment(3), 16])
  t.same((await ask(`POST /__admin/jobs/${id}/cancel`)).body, { error: { code: 'JOB_FINISHED', message: `Job ${id} has already ended: it is cancelled; no command can change it` } })

  const forced = await make({ provider: 'immuta', lifecycle: 'stuck' })
  t.same((await ask(`POST /__admin/jobs/${forced.id}/state`, { state: 'succeeded', output: { a: 1 } })).body.output, { a: 1 })
  t.equal((await ask(`POST /__admin/jobs/${forced.id}/state`, { state: 'running' })).status, 409)
  t.equal((await ask(`POST /__admin/jobs/${forced.id}/state`, { state: 'done' })).body.error.field, 'state')

  const waiting = await make({ provider: 'julep', lifecycle: 'waiting' })
  t.equal((await ask(`POST /__admin/jobs/${waiting.id}/resume`)).body.error.code, 'JOB_NOT_WAITING')
  await advance('1h')
  t.same((await ask(`GET /__admin/jobs/${waiting.id}`)).body.steps.at(-1), { state: 'succeeded', at: null })
  const resumed = (await ask(`POST /__admin/jobs/${waiting.id}/resume`)).body
  t.same(resumed.steps.slice(-2), [{ state: 'running', at: moment(3603) }, { state: 'succeeded', at: moment(3605) }])
})

t.test('a job is held and released by command, whatever the clock does meanwhile', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'waveline' })
  await advance('2s')
  const held = (await ask(`POST /__admin/jobs/${id}/hold`)).body
  t.same([held.held, held.state, held.progress, held.steps.at(-1)], [true, 'running', 25, { state: 'succeeded', at: null }])
  t.same(await advance('1h'), [])
  const again = await ask(`POST /__admin/jobs/${id}/hold`)
  t.same([again.status, again.body], [409, { error: { code: 'JOB_HELD', message: `Job ${id} is already held; release it first` } }])
  t.same((await ask(`GET /__admin/jobs/${id}`)).body, held)
  const released = (await ask(`POST /__admin/jobs/${id}/release`)).body
  t.same([released.held, released.steps.at(-1)], [false, { state: 'succeeded', at: moment(3605) }])
  t.same((await ask(`POST /__admin/jobs/${id}/release`)).body, { error: { code: 'JOB_NOT_HELD', message: `Job ${id} is not held; hold it first` } })
  await advance('3s')
  t.same((await ask(`POST /__admin/jobs/${id}/hold`)).body, { error: { code: 'JOB_FINISHED', message: `Job ${id} has already ended: it is succeeded; no command can change it` } })
})

t.test('who cancels a job of cancel-race comes too late', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'immuta', lifecycle: 'cancel-race', output: { rows: 1 } })
  await advance('3s')
  t.same((await ask(`POST /__admin/jobs/${id}/cancel`)).body, { error: { code: 'JOB_FINISHED', message: `Job ${id} has already ended: it is succeeded; no command can change it` } })
  const { state, status, output, finishedAt } = (await ask(`GET /__admin/jobs/${id}`)).body
  t.same({ state, status, output, finishedAt }, { state: 'succeeded', status: 'completed', output: { rows: 1 }, finishedAt: moment(3) })
})

t.test('an unknown job is a 404, and so is a path that the control API lacks', async t => {
  const { ask } = await double(t)
  for (const operation of ['GET /__admin/jobs/x', 'POST /__admin/jobs/x/cancel', 'POST /__admin/jobs/x/resume', 'POST /__admin/jobs/x/hold', 'POST /__admin/jobs/x/release', 'POST /__admin/jobs/x/state']) {
    const { status, body } = await ask(operation, operation.endsWith('state') ? { state: 'failed' } : undefined)
    t.same([status, body], [404, { error: { code: 'JOB_UNKNOWN', message: 'There is no job x in this sandbox; GET /__admin/jobs lists its jobs' } }], operation)
  }
  t.same((await ask('GET /__admin/job')).body, { error: { code: 'NOT_FOUND', message: 'The control API has no operation GET /__admin/job; /openapi/control.json lists all' } })
  const wrong = await ask('DELETE /__admin/jobs')
  t.same([wrong.status, wrong.headers.allow, wrong.body.error.code], [405, 'POST, GET', 'WRONG_METHOD'])
})
