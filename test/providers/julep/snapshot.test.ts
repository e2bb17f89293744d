import t from 'tap'
import { julep, task as agent } from '../../support/providers/julep.ts'

t.test('a snapshot has all that clients keep at Julep, and a sandbox that is restored from it shows the same', async t => {
  const { ask, start, advance } = await julep(t)
  await ask(`POST /api/agents/${agent}`, { name: 'Writer', instructions: ['be kind'], metadata: { a: 1 } })
  await ask(`POST /api/agents/${agent}/tools`, { name: 'search', type: 'integration', integration: { provider: 'brave' } })
  await ask(`POST /api/agents/${agent}/tools`, { name: 'sum', type: 'function' })
  const { id: taskId } = (await ask(`POST /api/agents/${agent}/tasks`, { name: 'T', main: [{ get: 'x', label: 'first' }, { log: 'y' }, { prompt: 'p' }] })).body
  const { id } = await start({ input: {} }, taskId)
  await ask(`POST /api/users/${agent}`, { name: 'Ada' })
  await ask(`POST /api/sessions/${agent}`, { agent, context_overflow: 'truncate', recall_options: { mode: 'text' } })
  await ask(`POST /api/sessions/${agent}/chat`, { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi!' }] }] })
  for (const content of ['text', ['one', 'two']]) await ask(`POST /api/users/${agent}/docs`, { title: 't', content })
  await ask('POST /api/secrets', { name: 'key', value: 'v' })
  await advance('3s')

  const { status } = await ask('PUT /@copy/__admin/snapshot', (await ask('GET /__admin/snapshot')).body)
  t.equal(status, 200)
  const paths = ['agents', `agents/${agent}/tools`, `agents/${agent}/tasks`, `executions/${id}`, `executions/${id}/transitions`, 'users', 'sessions', `sessions/${agent}/history`, `users/${agent}/docs`, 'secrets']
  for (const path of paths) {
    const { body } = await ask(`GET /api/${path}`)
    t.not(JSON.stringify(body), '{"items":[]}', path)
    t.strictSame((await ask(`GET /@copy/api/${path}`)).body, body, path)
  }
})
