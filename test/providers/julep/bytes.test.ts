import t from 'tap'
import { httpError, julep, task } from '../../support/providers/julep.ts'

const text = 'x'.repeat(100_000)
const full = 'A sandbox keeps at most 350000 bytes of projects, tokens and the like, and all of them are in use; POST /__admin/reset empties it'

for (const [dialect, error] of [['documented', { detail: full }], ['observed', httpError(507, full)]] as const) {
  t.test(`the memory of executions is limited, and ended executions are evicted when room is needed (${dialect})`, async t => {
    const { ask, start, advance } = await julep(t, { maxThingBytes: 350_000, dialect: { julep: dialect } })
    const ids = [await start({ input: {}, metadata: { text } }), await start({ input: {}, metadata: { text } }), await start({ input: {}, metadata: { text } })].map(({ id }) => id)
    const large = { input: {}, metadata: { text: text + text } }
    t.same(await ask(`POST /api/tasks/${task}/executions`, large).then(({ status, body }) => [status, body]), [507, error])
    t.equal((await ask('GET /__admin/jobs')).body.total, 3)
    await advance('5s')
    const { id } = await start(large)
    t.same((await ask(`GET /api/tasks/${task}/executions`)).body.items.map((execution: { id: string }) => execution.id), [id, ids[2]])
  })

  t.test(`an execution is not resumed with an input for which there is no room, and keeps waiting (${dialect})`, async t => {
    const { ask, start, show, next, advance } = await julep(t, { maxThingBytes: 350_000, dialect: { julep: dialect } })
    await next('waiting')
    const { id } = await start()
    await advance('3s')
    await start({ input: {}, metadata: { text } })
    const { status, body } = await ask(`PUT /api/executions/${id}`, { status: 'running', input: { text: text + text + text } })
    t.same([status, body, (await show(id)).status], [507, error, 'awaiting_input'])
    t.equal((await ask(`PUT /api/executions/${id}`, { status: 'running', input: { text } })).status, 200)
    t.equal((await show(id)).status, 'running')
  })
}

t.test('an execution with too many steps cannot be resumed', async t => {
  const { app, ask, start, next } = await julep(t)
  await next({ illegal: true, steps: [{ times: 1000, steps: [{ state: 'waiting' }] }] })
  const { id, job } = await start()
  for (let step = 1000; step < 2000; step++) app.sandboxes.get('main').jobs.force(job, 'waiting')
  t.match(await ask(`POST /__admin/jobs/${job}/state`, { state: 'waiting' }), { status: 409, body: { error: { code: 'JOB_STEP_LIMIT' } } })
  const { status, body } = await ask(`PUT /api/executions/${id}`, { status: 'running' })
  t.same([status, body], [400, { detail: 'The execution has taken too many steps' }])
  t.equal((await ask(`PUT /api/executions/${id}`, { status: 'cancelled' })).status, 200)
})
