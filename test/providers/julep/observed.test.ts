import t from 'tap'
import { brief, julep, micros, task as madeUp } from '../../support/providers/julep.ts'

const observed = { dialect: { julep: 'observed' } } as const

/** An execution from its creation to its end, each second. */
async function life (t: Parameters<typeof julep>[0], lifecycle: string, main: object[]) {
  const { ask, start, show, advance } = await julep(t, { ...observed, lifecycle })
  const { id: task } = (await ask(`POST /api/agents/${madeUp}/tasks`, { name: 'T', main })).body
  const { id, job, execution } = await start({ input: { topic: 'cats' }, metadata: { mine: 1 } }, task)
  const seen = []
  for (const by of ['0s', '1s', '500ms', '3500ms']) {
    await advance(by)
    seen.push(await show(id))
  }
  const base = { task_id: task, input: { topic: 'cats' }, error: null, created_at: brief(0), metadata: { mine: 1 }, id }
  return { ask, id, job, execution, seen, base }
}

t.test('an execution shows the output of its latest transition', async t => {
  const { execution, job, seen, base } = await life(t, 'success', [{ get: 'x' }, { return: { done: true } }])
  t.strictSame(execution, { ...base, status: 'queued', output: null, transition_count: null, updated_at: brief(0), metadata: { jobs: [job] } })
  t.strictSame(seen, [
    { ...base, status: 'queued', output: {}, transition_count: 0, updated_at: brief(0) },
    { ...base, status: 'starting', output: { topic: 'cats' }, transition_count: 1, updated_at: brief(1) },
    { ...base, status: 'running', output: null, transition_count: 2, updated_at: brief(1.5) },
    { ...base, status: 'succeeded', output: { done: true }, transition_count: 3, updated_at: brief(5) }
  ])
  t.equal(brief(1.5), micros(1.5))
})

t.test('an execution that has failed or was cancelled has its reason as output, and no error', async t => {
  for (const [lifecycle, status, output] of [['failure', 'failed', 'The job failed'], ['expired', 'failed', 'Execution expired'], ['cancelled', 'cancelled', 'Workflow Cancelled']] as const) {
    const { ask, id } = await life(t, lifecycle, [{ get: 'x' }])
    await ask('POST /__admin/clock/advance', { until: 'idle' })
    t.match((await ask(`GET /api/executions/${id}`)).body, { status, output, error: null })
    t.match((await ask(`GET /api/executions/${id}/transitions?limit=1`)).body.items, [{ output }])
  }
})

t.test('a transition names the class of its step, and was updated at the moment of the request', async t => {
  const { ask, id } = await life(t, 'success', [{ get: 'x' }, { prompt: 'p' }])
  const { items } = (await ask(`GET /api/executions/${id}/transitions`)).body
  t.strictSame(items.map(({ type, metadata, created_at: created, updated_at: updated }: any) => [type, metadata, created, updated]), [
    ['finish', { step_type: 'PromptStep' }, brief(5), brief(5)],
    ['step', { step_type: 'GetStep' }, brief(1.5), brief(5)],
    ['init', {}, brief(1), brief(5)]
  ])
})

t.test('executions are listed by the moments, whether they have a fraction or not', async t => {
  const { ask, start, advance } = await julep(t, observed)
  const ids = []
  for (const by of ['0s', '500ms', '500ms']) {
    await advance(by)
    ids.push((await start()).id)
  }
  t.same((await ask(`GET /api/tasks/${madeUp}/executions?direction=asc`)).body.items.map(({ id }: { id: string }) => id), ids)
})
