import t from 'tap'
import { httpError, julep, micros, unknownId, task } from '../../support/providers/julep.ts'

t.test('the executions of a task are listed newest first, in pages, in the requested order', async t => {
  const { ask, start, advance } = await julep(t)
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) {
    ids.push((await start({ input: { name } })).id)
    await start({ input: {} }, unknownId)
    await advance('1s')
  }
  const [a, b, c] = ids
  await ask(`PUT /api/executions/${b}`, { status: 'cancelled' })
  await advance('1s')
  const pages: Array<[string, Array<string | undefined>]> = [
    ['', [c, b, a]],
    ['?limit=2', [c, b]],
    ['?limit=2&offset=2', [a]],
    ['?offset=3', []],
    ['?limit=0', []],
    ['?limit=%2B1', [c]],
    ['?limit=99999999999999999999', [c, b, a]],
    ['?direction=asc&offset=1', [b, c]],
    ['?sort_by=updated_at', [c, b, a]],
    ['?sort_by=updated_at&direction=asc', [a, b, c]],
    ['?unknown=1', [c, b, a]]
  ]
  for (const [query, expected] of pages) {
    const { body } = await ask(`GET /api/tasks/${task}/executions${query}`)
    t.same(body.items.map(({ id }: { id: string }) => id), expected, query)
  }
  const { items } = (await ask(`GET /api/tasks/${task}/executions`)).body
  t.match(items[1], { id: b, task_id: task, status: 'cancelled', input: { name: 'b' }, metadata: {}, updated_at: micros(3) })
})

t.test('the history of an execution is newest first, and the same at each read', async t => {
  const { ask, start, advance } = await julep(t)
  const { id } = await start({ input: { a: 1 } })
  const history = async (query = '') => (await ask(`GET /api/executions/${id}/transitions${query}`)).body.items
  t.same(await history(), [])
  await advance('1500ms')
  const begun = await history()
  await advance('1h')
  const items = await history()
  t.strictSame(items.slice(1), begun)
  const { scope_id: scope } = items[0].current
  const at = (type: string, seconds: number, output: unknown, step: number, next: number | null) => ({
    type,
    output,
    created_at: micros(seconds),
    updated_at: micros(seconds),
    execution_id: id,
    current: { workflow: 'main', scope_id: scope, step },
    next: next === null ? null : { workflow: 'main', scope_id: scope, step: next },
    step_label: null,
    metadata: {}
  })
  t.same(items.map(({ id: _, ...rest }: { id: string }) => rest), [at('finish', 5, null, 1, null), at('step', 1.5, null, 0, 1), at('init', 1, { a: 1 }, 0, 0)])
  t.equal(new Set([scope, id, ...items.map((item: { id: string }) => item.id)]).size, 5)
  t.same((await history('?direction=asc&limit=1&offset=1')), [items[1]])

  const other = await start({ input: {} })
  await advance('5s')
  const foreign = (await ask(`GET /api/executions/${other.id}/transitions`)).body.items
  t.notSame(foreign[0].id, items[0].id)
})

t.test('executions of one moment keep their order, and sort_by=updated_at lists the last changed first', async t => {
  const { ask, start, advance } = await julep(t)
  const ids = [(await start()).id, (await start()).id, (await start()).id]
  await advance('100ms')
  await ask(`PUT /api/executions/${ids[0]}`, { status: 'cancelled' })
  const places = async (query: string) => (await ask(`GET /api/tasks/${task}/executions${query}`)).body.items.map(({ id }: { id: string }) => ids.indexOf(id))
  t.same(await places(''), [2, 1, 0])
  t.same(await places('?direction=asc'), [0, 1, 2])
  t.same(await places('?sort_by=updated_at'), [0, 2, 1])
  t.same(await places('?sort_by=updated_at&direction=asc'), [1, 2, 0])
})

t.test('each transition has its own output', async t => {
  const { ask, start, next, advance } = await julep(t)
  const cases: Array<{ steps: object[], last: object }> = [
    { steps: [{ state: 'running' }, { state: 'failed', error: { message: 'no luck' } }], last: { type: 'error', output: 'no luck', next: null } },
    { steps: [{ state: 'running' }, { state: 'expired' }], last: { type: 'error', output: 'Execution expired', next: null } },
    { steps: [{ state: 'running' }, { state: 'cancelled', output: 'kept by the job' }], last: { type: 'cancelled', output: null, next: null } },
    { steps: [{ state: 'running' }, { state: 'waiting', output: { ask: 'who?' } }], last: { type: 'wait', output: { ask: 'who?' }, next: null } },
    { steps: [{ state: 'running' }, { state: 'waiting' }, { state: 'running', after: '1ms' }], last: { type: 'resume', output: null, next: { step: 2 } } },
    { steps: [{ state: 'running' }, { state: 'succeeded', output: [1] }], last: { type: 'finish', output: [1], next: null } },
    { steps: [{ state: 'running' }, { state: 'running', output: 'half' }], last: { type: 'step', output: 'half', next: { step: 2 } } }
  ]
  for (const { steps, last } of cases) {
    await next({ steps })
    const { id } = await start()
    await advance('1s')
    t.match((await ask(`GET /api/executions/${id}/transitions?limit=1`)).body.items, [last])
  }
})

t.test('a negative limit or offset is rejected with the error of the database', async t => {
  for (const dialect of ['documented', 'observed'] as const) {
    const { ask } = await julep(t, { dialect: { julep: dialect } })
    for (const path of [`/api/tasks/${task}/executions`, `/api/executions/${unknownId}/transitions`]) {
      for (const [query, message] of [['limit=-1', 'Invalid limit clause'], ['offset=-5', 'Invalid offset clause']]) {
        const { status, body } = await ask(`GET ${path}?${query}`)
        t.same([status, body], [400, dialect === 'observed' ? httpError(400, message!) : { detail: message }])
      }
    }
  }
})
