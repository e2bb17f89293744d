import t from 'tap'
import { moment } from '../../support/double.ts'
import { datasaur as double } from '../../support/providers/double.ts'

const token = { authorization: 'Bearer <access_token>' }
const token1 = { authorization: 'Bearer abc' }
const getJob = 'query GetJobQuery($jobId: String!) { result: getJob(jobId: $jobId) { id status progress } }'
const input = { labelerEmail: 'demo@datasaur.ai', options: { numberOfFilesPerRequest: 0, serviceProvider: 'CUSTOM' }, projectId: 'HvdyIL2iwZn', targetAPI: { endpoint: 'https://custom-model.api.com/predict', secretKey: 'secret' } }
const autoLabel = 'mutation AutoLabelTokenBasedProjectMutation($input: AutoLabelTokenBasedProjectInput!) { result: autoLabelTokenBasedProject(input: $input) { id status progress } }'
const whole = '{ id status progress createdAt updatedAt errors { id stack args } result resultId additionalData { automationActivityId } __typename }'

t.test('the documented flow: start auto-labelling, then poll until the job is DELIVERED', async t => {
  const { ask, advance } = await double(t)
  const { body } = await ask('POST /graphql', { operationName: 'AutoLabelTokenBasedProjectMutation', variables: { input }, query: autoLabel }, token1)
  const { id } = body.data.result
  t.match(id, /^AutoLabelQueue:[0-9a-f-]{36}$/)
  t.same(body, { data: { result: { id, status: 'QUEUED', progress: 0 } }, extensions: {} })
  const seen = []
  for (const by of ['1s', '2s', '2s']) {
    await advance(by)
    seen.push((await ask('POST /graphql', { operationName: 'GetJobQuery', variables: { jobId: id }, query: getJob }, token1)).text)
  }
  const at = (status: string, progress: number) => JSON.stringify({ data: { result: { id, status, progress } }, extensions: {} })
  t.same(seen, [at('IN_PROGRESS', 0), at('IN_PROGRESS', 50), at('DELIVERED', 100)])
})

t.test('in the observed dialect progress stays 0 until the end', async t => {
  const { ask, make, advance } = await double(t, { dialect: { datasaur: 'observed' } })
  const { id } = await make({ provider: 'datasaur' })
  const seen = []
  for (const by of ['3s', '2s']) {
    await advance(by)
    seen.push((await ask('POST /graphql', { query: getJob, variables: { jobId: id } }, token1)).body.data.result)
  }
  t.same(seen, [{ id, status: 'IN_PROGRESS', progress: 0 }, { id, status: 'DELIVERED', progress: 0 }])
})

t.test('the key of a client’s model is not kept', async t => {
  const { ask } = await double(t)
  await ask('POST /graphql', { variables: { input }, query: autoLabel }, token1)
  const { items } = (await ask('GET /__admin/jobs')).body
  t.same(items[0].input, { ...input, targetAPI: { ...input.targetAPI, secretKey: '…' } })
})

t.test('a job has all its fields, and errors after it has failed', async t => {
  const { ask, make, advance } = await double(t)
  const jobs = []
  for (const given of [{}, { error: { message: 'boom', file: 'a.txt' } }, { error: 'boom' }, { error: { code: 7 } }]) jobs.push(await make({ provider: 'datasaur', lifecycle: 'failure', ...given }))
  const cancelled = await make({ provider: 'datasaur', lifecycle: 'cancelled' })
  await advance('5s')
  const { body } = await ask('POST /graphql', { query: `query ($ids: [String!]!) { getJobs(jobIds: $ids) ${whole} }`, variables: { ids: [...jobs, cancelled].map(({ id }) => id) } }, token1)
  const [first] = body.data.getJobs
  t.same(first, {
    id: jobs[0].id,
    status: 'FAILED',
    progress: 60,
    createdAt: moment(0),
    updatedAt: moment(5),
    errors: [{ id: jobs[0].id, stack: 'Error: The job failed', args: {} }],
    result: null,
    resultId: null,
    additionalData: null,
    __typename: 'Job'
  })
  t.same(body.data.getJobs.map((job: { errors: Array<{ stack: string, args: unknown }> }) => job.errors.map(({ stack, args }) => [stack, args])), [
    [['Error: The job failed', {}]], [['Error: boom', { file: 'a.txt' }]], [['Error: boom', {}]], [['Error: {"code":7}', { code: 7 }]], [['Error: The job is cancelled', {}]]
  ])
})

t.test('an unknown job is null, and is omitted from a list', async t => {
  const { ask, make } = await double(t, { providers: ['datasaur', 'waveline'] })
  const { id } = await make({ provider: 'datasaur' })
  const other = await make({ provider: 'waveline' })
  const list = async (ids: string[]) => (await ask('POST /graphql', { query: `{ getJobs(jobIds: ${JSON.stringify(ids)}) { id } }` }, token1)).body.data.getJobs
  t.same((await ask('POST /graphql', { query: getJob, variables: { jobId: 'unknown' } }, token1)).body, { data: { result: null }, extensions: {} })
  t.same(await list(['unknown', id, other.id, id]), [{ id }])
  t.same(await list([]), [])
})

t.test('operationName is ignored in a document with one operation, and chooses among several', async t => {
  const { ask, make } = await double(t)
  const { id } = await make({ provider: 'datasaur' })
  for (const operationName of ['Whatever1', 'GetJobQuery', '', null, undefined]) {
    for (let times = 0; times < 3; times++) {
      const { body } = await ask('POST /graphql?operationName=ignored', { query: getJob, variables: { jobId: id }, operationName }, token1)
      t.equal(body.data.result.id, id, `${operationName}`)
    }
  }
  const two = `query One { one: getJob(jobId: "${id}") { ...Short } } query Two { two: getJob(jobId: "${id}") { ...Short } } fragment Short on Job { status }`
  for (let times = 0; times < 3; times++) {
    for (const operationName of ['One', 'Two']) {
      t.same(Object.keys((await ask('POST /graphql', { query: two, operationName }, token1)).body.data), [operationName.toLowerCase()])
    }
  }
  const neither = await ask('POST /graphql', { query: two, operationName: 'Three' }, token1)
  t.same([neither.status, neither.body], [200, { errors: [{ message: 'Unknown operation named "Three".' }] }])
  t.same((await ask('POST /graphql', { query: two }, token1)).body, { errors: [{ message: 'Must provide operation name if query contains multiple operations.' }] })
})

t.test('a request without a valid token gets no data; introspection needs no token', async t => {
  const { ask } = await double(t)
  const refusal = { errors: [{ message: 'Unauthorized', extensions: { type: 'AuthenticationError' } }], data: null }
  for (const headers of [{}, { authorization: '' }, { authorization: 'abc' }, { authorization: 'Bearer invalid' }, { authorization: 'Bearer expired' }, { authorization: 'Bearer' }] as Array<Record<string, string>>) {
    const { status, body } = await ask('POST /graphql', { query: getJob, variables: { jobId: 'x' } }, headers)
    t.same([status, body], [200, refusal], JSON.stringify(headers))
  }
  t.same((await ask('POST /graphql', { query: '{ __typename __schema { queryType { name } } }' })).body, { data: { __typename: 'Query', __schema: { queryType: { name: 'Query' } } }, extensions: {} })
  t.same((await ask('POST /graphql', { query: '{ __typename getJob(jobId: "x") { id } }' })).body, refusal)
  t.same((await ask('POST /graphql', { query: 'fragment F on Query { getJob(jobId: "x") { id } } { ...F }' })).body, refusal)
  t.equal((await ask('POST /graphql', { query: getJob, variables: { jobId: 'x' } }, token)).status, 200)
})

t.test('invalid GraphQL gets an error of GraphQL: 200 if the request was well formed, else 400', async t => {
  const { ask, inject } = await double(t)
  const messages = async (body: object) => {
    const response = await ask('POST /graphql', body, token1)
    return [response.status, response.body.errors.map((error: { message: string }) => error.message)]
  }
  t.same(await messages({ query: '{ getJob' }), [200, ['Syntax Error: Expected Name, found <EOF>.']])
  t.same(await messages({ query: '{ nothing }' }), [200, ['Cannot query field "nothing" on type "Query".']])
  t.same(await messages({ query: getJob }), [200, ['Variable "$jobId" of required type "String!" was not provided.']])
  t.same(await messages({ query: getJob, variables: { jobId: 5 } }), [200, ['Variable "$jobId" got invalid value 5; String cannot represent a non string value: 5']])
  t.same(await messages({ query: '{a'.repeat(9000) }), [200, ['The query is nested too deeply: at most 25 levels are allowed']])
  t.same(await messages({ query: `{ getJobs(jobIds: [${'"x" '.repeat(20_001)}]) { id } }` }), [200, ['Syntax Error: Document contains more that 20000 tokens. Parsing aborted.']])
  t.same(await messages({ query: `{ a }${' '.repeat(200_000)}` }), [400, ['query must have at most 200000 characters']])
  for (let documents = 0; documents < 250; documents++) t.equal((await messages({ query: `{ nothing${documents} }` }))[0], 200)
  t.same(await messages({}), [400, ['query is required']])
  t.same(await messages({ query: '' }), [400, ['query must not be empty']])
  t.same(await messages({ query: getJob, variables: 'x' }), [400, ['variables is not valid JSON']])
  t.same(await messages([]), [400, ['The request body must be an object']])
  const malformed = await inject({ method: 'POST', url: '/graphql', payload: '{', headers: { ...token1, 'content-type': 'application/json' } })
  t.same([malformed.statusCode, malformed.json()], [400, { errors: [{ message: 'The request body is not valid JSON' }] }])
  const strange = await inject({ method: 'POST', url: '/graphql', payload: 'x', headers: { ...token1, 'content-type': 'application/x-yaml' } })
  t.same([strange.statusCode, strange.json()], [415, { errors: [{ message: 'Unsupported media type' }] }])
  t.same((await ask('POST /graphql', { query: 'x'.repeat(11_000_000) }, token1)).body, { errors: [{ message: 'The request body is too large' }] })
})

t.test('a wrong method and an unknown path have errors in the form of GraphQL', async t => {
  const { ask } = await double(t)
  const put = await ask('PUT /graphql')
  t.same([put.status, put.headers.allow, put.body], [405, 'POST, GET', { errors: [{ message: 'GraphQL is served by POST, and queries by GET too' }] }])
  t.same((await ask('GET /graphql/nothing')).body, { errors: [{ message: 'Not Found' }] })
})

t.test('GraphiQL loads its files from this server only', async t => {
  const { ask } = await double(t)
  const page = await ask('GET /@shop/graphiql')
  t.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  t.notMatch(page.text, /https?:\/\//)
  const files = Array.from(page.text.matchAll(/(?:src|href)="([^"]+)"/g), ([, file]) => file!)
  t.equal(files.length, 2)
  for (const file of files) t.match(await ask(`GET ${file}`), { status: 200, headers: { 'x-content-type-options': 'nosniff' } }, file)
  t.equal((await ask('GET /graphiql/other.js')).status, 404)
})
