import t from 'tap'
import { rootOperations } from '../../../../src/providers/datasaur/schema.ts'
import { resolvers } from '../../../../src/providers/datasaur/graphql/resolvers.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { encode } from '../../../support/multipart-body.ts'

// in a file of its own: the first request of a process loads the schema, and each form of a request may be the first
const query = 'query ($id: String!) { getJob(jobId: $id) { id } }'
const credential = { authorization: 'Bearer x' }

t.test('operations are known before the schema is loaded, and requests of every form wait for it', async t => {
  const { ask, inject, make } = await double(t)
  t.same([...rootOperations].sort(), [...Object.keys(resolvers.Query), ...Object.keys(resolvers.Mutation)].map(name => `datasaur.${name}`).sort())
  t.equal((await ask('POST /__admin/requests/verify', { match: { operation: 'datasaur.getJob', arguments: { jobId: 'x' } }, exactly: 0 })).body.ok, true)
  t.equal((await ask('POST /graphql', undefined, credential)).status, 400)
  t.equal((await ask('POST /__admin/requests/verify', { match: { provider: 'datasaur', arguments: { jobId: 'x' } }, exactly: 0 })).body.ok, true)

  const { id } = await make({ provider: 'datasaur' })
  const variables = JSON.stringify({ id })
  const { payload, type } = encode([{ name: 'operations', text: JSON.stringify({ query, variables: { id } }) }, { name: 'map', text: '{}' }])
  const all = await Promise.all([
    inject({ method: 'POST', url: '/graphql', headers: credential, payload: { query, variables: { id } } }),
    inject({ method: 'GET', url: `/graphql?${new URLSearchParams({ query, variables })}`, headers: credential }),
    inject({ method: 'POST', url: '/graphql', headers: { ...credential, 'content-type': 'application/x-www-form-urlencoded' }, payload: `${new URLSearchParams({ query, variables })}` }),
    inject({ method: 'POST', url: '/graphql', headers: { ...credential, 'content-type': type }, payload })
  ])
  t.same(all.map(answer => answer.json().data), all.map(() => ({ getJob: { id } })))
  const { items } = (await ask('GET /__admin/requests?operation=datasaur.getJob')).body
  t.equal(items.length, 4)
  t.equal((await ask('POST /__admin/requests/verify', { match: { operation: 'datasaur.getJob', arguments: { jobId: id } }, exactly: 4 })).body.ok, true)
})
