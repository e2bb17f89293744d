import t from 'tap'
import { brief, httpError, julep, micros, task as owner, unknownId } from '../../support/providers/julep.ts'

const notes = { title: 'Notes', content: ['one apple', 'two pears'], metadata: { a: 1 }, embed_instruction: null }

const shown = (id: string, at: string) => ({
  id,
  metadata: { a: 1 },
  created_at: at,
  title: 'Notes',
  content: ['one apple', 'two pears'],
  embeddings: null,
  modality: 'text',
  language: 'english',
  embedding_model: 'text-embedding-3-large',
  embedding_dimensions: 1024
})

t.test('a document for an agent or a user is kept, and starts the job that embeds it', async t => {
  for (const role of ['agents', 'users']) {
    const { ask, advance } = await julep(t)
    await advance('1s')
    const { status, body } = await ask(`POST /api/${role}/${owner}/docs`, notes)
    const doc = shown(body.id, micros(1))
    t.strictSame([status, body], [201, { ...doc, jobs: body.jobs }])
    t.equal(body.jobs.length, 1)
    t.match((await ask(`GET /api/jobs/${body.jobs[0]}`)).body, { name: 'EmbedDocsWorkflow', state: 'pending' })
    t.match((await ask(`GET /__admin/jobs/${body.jobs[0]}`)).body, { kind: 'EmbedDocsWorkflow', input: notes })
    await advance('5s')
    t.equal((await ask(`GET /api/jobs/${body.jobs[0]}`)).body.state, 'succeeded')
    t.strictSame((await ask(`GET /api/docs/${body.id}`)).body, doc)
    t.strictSame((await ask(`GET /api/${role}/${owner}/docs?metadata_filter.a=1`)).body, { items: [doc] })
    t.strictSame((await ask(`GET /api/${role}/${unknownId}/docs`)).body, { items: [] })
    const deleted = await ask(`DELETE /api/${role}/${owner}/docs/${body.id}`)
    t.strictSame([deleted.status, deleted.body], [202, { id: body.id, deleted_at: micros(6), jobs: [] }])
    t.strictSame((await ask(`GET /api/docs/${body.id}`)).body, httpError(404, 'No doc found during get'))
  }
})

t.test('the content of a document is shown as it was sent, and in the observed dialect as a list', async t => {
  for (const [dialect, content, at] of [['documented', 'text', micros(0)], ['observed', ['text'], brief(0)]] as const) {
    const { ask } = await julep(t, { dialect: { julep: dialect } })
    const { body } = await ask(`POST /api/users/${owner}/docs`, { title: 'Notes', content: 'text', metadata: { a: 1 } })
    t.strictSame(body, { ...shown(body.id, at), content, jobs: body.jobs })
  }
})

t.test('a lifecycle rule can match documents of users and not those of agents', async t => {
  const { ask } = await julep(t, { dialect: { julep: 'observed' } })
  await ask('POST /__admin/lifecycles/rules', { operation: 'julep.createUserDoc', lifecycle: 'instant' })
  for (const [role, state] of [['agents', 'in_progress'], ['users', 'succeeded']]) {
    const { body } = await ask(`POST /api/${role}/${owner}/docs`, { title: 't', content: 'c' })
    t.equal((await ask(`GET /api/jobs/${body.jobs[0]}`)).body.state, state)
  }
})

t.test('a search finds the pieces with most of its words first', async t => {
  const { ask } = await julep(t)
  const add = async (title: string, content: string | string[], metadata = {}) => (await ask(`POST /api/agents/${owner}/docs`, { title, content, metadata })).body.id
  const fruit = await add('Fruit', ['a red apple', 'a green pear'], { kind: 'fruit' })
  const cars = await add('Cars', 'a red car')
  await ask(`POST /api/users/${owner}/docs`, { title: 'Other', content: 'a red apple' })
  const search = async (body: object) => (await ask(`POST /api/agents/${owner}/search`, body)).body
  const hit = (id: string, title: string, index: number, content: string, distance: number, metadata = {}) =>
    ({ metadata, owner: { id: owner, role: 'agent' }, id, title, snippet: { index, content, embedding: null }, distance })
  const apple = hit(fruit, 'Fruit', 0, 'a red apple', 0, { kind: 'fruit' })
  t.strictSame(await search({ text: 'RED apple' }), { docs: [apple, hit(cars, 'Cars', 0, 'a red car', 0.5)], time: 0.01 })
  t.strictSame((await search({ text: 'red apple', limit: 1 })).docs, [apple])
  t.strictSame((await search({ text: 'red apple', metadata_filter: { kind: 'fruit' } })).docs, [apple])
  for (const text of ['blue', '', '?!']) t.strictSame((await search({ text })).docs, [], text)
  t.equal((await search({ vector: [0.1] })).docs.length, 3)
})

t.test('documents are deleted by metadata, or all, or none', async t => {
  const { ask } = await julep(t)
  const ids = []
  for (const metadata of [{ a: 1 }, { a: 2 }, {}]) ids.push((await ask(`POST /api/agents/${owner}/docs`, { title: 't', content: 'c', metadata })).body.id)
  const remove = async (body: object) => {
    const { status, body: { items } } = await ask(`DELETE /api/agents/${owner}/docs`, body)
    t.equal(status, 202)
    return items.map(({ id }: { id: string }) => id)
  }
  t.strictSame(await remove({}), [])
  t.strictSame(await remove({ metadata_filter: { a: 1 } }), [ids[0]])
  t.strictSame(await remove({ delete_all: true }), ids.slice(1))
})

t.test('a document is unknown to another owner', async t => {
  const { ask } = await julep(t)
  const { id } = (await ask(`POST /api/agents/${owner}/docs`, { title: 't', content: 'c' })).body
  for (const place of [`/api/users/${owner}/docs/${id}`, `/api/agents/${owner}/docs/${unknownId}`]) {
    const { status, body } = await ask(`DELETE ${place}`)
    t.strictSame([status, body], [404, httpError(404, 'No doc found during delete')])
  }
})

t.test('texts have vectors of their own, the same at each request', async t => {
  const { ask } = await julep(t)
  const { vectors } = (await ask('POST /api/embed', { text: ['a', 'b', 'a'] })).body
  t.same(vectors.map(({ length }: number[]) => length), [1024, 1024, 1024])
  t.ok(vectors[0].every((value: number) => value >= -1 && value <= 1))
  t.same(vectors[0], vectors[2])
  t.notSame(vectors[0], vectors[1])
  t.same((await ask('POST /api/embed', { text: 'b' })).body.vectors, [vectors[1]])
})

t.test('a request embeds at most 200 texts: the vectors of 60,000 would block the server for a minute', async t => {
  const { ask } = await julep(t)
  t.equal((await ask('POST /api/embed', { text: Array(200).fill('a') })).body.vectors.length, 200)
  const { status, body } = await ask('POST /api/embed', { text: Array(201).fill('a') })
  t.strictSame([status, body], [413, { detail: 'Request Entity Too Large' }])
})

t.test('a document for which there is no room is not kept, and starts no job', async t => {
  const { ask } = await julep(t, { maxThings: 1 })
  await ask(`POST /api/agents/${owner}/docs`, { title: 't', content: 'c' })
  t.equal((await ask(`POST /api/agents/${owner}/docs`, { title: 't', content: 'c' })).status, 507)
  t.equal((await ask('GET /__admin/jobs')).body.total, 1)
})

t.test('with --julep-strict a document needs an owner that was created', async t => {
  const { ask } = await julep(t, { julepStrict: true })
  for (const role of ['agents', 'users']) {
    const { status, body } = await ask(`POST /api/${role}/${owner}/docs`, { title: 't', content: 'c' })
    t.strictSame([status, body], [404, httpError(404, 'The specified doc or its dependencies do not exist during create')])
    await ask(`POST /api/${role}/${owner}`, { name: 'n' })
    t.equal((await ask(`POST /api/${role}/${owner}/docs`, { title: 't', content: 'c' })).status, 201)
  }
})
