import t from 'tap'
import { credentials as token } from '../../../support/credentials.ts'
import type { Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { encode, file } from '../../../support/multipart-body.ts'

/** Every way in which a client can say that it wants the tables of project `p1` calculated. */
const spellings: Record<string, { query: string, variables?: unknown, operationName?: string }> = {
  'in a variable': { query: 'mutation ($id: ID!) { calculateAgreementTables(projectId: $id) { id } }', variables: { id: 'p1' } },
  'in the document': { query: 'mutation { calculateAgreementTables(projectId: "p1") { id } }' },
  'in a block string': { query: 'mutation { calculateAgreementTables(projectId: """p1""") { id } }' },
  'as the default of a variable': { query: 'mutation ($id: ID! = "p1") { calculateAgreementTables(projectId: $id) { id } }' },
  'in a fragment': { query: 'mutation { ...F } fragment F on Mutation { x: calculateAgreementTables(projectId: "p1") { id } }' },
  'in one of several operations': { query: 'query A { __typename } mutation B { calculateAgreementTables(projectId: "p1") { id } }', operationName: 'B' },
  'in a string of JSON': { query: 'mutation ($id: ID!) { calculateAgreementTables(projectId: $id) { id } }', variables: '{"id":"p1"}' }
}

async function send ({ ask }: Double, body: object, headers: Record<string, string> = {}) {
  return await ask('POST /graphql', body, { ...token, ...headers })
}

/** Sends the request in a spelling, and one for another project. */
async function sendBoth (the: Double, spelling: string) {
  const request = spellings[spelling]!
  const right = await send(the, request)
  const wrong = await send(the, JSON.parse(JSON.stringify(request).replaceAll('p1', 'p2')) as object)
  return [right, wrong] as const
}

for (const spelling of Object.keys(spellings)) {
  t.test(`arguments ${spelling}: lifecycle rules, fault rules and the journal match them`, async t => {
    const the = await double(t)
    const match = { operation: 'datasaur.calculateAgreementTables', arguments: { projectId: 'p1' } }
    await the.ask('POST /__admin/lifecycles/rules', { ...match, lifecycle: 'failure' })
    await sendBoth(the, spelling)
    const { items: jobs } = (await the.ask('GET /__admin/jobs')).body
    t.same(jobs.map(({ lifecycle, input }: any) => [lifecycle, input.projectId]), [['success', 'p2'], ['failure', 'p1']])
    t.same((await the.ask('POST /__admin/requests/find', { match })).body.items.map(({ id }: any) => id), ['req-1'])

    await the.ask('POST /__admin/faults', { match, then: { status: 503 } })
    t.same((await sendBoth(the, spelling)).map(({ status }) => status), [503, 200])
    await the.ask('DELETE /__admin/faults')
    await the.ask('POST /__admin/faults', { match: { job: 'p1' }, then: { status: 503 } })
    t.same((await sendBoth(the, spelling)).map(({ status }) => status), [503, 200])
    await the.ask('DELETE /__admin/faults')
    await the.ask('POST /__admin/faults', { match, then: { lifecycle: 'stuck' } })
    await sendBoth(the, spelling)
    t.equal((await the.ask('GET /__admin/jobs?limit=2')).body.items.map(({ lifecycle }: any) => lifecycle).join(), 'success,stuck')
  })
}

t.test('a lifecycle rule looks at the field that starts the job, not at the others of the request', async t => {
  const the = await double(t)
  await the.ask('POST /__admin/lifecycles/rules', { provider: 'datasaur', arguments: { projectId: 'p1' }, lifecycle: 'failure' })
  await send(the, { query: 'mutation { a: calculateAgreementTables(projectId: "p1") { id } b: calculateAgreementTables(projectId: "p2") { id } }' })
  const { items } = (await the.ask('GET /__admin/jobs')).body
  t.same(items.map(({ lifecycle, input }: any) => [lifecycle, input.projectId]), [['success', 'p2'], ['failure', 'p1']])
})

t.test('inputs, enums, lists and files are matched by their parts', async t => {
  const the = await double(t)
  const documents = [{ fileName: 'b.txt', file: { size: 3 } }]
  await the.ask('POST /__admin/lifecycles/rules', { provider: 'datasaur', arguments: { input: { name: 'Bad', documentSettings: { kind: 'TOKEN_BASED' } } }, lifecycle: 'failure' })
  await the.ask('POST /__admin/lifecycles/rules', { operation: 'datasaur.launchTextProjectAsync', arguments: { input: { documents } }, lifecycle: 'stuck' })
  await the.ask('POST /__admin/lifecycles/rules', { operation: 'datasaur.exportTextProject', arguments: { input: { format: 'CSV' } }, lifecycle: 'flicker' })
  await send(the, { query: 'mutation { launchTextProjectAsync(input: {name: "Bad", documentSettings: {kind: TOKEN_BASED}}) { name } }' })
  const query = 'mutation ($input: LaunchTextProjectInput!) { launchTextProjectAsync(input: $input) { name } }'
  const { payload, type } = encode([
    { name: 'operations', text: JSON.stringify({ query, variables: { input: { name: 'Good', documentSettings: {}, documents: [{ fileName: 'b.txt', file: null }] } } }) },
    { name: 'map', text: '{"1":["variables.input.documents.0.file"]}' },
    file('1', 'b.txt', 'two')
  ])
  await the.inject({ method: 'POST', url: '/graphql', payload, headers: { ...token, 'content-type': type } })
  await send(the, { query: 'mutation { createProject(input: {name: "Bad", kinds: [], documents: []}) { name } }' })
  const { items } = (await the.ask('GET /__admin/jobs')).body
  t.same(items.map(({ lifecycle }: any) => lifecycle), ['success', 'stuck', 'failure'])
  const ofFile = { match: { provider: 'datasaur', arguments: { input: { documents } } } }
  t.same((await the.ask('POST /__admin/requests/count', ofFile)).body, { count: 1, possible: 1, dropped: 0 })
})

t.test('the arguments in a form and in a URL are matched', async t => {
  const the = await double(t)
  const query = 'query ($ids: [String!]!) { getJobs(jobIds: $ids) { id } }'
  const form = new URLSearchParams({ query, variables: '{"ids":["a","b"]}' }).toString()
  const match = { operation: 'datasaur.getJobs', arguments: { jobIds: ['b'] } }
  const sendAll = async () => [
    await the.inject({ method: 'POST', url: '/graphql', payload: form, headers: { ...token, 'content-type': 'application/x-www-form-urlencoded' } }),
    await the.inject({ method: 'GET', url: `/graphql?${form}`, headers: token }),
    await the.inject({ method: 'GET', url: `/graphql?${new URLSearchParams({ query: '{ getJobs(jobIds: ["a"]) { id } }' }).toString()}`, headers: token })
  ].map(({ statusCode }) => statusCode)
  t.same(await sendAll(), [200, 200, 200])
  t.same((await the.ask('POST /__admin/requests/count', { match })).body, { count: 2, possible: 2, dropped: 0 })
  await the.ask('POST /__admin/faults', { match, then: { status: 503 } })
  t.same(await sendAll(), [503, 503, 200])
})

t.test('the journal says in what the arguments of a request differ', async t => {
  const the = await double(t)
  const whyOf = async (query: string, args: object) => {
    await the.ask('DELETE /__admin/requests')
    await send(the, { query })
    const { verdict, nearest } = (await the.ask('POST /__admin/requests/verify', { match: { provider: 'datasaur', arguments: args } })).body
    return [verdict, nearest[0].why]
  }
  t.same(await whyOf('{ getJob(jobId: "a") { id } }', { jobId: 'b' }), ['failed', ['arguments.jobId is "a", not "b"']])
  t.same(await whyOf('{ a: getJob(jobId: "a") { id } b: getJob(jobId: "b") { id } }', { jobId: 'c' }), ['failed', ['no field has these arguments: {"jobId":"c"}']])
  t.same(await whyOf('{', { jobId: 'c' }), ['failed', ['it has no such field: {"jobId":"c"}']])
  t.same(await whyOf('query A { getJob(jobId: "c") { id } } query B { __typename }', { jobId: 'c' }), ['failed', ['it has no such field: {"jobId":"c"}']])
  t.same(await whyOf(`{ getJob(jobId: "c") { id } } #${'x'.repeat(20_000)}`, { jobId: 'c' }), ['evicted', ['arguments is not known: the bodies are kept up to 16 kB']])
})

t.test('arguments are for GraphQL providers, which must be named', async t => {
  const { ask } = await double(t, { providers: ['datasaur', 'julep', 'waveline'] })
  const cases = [{ provider: 'waveline' }, { operation: 'julep.createExecution' }, {}]
  for (const about of cases) {
    const match = { ...about, arguments: { a: 1 } }
    const name = JSON.stringify(about)
    t.match((await ask('POST /__admin/faults', { match, then: { status: 503 } })).body.error, { code: 'INVALID_FIELD', field: 'match.arguments' }, name)
    t.same((await ask('POST /__admin/requests/count', { match })).body.error.message, 'match.arguments: is for GraphQL providers (datasaur): give its operation or provider too', name)
    t.match((await ask('POST /__admin/lifecycles/rules', { ...match, lifecycle: 'failure' })).body.error, { code: 'INVALID_FIELD', field: 'arguments' }, name)
  }
  const wrong = await ask('POST /__admin/lifecycles/rules', { provider: 'datasaur', arguments: 'x', lifecycle: 'failure' })
  t.same([wrong.status, wrong.body.error.field], [400, 'arguments'])
})

t.test('a snapshot keeps the arguments of rules', async t => {
  const { ask } = await double(t)
  const rule = { provider: 'datasaur', arguments: { projectId: 'p1' } }
  await ask('POST /__admin/lifecycles/rules', { ...rule, lifecycle: 'failure' })
  await ask('POST /__admin/faults', { match: rule, then: { status: 503 } })
  const { body: snapshot } = await ask('GET /__admin/snapshot')
  t.equal((await ask('PUT /@other/__admin/snapshot', snapshot)).status, 200)
  t.match((await ask('GET /@other/__admin/lifecycles/rules')).body.items, [rule])
  t.match((await ask('GET /@other/__admin/faults')).body.items, [{ match: rule }])
})

t.test('a request without a body has no arguments, also before the first with one', async t => {
  const { ask, app } = await double(t)
  await app.inject({ method: 'POST', url: '/graphql', headers: token })
  t.match((await ask('POST /__admin/requests/count', { match: { provider: 'datasaur', arguments: { jobId: 'x' } } })).body, { count: 0 })
})
