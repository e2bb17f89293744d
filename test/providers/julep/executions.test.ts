import t from 'tap'
import { julep, httpError, key, micros, unknownId, noSuchWorkflow, task } from '../../support/providers/julep.ts'

t.test('the response that starts a task names the job, and no other response does', async t => {
  const { ask, start, show, advance } = await julep(t)
  const { id, job, execution } = await start({ input: { a: [1] }, metadata: { mine: true }, output: 'ignored', error: 'ignored', transition_count: 7, more: 'ignored' })
  const queued = {
    task_id: task, status: 'queued', input: { a: [1] }, output: null, error: null, transition_count: 0, created_at: micros(0), updated_at: micros(0), metadata: { mine: true }, id
  }
  t.strictSame(execution, { ...queued, metadata: { mine: true, jobs: [job] } })
  t.same(Object.keys(execution), ['task_id', 'status', 'input', 'output', 'error', 'transition_count', 'created_at', 'updated_at', 'metadata', 'id'])
  t.strictSame(await show(id), queued)
  t.match((await ask(`GET /api/jobs/${job}`)).body, { id: job, name: 'TaskExecutionWorkflow', state: 'pending' })
  t.match((await ask(`GET /__admin/jobs/${job}`)).body, { kind: 'TaskExecutionWorkflow', input: { a: [1] } })
  await advance('5s')
  t.strictSame(await show(id), { ...queued, status: 'succeeded', transition_count: 3, updated_at: micros(5) })
})

t.test('an execution and its job change at the same moments', async t => {
  for (const [dialect, queued, error] of [['documented', 'pending', 'The job failed'], ['observed', 'in_progress', null]] as const) {
    const { ask, start, show, advance } = await julep(t, { dialect: { julep: dialect }, lifecycle: 'failure' })
    const { id, job } = await start()
    const seen = []
    for (const by of ['0s', '1s', '499ms', '1ms', '3500ms']) {
      await advance(by)
      seen.push([(await show(id)).status, (await ask(`GET /api/jobs/${job}`)).body.state])
    }
    t.same(seen, [['queued', queued], ['starting', 'in_progress'], ['starting', 'in_progress'], ['running', 'in_progress'], ['failed', 'failed']])
    t.equal((await show(id)).error, error)
  }
})

t.test('an execution has the output of its job, and an error only if it has failed', async t => {
  const { start, show, next, advance } = await julep(t)
  const ends: Array<[object, object]> = [
    [{ state: 'succeeded', output: { answer: 42 } }, { status: 'succeeded', output: { answer: 42 }, error: null }],
    [{ state: 'failed', error: { code: 7 } }, { status: 'failed', output: null, error: '{"code":7}' }],
    [{ state: 'expired' }, { status: 'failed', output: null, error: 'Execution expired' }],
    [{ state: 'cancelled' }, { status: 'cancelled', output: null, error: null }],
    [{ state: 'retrying', error: 'once more' }, { status: 'running', output: null, error: null }]
  ]
  const ids: string[] = []
  for (const [end] of ends) {
    await next({ steps: [{ state: 'running' }, { after: '1s', ...end }] })
    ids.push((await start()).id)
  }
  await advance('1s')
  for (const [index, [, expected]] of ends.entries()) t.match(await show(ids[index]!), expected)
})

t.test('a client cancels an execution, and its job is aborted', async t => {
  const { ask, start, show, advance } = await julep(t)
  const { id, job } = await start()
  await advance('2s')
  const { status, body, text } = await ask(`PUT /api/executions/${id}`, { status: 'cancelled', reason: null })
  t.same([status, body, text], [200, null, 'null'])
  t.match(await show(id), { status: 'cancelled', updated_at: micros(2), error: null })
  t.match((await ask(`GET /api/jobs/${job}`)).body, { state: 'aborted', updated_at: micros(2) })
})

t.test('a client resumes an execution that waits for a resume, that waits for time, or that was forced to wait', async t => {
  const { ask, start, show, next, advance } = await julep(t, { lifecycle: 'waiting' })
  const held = await start()
  await next({ steps: [{ state: 'running' }, { state: 'waiting', after: '1s' }, { state: 'running', after: '1h' }, { state: 'succeeded', after: '2s' }] })
  const slow = await start()
  await next('stuck')
  const forced = await start()
  await advance('3s')
  await ask(`POST /__admin/jobs/${forced.job}/state`, { state: 'waiting' })
  for (const { id, job } of [held, slow, forced]) {
    t.match([await show(id), (await ask(`GET /api/jobs/${job}`)).body], [{ status: 'awaiting_input' }, { state: 'in_progress' }])
    t.same((await ask(`PUT /api/executions/${id}`, { status: 'running', input: { go: 'on' } })).text, 'null')
    t.equal((await show(id)).status, 'running')
    const { items } = (await ask(`GET /api/executions/${id}/transitions`)).body
    t.match(items[0], { type: 'resume', output: { go: 'on' } })
  }
  await advance('2s')
  t.equal((await show(held.id)).status, 'succeeded')
  t.equal((await show(slow.id)).status, 'succeeded')
  t.equal((await show(forced.id)).status, 'running')
})

t.test('an execution that cannot be cancelled or resumed is unchanged, and the request is rejected', async t => {
  const notWaiting = httpError(404, 'No paused executions found for the specified task')
  for (const [dialect, ended] of [['documented', { detail: 'The execution has already ended' }], ['observed', noSuchWorkflow]] as const) {
    const { ask, start, show, advance } = await julep(t, { dialect: { julep: dialect } })
    const { id } = await start()
    for (const body of [{ status: 'running', input: {} }, {}]) {
      const response = await ask(`PUT /api/executions/${id}`, body)
      t.same([response.status, response.body], [404, notWaiting])
    }
    t.match(await show(id), { status: 'queued', transition_count: 0 })
    await advance('5s')
    const response = await ask(`PUT /api/executions/${id}`, { status: 'cancelled' })
    t.same([response.status, response.body], [400, ended])
    t.equal((await ask(`PUT /api/executions/${id}`, { status: 'running' })).status, 404)
    t.match(await show(id), { status: 'succeeded' })
  }
})

t.test('an unknown execution has the same error in both dialects, and so has the id of a job', async t => {
  for (const dialect of ['documented', 'observed'] as const) {
    const { ask, start, make } = await julep(t, { providers: ['julep', 'waveline'], dialect: { julep: dialect } })
    const { job } = await start()
    const { id: foreign } = await make({ provider: 'waveline' })
    for (const id of [unknownId, job, foreign]) {
      for (const operation of [`GET /api/executions/${id}`, `PUT /api/executions/${id}`, `GET /api/executions/${id}/status.stream`]) {
        const { status, body } = await ask(operation, operation.startsWith('PUT') ? { status: 'cancelled' } : undefined)
        t.same([status, body], [404, httpError(404, 'Execution not found during get')], operation)
      }
      t.same((await ask(`GET /api/executions/${id}/transitions`)).body, { items: [] })
    }
  }
})

t.test('an id is accepted in every spelling of a UUID', async t => {
  const { ask, start } = await julep(t)
  const { id } = await start({ input: {} }, task.toUpperCase())
  t.same((await ask(`GET /api/tasks/urn:uuid:${task}/executions`)).body.items.map((execution: { id: string }) => execution.id), [id])
  for (const spelling of [id.toUpperCase(), id.replaceAll('-', ''), encodeURIComponent(`{${id}}`)]) {
    t.equal((await ask(`GET /api/executions/${spelling}`)).body.id, id)
    t.equal((await ask(`GET /api/executions/${spelling}/transitions`)).status, 200)
  }
})

t.test('an execution is known while its job is not known yet, and after it is no longer known', async t => {
  const { ask, start, show, next, advance } = await julep(t)
  await next('late')
  const late = await start()
  await next('forgotten')
  const forgotten = await start()
  t.equal((await ask(`GET /api/jobs/${late.job}`)).status, 404)
  t.equal((await show(late.id)).status, 'queued')
  await advance('1m')
  t.equal((await ask(`GET /api/jobs/${forgotten.job}`)).status, 404)
  t.equal((await show(forgotten.id)).status, 'succeeded')
})

t.test('the oldest ended execution is evicted when room is needed; if none has ended, nothing is started', async t => {
  for (const [options, message] of [[{ maxThings: 2 }, /^A sandbox keeps at most 2 julep\.executions/], [{ maxJobs: 2 }, /^A sandbox keeps at most 2 jobs/]] as const) {
    const { app, ask, start, show, advance } = await julep(t, { ...options, dialect: { julep: 'observed' } })
    const first = await start()
    await advance('1s')
    const second = await start()
    const { status, body } = await ask(`POST /api/tasks/${task}/executions`, { input: {} })
    t.match([status, body], [507, { error: { message, code: 'http_507', type: 'http_error' } }])
    t.equal((await ask(`GET /api/tasks/${task}/executions`)).body.items.length, 2)
    t.equal((await ask('GET /__admin/jobs')).body.total, 2)
    await advance('4s')
    const third = await start()
    t.equal((await app.inject({ url: `/api/executions/${first.id}`, headers: key })).statusCode, 404)
    t.match([(await show(second.id)).status, (await show(third.id)).status], ['running', 'queued'])
    t.same((await ask(`GET /api/tasks/${task}/executions`)).body.items.map((execution: { id: string }) => execution.id), [third.id, second.id])
    await advance('5s')
    await start()
    await start()
    t.equal((await ask(`GET /api/tasks/${task}/executions`)).body.items.length, 2)
  }
})

t.test('a lifecycle rule can match the operation and the body of the request that starts an execution', async t => {
  const { ask, start, show } = await julep(t)
  const operation = 'julep.createExecution'
  t.equal((await ask('POST /__admin/lifecycles/rules', { operation, match: { input: { city: 'Rome' } }, lifecycle: 'instant' })).status, 201)
  t.equal((await show((await start({ input: { city: 'Rome' } })).id)).status, 'succeeded')
  t.equal((await show((await start({ input: { city: 'Paris' } })).id)).status, 'queued')
})

t.test('a reset removes the executions', async t => {
  const { ask, start } = await julep(t)
  const { id } = await start()
  await ask('POST /__admin/reset')
  t.equal((await ask(`GET /api/executions/${id}`)).status, 404)
})
