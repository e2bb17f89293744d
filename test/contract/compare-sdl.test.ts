import t from 'tap'
import { typeDefs } from '../../src/providers/datasaur/schema.ts'
import { double } from '../support/double.ts'
import { readContract } from '../support/contract/documents.ts'
import { sdlDifferences } from '../support/contract/compare/sdl.ts'

const contract = readContract('datasaur.graphql')

t.test('the served SDL does not differ from the contract', async t => {
  const { ask } = await double(t)
  t.same(sdlDifferences(contract, (await ask('GET /graphql/schema.graphql')).text), [])
})

t.test('what is asked of the schema by introspection is what its SDL says', async t => {
  const { ask } = await double(t)
  const { body } = await ask('POST /graphql', { query: '{ __schema { types { kind name } queryType { fields { name } } mutationType { fields { name } } } }' })
  const { types, queryType, mutationType } = body.data.__schema
  const names = [...typeDefs.matchAll(/^ *(?:type|input|enum|interface|scalar) (\w+)/gm)].map(([, name]) => name).sort()
  t.same(types.map(({ name }: { name: string }) => name).filter((name: string) => !/^__|^(?:Boolean|Float|ID|Int|String)$/.test(name)).sort(), names)
  t.equal(queryType.fields.length + mutationType.fields.length, 39)
})

const unlike: Array<[what: string, found: string | RegExp, replaced: string, ...sentences: string[]]> = [
  ['a field that the server lacks', '    queued: Boolean\n', '', 'type ExportRequestResult queued: the contract has it, the server has not'],
  ['a field that the contract lacks', '    queued: Boolean\n', 'queued: Boolean more: Int\n', 'type ExportRequestResult more: the contract has it not, the server has'],
  ['a type that the server lacks', /scalar DateTime/, '', 'type DateTime: the contract has it, the server has not'],
  ['a type that the contract lacks', /scalar DateTime/, 'scalar DateTime scalar Day', 'type Day: the contract has it not, the server has'],
  ['nullability', 'getJobs(jobIds: [String!]!): [Job]!', 'getJobs(jobIds: [String!]): [Job!]!',
    'type Query getJobs: the type is [Job]! in the contract, [Job!]! in the server',
    'type Query getJobs jobIds: the type is [String!]! in the contract, [String!] in the server'],
  ['an argument', 'createLabelSet(input: CreateLabelSetInput!, projectId: ID)', 'createLabelSet(input: CreateLabelSetInput!, project: ID)',
    'type Mutation createLabelSet projectId: the contract has it, the server has not', 'type Mutation createLabelSet project: the contract has it not, the server has'],
  ['a default', 'createLabelSet(input: CreateLabelSetInput!, projectId: ID)', 'createLabelSet(input: CreateLabelSetInput!, projectId: ID = "1")',
    'type Mutation createLabelSet projectId: the default is nothing in the contract, 1 in the server'],
  ['a field of an input', 'input GetProjectInput { projectId: ID! teamId: ID }', 'input GetProjectInput { projectId: ID! teamId: ID! }',
    'type GetProjectInput teamId: the type is ID in the contract, ID! in the server'],
  ['a value of an enum', 'enum OrderType { ASC DESC }', 'enum OrderType { DESC UP }', 'type OrderType: the list of values is ASC, DESC in the contract, DESC, UP in the server'],
  ['an interface', /ProjectPaginatedResponse implements PaginatedResponse/, 'ProjectPaginatedResponse',
    'type ProjectPaginatedResponse: the list of interfaces is PaginatedResponse in the contract, empty in the server'],
  ['a field of an interface', 'interface PaginatedResponse { pageInfo: PageInfo! totalCount: Int! }', 'interface PaginatedResponse { totalCount: Int! }',
    'type PaginatedResponse pageInfo: the contract has it, the server has not'],
  ['a kind', /scalar DateTime/, 'enum DateTime { NOW }',
    'type DateTime: the kind is ScalarTypeDefinition in the contract, EnumTypeDefinition in the server', 'type DateTime: the list of values is empty in the contract, NOW in the server'],
  ['a root', /^/, 'schema { query: Query }', 'schema: the mutation type is Mutation in the contract, nothing in the server']
]

t.test('each difference is described in a sentence', async t => {
  for (const [what, found, replaced, ...sentences] of unlike) {
    const edited = typeDefs.replace(found, replaced)
    t.not(edited, typeDefs, what)
    t.same(sdlDifferences(contract, edited), sentences, what)
  }
})

t.test('equivalent schemas do not differ', async t => {
  t.same(sdlDifferences(contract, typeDefs.replace('enum OrderType { ASC DESC }', '"Up or down" enum OrderType { DESC ASC }')), [])
})

t.test('selections on an interface have responses, interpreted and compiled', async t => {
  const { ask } = await double(t)
  const query = '{ getProjects(input: {}) { ...Page ... on ProjectPaginatedResponse { nodes { id } } } } fragment Page on PaginatedResponse { __typename totalCount pageInfo { nextCursor prevCursor } }'
  for (let times = 0; times < 3; times++) {
    const { body } = await ask('POST /graphql', { query }, { authorization: 'Bearer abc' })
    t.same(body, { data: { getProjects: { __typename: 'ProjectPaginatedResponse', totalCount: 0, pageInfo: { nextCursor: null, prevCursor: null }, nodes: [] } }, extensions: {} })
  }
})
