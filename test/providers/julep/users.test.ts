import t from 'tap'
import { brief, httpError, julep, micros, task as madeUp, unknownId } from '../../support/providers/julep.ts'

const bare = (id: string, at: string) => ({ id, metadata: {}, created_at: at, updated_at: at, name: '', about: '', project: null })

t.test('a user is created, shown, listed, replaced, changed and deleted', async t => {
  const { ask, advance } = await julep(t)
  const created = await ask('POST /api/users', {})
  const { id } = created.body
  t.strictSame([created.status, created.body], [201, bare(id, micros(0))])
  await advance('1s')
  const full = { name: 'Ada', about: 'counts', project: 'p', metadata: { a: 1 } }
  const replaced = await ask(`PUT /api/users/${id}`, full)
  t.strictSame([replaced.status, replaced.body], [200, { ...bare(id, micros(0)), ...full, updated_at: micros(1) }])
  const changed = await ask(`PATCH /api/users/${id}`, { about: 'codes', metadata: { b: 2 } })
  t.strictSame([changed.status, changed.body], [200, { ...replaced.body, about: 'codes', metadata: { a: 1, b: 2 } }])
  t.strictSame((await ask(`GET /api/users/${id}`)).body, changed.body)
  const other = await ask(`POST /api/users/${madeUp}`, { name: 'Bob' })
  t.strictSame([other.status, other.body], [201, { ...bare(madeUp, micros(1)), name: 'Bob' }])
  t.strictSame((await ask('GET /api/users?metadata_filter.a=1')).body, { items: [changed.body] })
  const deleted = await ask(`DELETE /api/users/${id}`)
  t.strictSame([deleted.status, deleted.body], [202, { id, deleted_at: micros(1), jobs: [] }])
  t.strictSame((await ask('GET /api/users')).body, { items: [other.body] })
})

t.test('a PATCH in the observed dialect resets the name and the text about a user that it leaves out', async t => {
  const { ask } = await julep(t, { dialect: { julep: 'observed' } })
  const { id } = (await ask('POST /api/users', { name: 'Ada', about: 'counts' })).body
  t.strictSame((await ask(`PATCH /api/users/${id}`, { name: 'Eve' })).body, { ...bare(id, brief(0)), name: 'Eve' })
})

t.test('an unknown user is 404, and the documents of a user are deleted with it', async t => {
  const { ask } = await julep(t)
  for (const [method, message] of [['GET', 'User not found during get'], ['PUT', 'No user found during update'], ['PATCH', 'No user found during patch'], ['DELETE', 'No user found during delete']] as const) {
    const { status, body } = await ask(`${method} /api/users/${unknownId}`, method === 'PUT' || method === 'PATCH' ? {} : undefined)
    t.strictSame([status, body], [404, httpError(404, message)])
  }
  await ask(`POST /api/users/${madeUp}`, {})
  await ask(`POST /api/users/${madeUp}/docs`, { title: 't', content: 'c' })
  await ask(`DELETE /api/users/${madeUp}`)
  t.strictSame((await ask(`GET /api/users/${madeUp}/docs`)).body, { items: [] })
})
