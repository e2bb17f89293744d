import { auditServer } from 'graphql-http'
import t from 'tap'
import { credentials as headers } from '../../../support/credentials.ts'
import type { Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'

const getJob = 'query GetJob($jobId: String!) { getJob(jobId: $jobId) { id } }'
const newer = 'application/graphql-response+json'

/** Sends a GET request with these parameters. */
async function get ({ inject }: Double, parameters: Record<string, string>, more: Record<string, string> = {}) {
  const response = await inject({ method: 'GET', url: `/graphql?${new URLSearchParams(parameters)}`, headers: { ...headers, ...more } })
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

t.test('the server passes each audit of the GraphQL-over-HTTP specification', async t => {
  const { app } = await double(t)
  const fetchFn = async (url: string, { method = 'GET', headers, body }: RequestInit = {}) => {
    // as fetch does for a text
    const type = body === undefined ? {} : { 'content-type': 'text/plain;charset=UTF-8' }
    const given = headers as Record<string, string>
    const response = await app.inject({ method: method as 'GET', url, headers: { ...type, ...given }, ...body !== undefined && { payload: body as string } })
    return new Response(response.body, { status: response.statusCode, headers: response.headers as Record<string, string> })
  }
  const results = await auditServer({ url: 'http://localhost/graphql', fetchFn })
  t.ok(results.length > 50)
  t.same(results.flatMap(result => result.status === 'ok' ? [] : `${result.name}: ${result.reason}`), [])
})

t.test('a client that asks for the newer media type gets it, with an HTTP status for each kind of failure', async t => {
  const { ask } = await double(t)
  const cases: Array<{ name: string, body: unknown, headers?: Record<string, string>, json: number, graphql: number }> = [
    { name: 'a result', body: { query: getJob, variables: { jobId: 'x' } }, json: 200, graphql: 200 },
    { name: 'a failure of a resolver', body: { query: '{ getProject(input: {projectId: "x"}) { id } }' }, json: 200, graphql: 200 },
    { name: 'a syntax error', body: { query: '{' }, json: 200, graphql: 400 },
    { name: 'an unknown field', body: { query: '{ nothing }' }, json: 200, graphql: 400 },
    { name: 'a missing variable', body: { query: getJob }, json: 200, graphql: 400 },
    { name: 'an unnamed operation', body: { query: 'query A { __typename } query B { __typename }' }, json: 200, graphql: 400 },
    { name: 'a rejected token', body: { query: getJob, variables: { jobId: 'x' } }, headers: { authorization: 'Bearer expired' }, json: 200, graphql: 401 },
    { name: 'a body that is not a request', body: {}, json: 400, graphql: 400 }
  ]
  for (const { name, body, headers: own = headers, ...status } of cases) {
    const json = await ask('POST /graphql', body, own)
    const graphql = await ask('POST /graphql', body, { ...own, accept: newer })
    t.same([json.status, json.headers['content-type']], [status.json, 'application/json; charset=utf-8'], name)
    t.same([graphql.status, graphql.headers['content-type']], [status.graphql, `${newer}; charset=utf-8`], name)
    t.equal(graphql.text, json.text, name)
  }
})

t.test('the media type is the preferred one of the two', async t => {
  const { ask } = await double(t)
  const cases = [
    { accept: `${newer}, application/json;q=0.9`, preferred: newer },
    { accept: `${newer}, application/graphql+json, application/json, text/event-stream, multipart/mixed`, preferred: newer },
    { accept: `application/json;q=0.5, ${newer.toUpperCase()};q=0.6`, preferred: newer },
    { accept: `application/json, ${newer}`, preferred: 'application/json' },
    { accept: `${newer};q=0.8;x=1, application/json ; q=0.9`, preferred: 'application/json' },
    { accept: `${newer};q=0`, preferred: 'application/json' },
    { accept: `${newer};q=nothing`, preferred: 'application/json' },
    { accept: 'application/*', preferred: 'application/json' },
    { accept: '*/*', preferred: 'application/json' }
  ]
  for (const { accept, preferred } of cases) {
    const { headers: { 'content-type': type } } = await ask('POST /graphql', { query: '{ __typename }' }, { accept })
    t.equal(type, `${preferred}; charset=utf-8`, accept)
  }
})

t.test('a fault responds in the media type for which the client asks', async t => {
  const { ask } = await double(t)
  await ask('POST /__admin/faults', { match: { operation: 'datasaur.getJob' }, then: { status: 503 } })
  const response = await ask('POST /graphql', { query: getJob, variables: { jobId: 'x' } }, { ...headers, accept: newer })
  t.same([response.status, response.headers['content-type'], response.text], [503, `${newer}; charset=utf-8`, '{"errors":[{"message":"Service Unavailable"}]}'])
})

t.test('GET executes queries', async t => {
  const the = await double(t)
  const { id } = await the.make({ provider: 'datasaur' })
  const variables = JSON.stringify({ jobId: id })
  const good = { data: { getJob: { id } }, extensions: {} }
  t.same((await get(the, { query: getJob, variables })).body, good)
  t.same((await get(the, { query: getJob, variables, operationName: 'GetJob', extensions: '{"a":1}' })).body, good)
  t.same((await get(the, { query: `{ getJob(jobId: "${id}") { id } }`, variables: '', operationName: '' })).body, good)
  const { items } = (await the.ask('GET /__admin/requests?operation=datasaur.getJob')).body
  t.same(items.map(({ method, jobs }: any) => [method, jobs]), Array.from({ length: 3 }, () => ['GET', [{ id, state: 'queued' }]]))
})

t.test('GET executes no mutation', async t => {
  const the = await double(t)
  const query = 'mutation ($id: ID!) { calculateAgreementTables(projectId: $id) { id } } query Safe { __typename }'
  const rejected = { errors: [{ message: 'GraphQL is served by POST, and queries by GET too' }] }
  const single = await get(the, { query: 'mutation { calculateAgreementTables(projectId: "p") { id } }' })
  t.same([single.status, single.headers.allow, single.body], [405, 'POST', rejected])
  t.equal((await get(the, { query: query.replace('($id', 'Act ($id'), variables: '{"id":"p"}', operationName: 'Act' })).status, 405)
  t.same((await get(the, { query: query.replace('($id', 'Act ($id'), operationName: 'Safe' })).body, { data: { __typename: 'Query' }, extensions: {} })
  t.match((await get(the, { query: query.replace('($id', 'Act ($id') })).body.errors[0].message, /^Must provide operation name/)
  t.same((await the.ask('GET /__admin/jobs')).body.items, [])
})

t.test('a GET request is rejected like such a body', async t => {
  const the = await double(t)
  const cases = [
    { parameters: {}, message: 'query is required' },
    { parameters: { query: '' }, message: 'query must not be empty' },
    { parameters: { query: getJob, variables: '{' }, message: 'variables is not valid JSON' },
    { parameters: { query: getJob, variables: '5' }, message: 'variables must be an object or null' },
    { parameters: { query: getJob, extensions: '[]' }, message: 'extensions must be an object or null' },
    { parameters: { query: getJob, variables: `{"jobId":${'['.repeat(200)}${']'.repeat(200)}}` }, message: 'variables is nested too deeply: it must have at most 100 levels of objects and lists' }
  ]
  for (const { parameters, message } of cases) {
    const { status, body } = await get(the, parameters as Record<string, string>)
    t.same([status, body], [400, { errors: [{ message }] }], message)
  }
  t.same((await the.ask('GET /graphql?query=a&query=b', undefined, headers)).body, { errors: [{ message: 'query must be a string' }] })
  t.same((await get(the, { query: getJob, variables: '{"jobId":"x"}' }, { authorization: '' })).body, { errors: [{ message: 'Unauthorized', extensions: { type: 'AuthenticationError' } }], data: null })
})

t.test('a fault affects a GET request by its operation and its job', async t => {
  const the = await double(t)
  await the.ask('POST /__admin/faults', { match: { operation: 'datasaur.getJob', job: 'b' }, then: { status: 503 } })
  const statusOf = async (jobId: string) => (await get(the, { query: getJob, variables: JSON.stringify({ jobId }) })).status
  t.same([await statusOf('a'), await statusOf('b')], [200, 503])
})

t.test('JSON can have its variables as a string of JSON', async t => {
  const { ask, make } = await double(t)
  const { id } = await make({ provider: 'datasaur' })
  const send = async (body: object) => await ask('POST /graphql', { query: getJob, ...body }, headers)
  t.same((await send({ variables: JSON.stringify({ jobId: id }), extensions: '{}' })).body, { data: { getJob: { id } }, extensions: {} })
  t.match((await send({ variables: '' })).body.errors[0].message, /^Variable "\$jobId" of required type/)
  t.match((await send({ variables: 'null' })).body.errors[0].message, /^Variable "\$jobId" of required type/)
  t.same([(await send({ variables: '{' })).status, (await send({ variables: '{' })).body], [400, { errors: [{ message: 'variables is not valid JSON' }] }])
  t.same((await send({ variables: '7' })).body, { errors: [{ message: 'variables must be an object or null' }] })
  const deep = `{"jobId":${'['.repeat(200)}${']'.repeat(200)}}`
  t.same((await send({ variables: deep })).body, { errors: [{ message: 'variables is nested too deeply: it must have at most 100 levels of objects and lists' }] })
})
