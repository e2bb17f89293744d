import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { serve } from '../support/e2e/program.ts'

/** Sends requests as the documentation prints them. */
function clientOf (t: Test, base: string, token?: string) {
  return async (method: string, path: string, body?: object): Promise<any> => {
    const headers = { 'Content-Type': 'application/json', ...token !== undefined && { Authorization: `Bearer ${token}` } }
    const response = await fetch(`${base}${path}`, { method, headers, ...body && { body: JSON.stringify(body) } })
    t.equal(response.status, 200, `${method} ${path}`)
    return await response.json()
  }
}

t.test('quick start: a client authenticates, starts a job and waits for its output, with only the base URL changed', async t => {
  const { url } = await serve(t, ['--clock', 'scaled@25'])
  const { authenticated, token } = await clientOf(t, url)('POST', '/bim/apikey/authenticate', { apikey: '846e9e43c86a4c71be14290d95127d13' })
  t.equal(authenticated, true)

  const immuta = clientOf(t, url, token)
  const id = await immuta('PUT', '/snowflake/handler/30/triggerHighCardinalityJob')
  t.type(id, 'string')
  t.match(await immuta('POST', '/jobs/statuses', { jobIds: [id], wait: 0, pollInterval: 1 }), { [id]: { id, state: /^(created|active|completed)$/, output: null } })
  t.same(await immuta('POST', '/jobs/statuses', { jobIds: [id], wait: -1, pollInterval: 1 }), { [id]: { id, state: 'completed', output: null } })

  const { bulkId } = await immuta('PUT', '/dataSource/bulk/tags', { ids: [22, 39], update: { tags: [{ name: 'pii' }] } })
  t.equal(Object.keys(await immuta('GET', `/jobs?bulkId=${bulkId}`)).length, 2)
  t.match(await immuta('GET', '/jobs/search?jobType=highCardinality'), { jobs: [{ id, state: 'completed' }], next: null })
  t.match(await immuta('GET', '/jobs/summary?jobType=highCardinality'), { jobType: [{ jobType: 'highCardinality', states: { completed: 1 } }] })
})

t.test('quick start: a public client enrolls the tables of a schema and waits by their connection, with only the base URL changed', async t => {
  const { url } = await serve(t, ['--clock', 'scaled@25'])
  const { token } = await clientOf(t, url)('POST', '/bim/iam/bim/user/authenticate', { username: 'ann@example.com', password: 'swordfish' })
  const immuta = clientOf(t, url, token)
  const { profile } = await immuta('GET', '/bim/rpc/user/current')
  const handler = ['customers', 'orders'].map(table => ({
    metadata: { hostname: 'psql.example.com', port: 5432, ssl: true, username: 'ann', password: 'p', database: 'shop', schema: 'public', table, dataSourceName: `pg_public_${table}` }
  }))

  const { connectionString } = await immuta('POST', '/pg/handler', {
    handler, dataSource: { blobHandlerType: 'PostgreSQL', type: 'queryable' }, schemaEvolution: { ownerProfileId: profile.id, disabled: true }
  })
  let left
  do {
    left = (await immuta('GET', `/jobs?connectionString=${connectionString}`)).pending
    await setTimeout(50)
  } while (left > 0)

  const { hits, count } = await immuta('GET', '/dataSource?searchText=pg_public&nameOnly=false&mode=0&size=50&offset=0')
  t.same([count, hits.map(({ name }: { name: string }) => name)], [2, ['pg_public_customers', 'pg_public_orders']])
  t.match(await immuta('GET', `/dataSource/${hits[0].id}?updateStats=false`), { id: hits[0].id, name: 'pg_public_customers', connectionString })
})
