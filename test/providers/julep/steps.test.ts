import t from 'tap'
import { httpError, julep, key, micros, task as madeUp, unknownId } from '../../support/providers/julep.ts'

/** A double with a task of so many steps, labelled `a`, `b` and so on, and the functions that its tests need. */
async function withTask (t: Parameters<typeof julep>[0], steps: object[], options = {}) {
  const it = await julep(t, options)
  const { id: taskId } = (await it.ask(`POST /api/agents/${madeUp}/tasks`, { name: 'T', main: steps })).body
  /** The history of an execution, oldest first: `1.5 step 0 a`. */
  const history = async (id: string) => (await it.ask(`GET /api/executions/${id}/transitions?direction=asc`)).body.items.map(
    ({ type, created_at: at, current: { step }, step_label: label }: any) => `${(Date.parse(at) - Date.parse(micros(0))) / 1000} ${type} ${step} ${label}`)
  return { ...it, taskId, history }
}

const labelled = (count: number) => Array.from({ length: count }, (_, index) => ({ get: 'x', label: 'abcdefgh'[index] }))

const cases: Array<{ title: string, steps: number, lifecycle: unknown, history: string[] }> = [
  { title: 'one step', steps: 1, lifecycle: 'success', history: ['1 init 0 null', '5 finish 0 a'] },
  { title: 'two steps', steps: 2, lifecycle: 'success', history: ['1 init 0 null', '1.5 step 0 a', '5 finish 1 b'] },
  { title: 'four steps', steps: 4, lifecycle: 'success', history: ['1 init 0 null', '1.5 step 0 a', '2.666 step 1 b', '3.833 step 2 c', '5 finish 3 d'] },
  { title: 'three steps that fail', steps: 3, lifecycle: 'failure', history: ['1 init 0 null', '1.5 step 0 a', '3.25 step 1 b', '5 error 2 null'] },
  {
    title: 'four steps of which the lifecycle waits in one',
    steps: 4,
    lifecycle: { steps: [{ state: 'running' }, { state: 'waiting', after: '2s' }, { state: 'running', after: '1s' }, { state: 'succeeded', after: '1s' }] },
    history: ['0 init 0 null', '0.5 step 0 a', '1.25 step 1 b', '2 wait 2 null', '3 resume 2 c', '4 finish 3 d']
  },
  { title: 'a step, and a lifecycle that has more', steps: 1, lifecycle: { steps: [{ state: 'running' }, { state: 'running', after: '1s' }, { state: 'succeeded', after: '1s' }] }, history: ['0 init 0 null', '1 step 0 a', '2 finish 1 null'] },
  { title: 'three steps at once', steps: 3, lifecycle: 'instant', history: ['0 init 0 null', '0 step 0 a', '0 step 1 b', '0 finish 2 c'] },
  { title: 'three steps that take less than the startup', steps: 3, lifecycle: { steps: [{ state: 'running' }, { state: 'succeeded', after: '300ms' }] }, history: ['0 init 0 null', '0.3 step 0 a', '0.3 step 1 b', '0.3 finish 2 c'] },
  { title: 'three steps that never end', steps: 3, lifecycle: { steps: [{ state: 'running' }] }, history: ['0 init 0 null', '0.5 step 0 a'] }
]

t.test('an execution has a transition for each step of its task, spread over the time in which it works', async t => {
  for (const { title, steps: count, lifecycle, history: expected } of cases) {
    const { start, show, next, advance, taskId, history } = await withTask(t, labelled(count))
    await next(lifecycle)
    const { id } = await start({ input: {} }, taskId)
    await advance('1m')
    t.strictSame(await history(id), expected, title)
    t.equal((await show(id)).transition_count, expected.length, title)
  }
})

t.test('a command keeps the steps that are done, and a job that is held does none', async t => {
  const { ask, start, advance, taskId, history } = await withTask(t, labelled(4))
  const stopped = await start({ input: {} }, taskId)
  const held = await start({ input: {} }, taskId)
  await advance('3s')
  await ask(`PUT /api/executions/${stopped.id}`, { status: 'cancelled' })
  await ask(`POST /__admin/jobs/${held.job}/hold`)
  await advance('10s')
  t.strictSame(await history(stopped.id), ['1 init 0 null', '1.5 step 0 a', '2.666 step 1 b', '3 cancelled 2 null'])
  t.strictSame(await history(held.id), ['1 init 0 null', '1.5 step 0 a', '2.666 step 1 b'])
  await ask(`POST /__admin/jobs/${held.job}/release`)
  await advance('10s')
  t.strictSame(await history(held.id), ['1 init 0 null', '1.5 step 0 a', '2.666 step 1 b', '13.833 step 2 c', '15 finish 3 d'])
})

t.test('an execution keeps the steps of its task when the task is replaced', async t => {
  const { ask, start, advance, taskId, history } = await withTask(t, labelled(3))
  const { id } = await start({ input: {} }, taskId)
  await ask(`POST /api/agents/${madeUp}/tasks/${taskId}`, { name: 'T', main: [{ get: 'x', label: 'new' }] })
  await advance('5s')
  t.strictSame(await history(id), ['1 init 0 null', '1.5 step 0 a', '3.25 step 1 b', '5 finish 2 c'])
})

t.test('the status of an execution with one step is running, and in the observed dialect starting until its end', async t => {
  for (const [dialect, expected] of [['documented', ['queued 0', 'starting 1', 'running 1', 'succeeded 2']], ['observed', ['queued 0', 'starting 1', 'starting 1', 'succeeded 2']]] as const) {
    const { start, show, advance, taskId } = await withTask(t, labelled(1), { dialect: { julep: dialect } })
    const { id } = await start({ input: {} }, taskId)
    const seen = []
    for (const by of ['0s', '1s', '1s', '3s']) {
      await advance(by)
      const { status, transition_count: count } = await show(id)
      seen.push(`${status} ${count}`)
    }
    t.same(seen, expected)
  }
})

t.test('a status stream has an event for each status that the dialect shows', async t => {
  for (const [dialect, expected] of [['documented', ['queued', 'starting', 'running', 'succeeded']], ['observed', ['queued', 'starting', 'succeeded']]] as const) {
    const { ask, inject, start, advance, taskId } = await withTask(t, labelled(1), { dialect: { julep: dialect } })
    const { id } = await start({ input: {} }, taskId)
    const response = inject({ method: 'GET', url: `/api/executions/${id}/status.stream`, headers: key })
    while ((await ask('GET /__admin/sandbox')).body.waits === 0);
    await advance('5s')
    t.same(Array.from((await response).body.matchAll(/"status":"(\w+)"/g), ([, status]) => status), expected)
  }
})

t.test('a transition is shown by its id, and an unknown one is 404', async t => {
  const { ask, start, advance } = await julep(t)
  const { id } = await start()
  await advance('5s')
  const { items } = (await ask(`GET /api/executions/${id}/transitions`)).body
  for (const item of items) t.strictSame((await ask(`GET /api/executions/${id}/transitions/${item.id.toUpperCase()}`)).body, item)
  for (const execution of [id, unknownId]) {
    const { status, body } = await ask(`GET /api/executions/${execution}/transitions/${unknownId}`)
    t.strictSame([status, body], [404, httpError(404, 'Transition not found')])
  }
})
