import { buildSchema, parse, type OperationDefinitionNode } from 'graphql'
import t from 'tap'
import { errorsInVariables, variablesOf } from '../../../../src/providers/datasaur/graphql/variables.ts'
import { credentials as token } from '../../../support/credentials.ts'
import { datasaur as double } from '../../../support/providers/double.ts'

const getJobs = 'query ($ids: [String!]!) { getJobs(jobIds: $ids) { id } }'
const getProjects = 'query ($input: GetProjectsPaginatedInput!) { getProjects(input: $input) { totalCount } }'
const exportProject = 'query ($input: ExportTextProjectInput!) { exportTextProject(input: $input) { exportId } }'
const limit = 'Too many errors processing variables, error limit reached. Execution aborted.'

/** Returns a function that sends a query three times and returns the messages, the same each time. The second one compiles it. */
async function asking (t: Parameters<typeof double>[0]) {
  const { ask } = await double(t)
  return async (query: string, variables: object, operationName?: string) => {
    const responses = []
    for (let time = 0; time < 3; time++) responses.push((await ask('POST /graphql', { query, variables, operationName }, token)).body.errors ?? [])
    t.strictSame(responses[1], responses[0], `${query} for the second time`)
    t.strictSame(responses[2], responses[0], `${query} for the third time`)
    return responses[0].map(({ message }: { message: string }) => message)
  }
}

t.test('errors in variables have the words of graphql-js, whether the document has been compiled or not', async t => {
  const messages = await asking(t)
  const cases: Array<{ query: string, variables: object, messages: string[] }> = [
    { query: getJobs, variables: { ids: [] }, messages: [] },
    { query: getJobs, variables: {}, messages: ['Variable "$ids" of required type "[String!]!" was not provided.'] },
    { query: getJobs, variables: { ids: null }, messages: ['Variable "$ids" of non-null type "[String!]!" must not be null.'] },
    {
      query: getJobs,
      variables: { ids: ['a', 5, null] },
      messages: [
        'Variable "$ids" got invalid value 5 at "ids[1]"; String cannot represent a non string value: 5',
        'Variable "$ids" got invalid value null at "ids[2]"; Expected non-nullable type "String!" not to be null.'
      ]
    },
    { query: getJobs, variables: { ids: { a: ['b'] } }, messages: ['Variable "$ids" got invalid value { a: ["b"] }; String cannot represent a non string value: { a: ["b"] }'] },
    { query: 'query ($ids: [String!]! = ["a"]) { getJobs(jobIds: $ids) { id } }', variables: {}, messages: [] },
    { query: getProjects, variables: { input: { page: { skip: 0, take: 1 }, filters: {} } }, messages: ['Variable "$input" got invalid value { page: { skip: 0, take: 1 }, filters: {} }; Field "filters" is not defined by type "GetProjectsPaginatedInput". Did you mean "filter"?'] },
    {
      query: exportProject,
      variables: { input: { method: 'DOWNLOADED' } },
      messages: [
        'Variable "$input" got invalid value { method: "DOWNLOADED" }; Field "fileName" of required type "String!" was not provided.',
        'Variable "$input" got invalid value { method: "DOWNLOADED" }; Field "format" of required type "String!" was not provided.',
        'Variable "$input" got invalid value "DOWNLOADED" at "input.method"; Value "DOWNLOADED" does not exist in "GqlExportMethod" enum. Did you mean the enum value "DOWNLOAD"?',
        'Variable "$input" got invalid value { method: "DOWNLOADED" }; Field "projectIds" of required type "[ID!]!" was not provided.'
      ]
    }
  ]
  for (const { query, variables, messages: expected } of cases) t.strictSame(await messages(query, variables), expected)
})

t.test('an error has the location of its variable in the document', async t => {
  const { ask } = await double(t)
  const { body } = await ask('POST /graphql', { query: '\nquery (\n  $a: String!, $b: Int!\n) { getJob(jobId: $a) { id } getJobs(jobIds: [$a]) { progress @include(if: true) } }', variables: { a: 'x' } }, token)
  t.strictSame(body.errors.map(({ message }: { message: string }) => message), ['Variable "$b" is never used.'])
  const wrong = await ask('POST /graphql', { query: 'query (\n  $a: String!\n) { getJob(jobId: $a) { id } }', variables: {} }, token)
  t.strictSame(wrong.body, { errors: [{ message: 'Variable "$a" of required type "String!" was not provided.', locations: [{ line: 2, column: 3 }] }] })
})

t.test('errors in the document come before errors in its variables', async t => {
  const messages = await asking(t)
  t.strictSame(await messages('query ($ids: [String!]!) { getJobs(jobIds: $ids) { nothing } }', { ids: 1 }), ['Cannot query field "nothing" on type "Job".'])
  t.strictSame(await messages('query ($ids: Nothing!) { getJobs(jobIds: $ids) { id } }', { ids: 1 }), ['Unknown type "Nothing". Did you mean "String"?'])
  t.strictSame(await messages('query ($ids: Job) { getJobs(jobIds: $ids) { id } }', { ids: 1 }), ['Variable "$ids" cannot be non-input type "Job".', 'Variable "$ids" of type "Job" used in position expecting type "[String!]!".'])
})

t.test('the variables belong to the operation that the request names', async t => {
  const messages = await asking(t)
  const query = 'query a ($id: String!) { getJob(jobId: $id) { id } } query b ($ids: [String!]!) { getJobs(jobIds: $ids) { id } }'
  t.strictSame(await messages(query, { ids: ['x'] }, 'b'), [])
  t.strictSame(await messages(query, { ids: [] }, 'a'), ['Variable "$id" of required type "String!" was not provided.'])
  t.strictSame(await messages(query, {}, 'c'), ['Unknown operation named "c".'])
})

t.test('a response has at most 50 errors, with at most a hundred characters of each value', async t => {
  const messages = await asking(t)
  const many = await messages(getJobs, { ids: new Array(100_000).fill(1) })
  t.equal(many.length, 51)
  t.equal(many[49], 'Variable "$ids" got invalid value 1 at "ids[49]"; String cannot represent a non string value: 1')
  t.equal(many[50], limit)
  const fields = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 1]))
  const large = await messages(getProjects, { input: { cursor: 'y'.repeat(1_000_000), ...fields } })
  t.equal(large.length, 51)
  t.equal(large[0], `Variable "$input" got invalid value { cursor: "${'y'.repeat(88)}…; Field "k0" is not defined by type "GetProjectsPaginatedInput".`)
  const [text] = await messages(exportProject, { input: { fileName: 'a', format: 'b', projectIds: [], method: 'y'.repeat(200_000) } })
  t.equal(text, `Variable "$input" got invalid value "${'y'.repeat(98)}… at "input.method"; Value "${'y'.repeat(192)}…`)
  const unknown = Array.from({ length: 1000 }, (_, index) => `f${index}`).join(' ')
  const document = await messages(`{ ${unknown} }`, {})
  t.equal(document.length, 51)
  t.equal(document[50], 'Too many validation errors, error limit reached. Validation aborted.')
  t.equal((await messages(`{ ${'y'.repeat(10_000)} }`, {}))[0].length, 500)
})

t.test('a defect that comes up while variables are checked is not reported as an error of the client', async t => {
  const variables = variablesOf(parse('query ($a: Int) { a }').definitions[0] as OperationDefinitionNode)
  const given = { get a (): never { throw new Error('boom') } }
  t.throws(() => errorsInVariables(buildSchema('type Query { a: Int }'), variables, given), { message: 'boom' })
})
