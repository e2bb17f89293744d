import t from 'tap'
import { julep, micros, task } from './helper.ts'

t.test('a document for an agent or a user starts the job that embeds it', async t => {
  for (const owner of ['agents', 'users']) {
    const { ask, advance } = await julep(t)
    await advance('1s')
    const doc = { title: 'Notes', content: ['one', 'two'], metadata: { a: 1 }, embed_instruction: null }
    const { status, body } = await ask(`POST /api/${owner}/${task}/docs`, doc)
    t.same([status, Object.keys(body), body.created_at, body.jobs.length], [201, ['id', 'created_at', 'jobs'], micros(1), 1])
    t.not(body.id, body.jobs[0])
    t.match((await ask(`GET /api/jobs/${body.jobs[0]}`)).body, { name: 'EmbedDocsWorkflow', state: 'pending' })
    t.match((await ask(`GET /__admin/jobs/${body.jobs[0]}`)).body, { kind: 'EmbedDocsWorkflow', input: doc })
    await advance('5s')
    t.equal((await ask(`GET /api/jobs/${body.jobs[0]}`)).body.state, 'succeeded')
  }
})

t.test('a lifecycle rule can match documents of users and not those of agents', async t => {
  const { ask } = await julep(t, { dialect: { julep: 'observed' } })
  await ask('POST /__admin/lifecycles/rules', { operation: 'julep.createUserDoc', lifecycle: 'instant' })
  for (const [owner, state] of [['agents', 'in_progress'], ['users', 'succeeded']]) {
    const { body } = await ask(`POST /api/${owner}/${task}/docs`, { title: 't', content: 'c' })
    t.equal((await ask(`GET /api/jobs/${body.jobs[0]}`)).body.state, state)
  }
})
