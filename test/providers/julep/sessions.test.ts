import t from 'tap'
import { httpError, julep, micros, task as agent, unknownId } from '../../support/providers/julep.ts'

const bare = (id: string, at: number) => ({
  situation: null,
  system_template: null,
  summary: null,
  render_templates: true,
  token_budget: null,
  context_overflow: null,
  auto_run_tools: false,
  forward_tool_calls: false,
  recall_options: null,
  id,
  metadata: {},
  created_at: micros(at),
  updated_at: micros(at),
  kind: null
})

t.test('a session is created, shown, listed, replaced, changed and deleted', async t => {
  const { ask, advance } = await julep(t)
  const created = await ask('POST /api/sessions', { agent, metadata: { a: 1 } })
  const { id } = created.body
  t.strictSame([created.status, created.body], [201, { ...bare(id, 0), metadata: { a: 1 } }])
  t.strictSame((await ask(`GET /api/sessions/${id}`)).body, created.body)
  await advance('1s')
  const settings = { situation: 's', system_template: 't', render_templates: false, token_budget: 7, context_overflow: 'truncate', auto_run_tools: true, forward_tool_calls: true, recall_options: { mode: 'text' } }
  const changed = await ask(`PATCH /api/sessions/${id}`, { ...settings, metadata: { b: 2 } })
  t.strictSame([changed.status, changed.body], [200, { ...bare(id, 0), ...settings, metadata: { a: 1, b: 2 }, updated_at: micros(1) }])
  t.strictSame((await ask('GET /api/sessions?metadata_filter.b=2')).body, { items: [changed.body] })
  const replaced = await ask(`PUT /api/sessions/${id}`, { situation: 'new' })
  t.strictSame([replaced.status, replaced.body], [200, { ...bare(id, 0), situation: 'new', updated_at: micros(1) }])
  const other = await ask(`POST /api/sessions/${agent}`, { agents: [agent, unknownId], users: [unknownId] })
  t.strictSame([other.status, other.body], [201, bare(agent, 1)])
  const deleted = await ask(`DELETE /api/sessions/${id}`)
  t.strictSame([deleted.status, deleted.body], [202, { id, deleted_at: micros(1), jobs: [] }])
  for (const [method, operation] of [['GET', 'get'], ['PUT', 'update'], ['PATCH', 'patch'], ['DELETE', 'delete']] as const) {
    t.strictSame((await ask(`${method} /api/sessions/${id}`, method === 'PUT' || method === 'PATCH' ? {} : undefined)).body, httpError(404, `No session found during ${operation}`))
  }
})

t.test('a session needs an agent, named once', async t => {
  for (const dialect of ['documented', 'observed'] as const) {
    const { ask } = await julep(t, { dialect: { julep: dialect } })
    const cases: Array<{ body: object, message: string }> = [
      { body: {}, message: 'At least one agent must be provided' },
      { body: { agent: null, agents: [], user: agent }, message: 'At least one agent must be provided' },
      { body: { agent, agents: [agent] }, message: "Only one of 'agent' or 'agents' should be provided" }
    ]
    for (const { body, message } of cases) {
      const response = await ask('POST /api/sessions', body)
      t.strictSame([response.status, response.body], [400, dialect === 'observed' ? httpError(400, message) : { detail: message }])
    }
  }
})

t.test('with --julep-strict all participants were created', async t => {
  const { ask } = await julep(t, { julepStrict: true })
  const message = 'The specified participant ID is invalid for the given participant type during create'
  t.strictSame((await ask('POST /api/sessions', { agent })).body, { detail: message })
  await ask(`POST /api/agents/${agent}`, { name: 'n' })
  t.strictSame((await ask('POST /api/sessions', { agent, user: agent })).body, { detail: message })
  await ask(`POST /api/users/${agent}`, {})
  t.equal((await ask('POST /api/sessions', { agent, user: agent })).status, 201)
})
