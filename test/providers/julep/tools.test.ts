import t from 'tap'
import { httpError, julep, micros, task as agent, unknownId } from '../../support/providers/julep.ts'

const none = { function: null, integration: null, system: null, api_call: null, computer_20241022: null, text_editor_20241022: null, bash_20241022: null }
const path = `/api/agents/${agent}/tools`

t.test('a tool is created, listed, replaced, changed and deleted', async t => {
  const { ask, advance } = await julep(t)
  const created = await ask(`POST ${path}`, { name: 'search', type: 'integration', integration: { provider: 'brave' }, function: { name: 'ignored' } })
  const { id } = created.body
  const tool = { name: 'search', type: 'integration', description: null, ...none, integration: { provider: 'brave' }, created_at: micros(0), updated_at: micros(0), id }
  t.strictSame([created.status, created.body], [201, tool])
  t.strictSame((await ask(`GET ${path}`)).body, { items: [tool] })
  await advance('1s')
  const changed = await ask(`PATCH ${path}/${id}`, { description: 'd', name: null })
  t.strictSame([changed.status, changed.body], [200, { ...tool, description: 'd', updated_at: micros(1) }])
  t.strictSame((await ask(`PATCH ${path}/${id}`, { integration: { provider: 'arxiv' } })).body.integration, { provider: 'arxiv' })
  const replaced = await ask(`PUT ${path}/${id}`, { name: 'sum', type: 'function' })
  t.strictSame([replaced.status, replaced.body], [200, { ...tool, name: 'sum', type: 'function', integration: null, updated_at: micros(1) }])
  const deleted = await ask(`DELETE ${path}/${id}`)
  t.strictSame([deleted.status, deleted.body], [200, { id, deleted_at: micros(1), jobs: [] }])
  t.strictSame((await ask(`GET ${path}`)).body, { items: [] })
})

t.test('a tool is unknown to another agent, and so is one that was not created', async t => {
  const { ask } = await julep(t)
  const { id } = (await ask(`POST ${path}`, { name: 'search', type: 'system' })).body
  const messages = { PUT: 'No tool found during update', PATCH: 'No tool found during patch', DELETE: 'No tool found during delete' }
  for (const place of [`${path}/${unknownId}`, `/api/agents/${unknownId}/tools/${id}`]) {
    for (const [method, message] of Object.entries(messages)) {
      const { status, body } = await ask(`${method} ${place}`, method === 'DELETE' ? undefined : { name: 'n', type: 'system' })
      t.strictSame([status, body], [404, httpError(404, message)], `${method} ${place}`)
    }
  }
})

t.test('with --julep-strict a tool needs an agent that was created', async t => {
  const { ask } = await julep(t, { julepStrict: true })
  const { status, body } = await ask(`POST ${path}`, { name: 'search', type: 'system' })
  t.strictSame([status, body], [404, httpError(404, 'The specified tool or its dependencies do not exist during create')])
})
