import t from 'tap'
import { brief, httpError, julep, micros, task as madeUp, unknownId } from '../../support/providers/julep.ts'

const template = 'You are {{agent.name}}. {{agent.about}}'

/** An agent with nothing but a name, as the response shows it. */
const bare = (id: string, at: string) => ({
  id,
  metadata: {},
  created_at: at,
  updated_at: at,
  name: 'Writer',
  project: null,
  canonical_name: `agent_${id.slice(0, 8)}`,
  about: '',
  model: '',
  instructions: [],
  default_settings: {},
  default_system_template: template
})

t.test('an agent is created, shown, listed, replaced, changed and deleted', async t => {
  const { ask, advance } = await julep(t)
  const created = await ask('POST /api/agents', { name: 'Writer', unknown: 'ignored' })
  const { id } = created.body
  t.strictSame([created.status, created.body], [201, bare(id, micros(0))])
  t.same(Object.keys(created.body), Object.keys(bare(id, '')))
  t.strictSame((await ask(`GET /api/agents/${id}`)).body, created.body)
  await advance('2s')
  const full = { name: 'Editor', about: 'edits', model: 'gpt-4o', instructions: 'be kind', metadata: { a: 1 }, default_settings: { temperature: 1 }, default_system_template: '{{x}}', project: 'p', canonical_name: 'ed' }
  const replaced = await ask(`PUT /api/agents/${id}`, full)
  const expected = { ...bare(id, micros(0)), ...full, instructions: ['be kind'], updated_at: micros(2) }
  t.strictSame([replaced.status, replaced.body], [200, expected])
  const changed = await ask(`PATCH /api/agents/${id}`, { about: 'writes', name: null, metadata: { b: 2 } })
  t.strictSame([changed.status, changed.body], [200, { ...expected, about: 'writes', metadata: { a: 1, b: 2 } }])
  t.strictSame((await ask('GET /api/agents')).body, { items: [changed.body] })
  const deleted = await ask(`DELETE /api/agents/${id}`)
  t.strictSame([deleted.status, deleted.body], [202, { id, deleted_at: micros(2), jobs: [] }])
  t.strictSame((await ask('GET /api/agents')).body, { items: [] })
})

t.test('a PATCH in the observed dialect resets what it leaves out and has a default', async t => {
  const { ask } = await julep(t, { dialect: { julep: 'observed' } })
  const { id } = (await ask('POST /api/agents', { name: 'Writer', about: 'writes', model: 'gpt-4o', instructions: ['a', 'b'], default_system_template: 'x', metadata: { a: 1 } })).body
  t.strictSame((await ask(`PATCH /api/agents/${id}`, { model: 'gpt-4o-mini' })).body, { ...bare(id, brief(0)), model: 'gpt-4o-mini', metadata: { a: 1 } })
  t.same((await ask(`PATCH /api/agents/${id}`, { instructions: ['c'] })).body.instructions, ['c'])
})

t.test('an agent is created with an id, and replaced at the next call, with the moment and the canonical name that it has', async t => {
  const { ask, advance } = await julep(t)
  const first = await ask(`POST /api/agents/${madeUp.toUpperCase()}`, { name: 'Writer', canonical_name: 'first' })
  t.strictSame([first.status, first.body], [201, { ...bare(madeUp, micros(0)), canonical_name: 'first' }])
  await advance('1s')
  const second = await ask(`POST /api/agents/${madeUp}`, { name: 'Writer', canonical_name: 'second' })
  t.strictSame([second.status, second.body], [201, { ...first.body, updated_at: micros(1) }])
})

t.test('an unknown agent is 404 in the same words in both dialects', async t => {
  for (const dialect of ['documented', 'observed'] as const) {
    const { ask } = await julep(t, { dialect: { julep: dialect } })
    for (const [method, message] of [['GET', 'Agent not found during get'], ['PUT', 'No agent found during update'], ['PATCH', 'No agent found during patch'], ['DELETE', 'No agent found during delete']] as const) {
      const { status, body } = await ask(`${method} /api/agents/${unknownId}`, method === 'PUT' || method === 'PATCH' ? { name: 'n' } : undefined)
      t.strictSame([status, body], [404, httpError(404, message)])
    }
  }
})

t.test('agents are listed by metadata, in both spellings of the filter', async t => {
  const { ask } = await julep(t)
  for (const metadata of [{ team: 'a', size: 3 }, { team: 'b', more: { deep: null } }, { team: null }, {}]) await ask('POST /api/agents', { name: JSON.stringify(metadata), metadata })
  const names = async (query: string) => (await ask(`GET /api/agents?direction=asc&${query}`)).body.items.map(({ name }: { name: string }) => JSON.parse(name))
  t.same(await names('metadata_filter.team=a'), [{ team: 'a', size: 3 }])
  t.same(await names('metadata_filter[team]=b&metadata_filter[more]={"deep":null}'), [{ team: 'b', more: { deep: null } }])
  t.same(await names('metadata_filter.size=3'), [{ team: 'a', size: 3 }])
  t.same(await names('metadata_filter.team=null'), [{ team: null }])
  t.same(await names('metadata_filter.toString=x'), [])
  t.equal((await names('metadata_filter=x')).length, 4)
})

t.test('the tools and the documents of an agent are deleted with it', async t => {
  const { ask } = await julep(t)
  await ask(`POST /api/agents/${madeUp}`, { name: 'Writer' })
  await ask(`POST /api/agents/${madeUp}/tools`, { name: 'search', type: 'system' })
  for (const owner of ['agents', 'users']) await ask(`POST /api/${owner}/${madeUp}/docs`, { title: 't', content: 'c' })
  await ask(`DELETE /api/agents/${madeUp}`)
  for (const path of ['tools', 'docs']) t.strictSame((await ask(`GET /api/agents/${madeUp}/${path}`)).body, { items: [] })
  t.equal((await ask(`GET /api/users/${madeUp}/docs`)).body.items.length, 1)
})

t.test('the models are listed, at a path that is not that of an agent', async t => {
  const { ask } = await julep(t)
  const { status, body } = await ask('GET /api/agents/models')
  t.strictSame([status, body.models[0]], [200, { id: 'claude-3.5-sonnet' }])
})
