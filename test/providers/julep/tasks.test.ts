import t from 'tap'
import { httpError, julep, micros, task as madeUp, unknownId } from '../../support/providers/julep.ts'

const story = { name: 'Story', main: [{ prompt: [{ role: 'user', content: '$ f"Write"' }] }] }

/** A task as the response shows it. */
const shown = (id: string, at: number) => ({
  name: 'Story',
  canonical_name: `task_${id.slice(0, 8)}`,
  description: '',
  main: [{ kind_: 'prompt', ...story.main[0] }],
  input_schema: {},
  tools: [],
  inherit_tools: false,
  id,
  created_at: micros(at),
  updated_at: micros(at),
  metadata: {}
})

t.test('a task is created, shown, listed by its agent and replaced', async t => {
  const { ask, advance } = await julep(t)
  const agent = (await ask('POST /api/agents', { name: 'Writer' })).body.id
  const created = await ask(`POST /api/agents/${agent}/tasks`, story)
  const { id } = created.body
  t.strictSame([created.status, created.body], [201, shown(id, 0)])
  t.strictSame((await ask(`GET /api/tasks/${id}`)).body, created.body)
  await advance('1s')
  const changes = { description: 'd', input_schema: { type: 'object' }, tools: [{ name: 'search' }], inherit_tools: true, metadata: { a: 1 } }
  const replaced = await ask(`POST /api/agents/${agent}/tasks/${id}`, { ...story, ...changes, canonical_name: 'ignored' })
  t.strictSame([replaced.status, replaced.body], [201, { ...shown(id, 0), ...changes, updated_at: micros(1) }])
  const other = await ask(`POST /api/agents/${agent}/tasks/${madeUp}`, story)
  t.strictSame([other.status, other.body], [201, shown(madeUp, 1)])
  t.same((await ask(`GET /api/agents/${agent}/tasks`)).body.items.map(({ id }: { id: string }) => id), [madeUp, id])
  t.strictSame((await ask(`GET /api/agents/${unknownId}/tasks`)).body, { items: [] })
  t.strictSame((await ask(`GET /api/tasks/${unknownId}`)).body, httpError(404, 'Task not found during get'))
})

t.test('each step has the kind that the server gives it', async t => {
  const { ask } = await julep(t)
  const keys = ['prompt', 'tool', 'evaluate', 'get', 'set', 'log', 'workflow', 'return', 'sleep', 'error', 'wait_for_input', 'if', 'switch', 'foreach', 'parallel', 'over']
  const { body } = await ask(`POST /api/agents/${madeUp}/tasks`, { name: 'All', main: keys.map(key => ({ [key]: {} })) })
  t.same(body.main.map(({ kind_: kind }: { kind_: string }) => kind), ['prompt', 'tool_call', 'evaluate', 'get', 'set', 'log', 'yield', 'return', 'sleep', 'error', 'wait_for_input', 'if_else', 'switch', 'foreach', 'parallel', 'map_reduce'])
})

const text = (output: unknown) => typeof output === 'string' && output.length > 20

t.test('the last step of a task gives its executions their output, drawn from the seed', async t => {
  const cases: Array<{ title: string, step: object, fits: (output: any) => boolean }> = [
    { title: 'a prompt', step: { prompt: 'p' }, fits: output => Object.keys(output).join() === 'choices' && output.choices.length === 1 && output.choices[0].message.role === 'assistant' && text(output.choices[0].message.content) },
    { title: 'a prompt that is unwrapped', step: { prompt: 'p', unwrap: true }, fits: text },
    { title: 'return', step: { return: { story: '$ _.x', fixed: 'f', list: ['$ 1', 2], none: null } }, fits: output => text(output.story) && output.fixed === 'f' && text(output.list[0]) && output.list[1] === 2 && output.none === null },
    { title: 'evaluate', step: { evaluate: { n: '$ 1 + 1' } }, fits: output => text(output.n) },
    { title: 'another step', step: { tool: 'search' }, fits: output => output === null }
  ]
  for (const { title, step, fits } of cases) {
    const runs = []
    for (const seed of [1, 1, 2]) {
      const { ask, start, show, advance } = await julep(t, { seed })
      const { id } = (await ask(`POST /api/agents/${madeUp}/tasks`, { name: 'T', main: [step] })).body
      const execution = await start({ input: {} }, id)
      await advance('5s')
      runs.push((await show(execution.id)).output)
    }
    t.ok(fits(runs[0]), `${title}: ${JSON.stringify(runs[0])}`)
    t.strictSame(runs[0], runs[1], title)
  }
})

t.test('a lifecycle that has an output goes before that of the task', async t => {
  const { ask, start, show, next, advance } = await julep(t)
  const { id } = (await ask(`POST /api/agents/${madeUp}/tasks`, story)).body
  await next({ steps: [{ state: 'running' }, { state: 'succeeded', output: { mine: true } }] })
  const execution = await start({ input: {} }, id)
  await advance('1s')
  t.strictSame((await show(execution.id)).output, { mine: true })
})

t.test('with --julep-strict an unknown task cannot be executed, and an unknown agent cannot have a task', async t => {
  const { ask, start } = await julep(t, { julepStrict: true })
  const unknown = await ask(`POST /api/tasks/${madeUp}/executions`, { input: {} })
  t.strictSame([unknown.status, unknown.body], [404, httpError(404, 'Task not found during get')])
  for (const [path, operation] of [['', 'create'], [`/${unknownId}`, 'create_or_update']]) {
    const { status, body } = await ask(`POST /api/agents/${madeUp}/tasks${path}`, story)
    t.strictSame([status, body], [404, httpError(404, `The specified task or its dependencies do not exist during ${operation}`)])
  }
  const agent = (await ask('POST /api/agents', { name: 'Writer' })).body.id
  await start({ input: {} }, (await ask(`POST /api/agents/${agent}/tasks`, story)).body.id)
})
