import {
  buildSchema, getOperationAST, getVariableValues, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, isScalarType, isSpecifiedScalarType,
  parse, validate
} from 'graphql'
import t from 'tap'
import { graphqlViolationOf } from '../support/contract/contract.ts'
import { readContract } from '../support/contract/documents.ts'
import { judgeBy } from '../support/contract/graphql.ts'

interface Described { name: string, description?: string | null | undefined, args?: readonly Described[] }

const evidence = /Evidence: (documented|observed|inferred)\.$/

t.test('every field, argument, input, scalar and enum of the schema says where it is known from', async t => {
  const types = Object.values(buildSchema(readContract('datasaur.graphql')).getTypeMap()).filter(type => !isIntrospectionType(type))
  const fields: Described[] = types.flatMap(type => isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    ? Object.values<Described>(type.getFields()).map(field => ({ ...field, name: `${type.name}.${field.name}` }))
    : [])
  const described: Described[] = [
    ...fields,
    ...fields.flatMap(({ name, args = [] }) => args.map(argument => ({ ...argument, name: `${name}.${argument.name}` }))),
    ...types.filter(type => isScalarType(type) && !isSpecifiedScalarType(type)),
    // an enum says it for all its values, or each value for itself
    ...types.filter(isEnumType).flatMap<Described>(type => evidence.test(type.description ?? '') ? [type] : type.getValues())
  ]
  t.ok(described.length > 400)
  t.strictSame(described.filter(({ description }) => !evidence.test(description ?? '')).map(({ name }) => name), [])
})

const one = 'query One($id: String!) { result: getJob(jobId: $id) { id status progress } }'
const job = { id: 'q:1', status: 'QUEUED', progress: 0 }
const many = 'query Many { getJobs(jobIds: []) { ...Deep } } fragment Deep on Job { __typename errors { id args } ... on Job { result resultId: resultId additionalData { automationActivityId } } }'
const deep = { __typename: 'Job', errors: [{ id: 'e', args: [1, { a: null }] }], result: 'any', resultId: null, additionalData: { automationActivityId: '7' } }
const twice = 'query Twice($flag: Boolean!) { a: getJob(jobId: "1") { id } a: getJob(jobId: "1") { status createdAt @include(if: $flag) updatedAt @skip(if: true) ... @skip(if: false) { progress } } }'
const both = 'query One { getJob(jobId: "1") { id } } query Two { getJob(jobId: "1") { progress } }'
const refused = [{ message: 'no' }]
const page = '{ getProjects(input: {}) { ...Page nodes { id } } } fragment Page on PaginatedResponse { __typename totalCount ... on PaginatedResponse { pageInfo { nextCursor } } ... on GetTeamMembersPaginatedResponse { pageInfo { prevCursor } } }'
const aPage = { __typename: 'ProjectPaginatedResponse', totalCount: 1, pageInfo: { nextCursor: null }, nodes: [{ id: '7' }] }

type Exchange = [query: string, operationName: string | null | undefined, body: unknown]

const good: Exchange[] = [
  [one, 'One', { data: { result: job }, extensions: {} }],
  [one, 'AnythingElse', { data: { result: null } }],
  [one, undefined, { data: { result: null }, errors: [{ message: 'no', path: ['result'] }] }],
  [one, null, { data: null, errors: refused }],
  [many, null, { data: { getJobs: [] } }],
  [many, null, { data: { getJobs: [null, deep] } }],
  [twice, null, { data: { a: { id: '1', status: 'FAILED', progress: -2147483648 } } }],
  [twice, null, { data: { a: { id: '1', status: 'FAILED', createdAt: 'now', progress: 1 } } }],
  [both, 'Two', { data: { getJob: { progress: 3 } } }],
  [page, null, { data: { getProjects: aPage } }],
  [both, 'Three', { errors: refused }],
  ['{ __typename __type(name: "Job") { kind name } }', null, { data: { __typename: 'Query', __type: { kind: 'OBJECT', name: 'Job' } } }],
  ['{ __schema { types { name ofType { name } } } }', null, { data: { __schema: { types: [{ name: 'Job', ofType: null }] } } }],
  ['{ getJob(jobId: 1) { id } }', null, { errors: refused }],
  ['{ getJob', null, { errors: refused }]
]

t.test('a response that matches the schema is not a violation', async t => {
  for (const [query, name, body] of good) t.equal(graphqlViolationOf(query, name, body), undefined, query)
})

const broken: Array<[...Exchange, sentence: string]> = [
  [one, null, [], 'the body is [], not an object'],
  [one, null, { data: { result: null }, message: 'm' }, 'message is not in the contract'],
  [one, null, { data: { result: null }, extensions: [] }, 'extensions is not an object'],
  [one, null, { data: { result: null }, errors: [] }, 'errors is not a list with something in it'],
  [one, null, { data: { result: null }, errors: [{}] }, 'errors.0 has no message'],
  [one, null, {}, 'there is neither data nor errors'],
  [one, null, { data: null }, 'there is neither data nor errors'],
  [one, null, { data: [] }, 'data is [], not a Query'],
  [one, null, { data: { getJob: job } }, 'data.getJob was not asked for'],
  [one, null, { data: {} }, 'data lacks result'],
  [one, null, { data: { result: 'job' } }, 'data.result is "job", not a Job'],
  [one, null, { data: { result: { ...job, status: 'DONE' } } }, 'data.result.status is "DONE", against JobStatus!'],
  [one, null, { data: { result: { ...job, progress: 1.5 } } }, 'data.result.progress is 1.5, against Int!'],
  [one, null, { data: { result: { ...job, progress: 2147483648 } } }, 'data.result.progress is 2147483648, against Int!'],
  [one, null, { data: { result: { ...job, id: 1 } } }, 'data.result.id is 1, against String!'],
  [one, null, { data: { result: { ...job, id: null } }, errors: refused }, 'data.result.id is null, against String!'],
  [one, null, { data: { result: { ...job, createdAt: '' } } }, 'data.result.createdAt was not asked for'],
  [many, null, { data: { getJobs: null } }, 'data.getJobs is null, against [Job]!'],
  [many, null, { data: { getJobs: deep } }, `data.getJobs is ${JSON.stringify(deep)}, against [Job]!`],
  [many, null, { data: { getJobs: [{ ...deep, __typename: 'job' }] } }, 'data.getJobs.0.__typename is "job", not "Job"'],
  [many, null, { data: { getJobs: [{ ...deep, errors: [null] }] } }, 'data.getJobs.0.errors.0 is null, against JobError!'],
  [many, null, { data: { getJobs: [{ ...deep, errors: [{ id: 'e' }] }] } }, 'data.getJobs.0.errors.0 lacks args'],
  [many, null, { data: { getJobs: [{ ...deep, additionalData: { automationActivityId: 7 } }] } }, 'data.getJobs.0.additionalData.automationActivityId is 7, against ID'],
  [twice, null, { data: { a: { id: '1', status: 'FAILED', progress: 0, updatedAt: '' } } }, 'data.a.updatedAt was not asked for'],
  [twice, null, { data: { a: { id: '1', status: 'FAILED' } } }, 'data.a lacks progress'],
  ['{ __type(name: "Job") { fields { isDeprecated } } }', null, { data: { __type: { fields: [{ isDeprecated: 0 }] } } }, 'data.__type.fields.0.isDeprecated is 0, against Boolean!'],
  [page, null, { data: { getProjects: { ...aPage, totalCount: undefined } } }, 'data.getProjects.totalCount is undefined, against Int!'],
  [page, null, { data: { getProjects: { ...aPage, pageInfo: { nextCursor: null, prevCursor: null } } } }, 'data.getProjects.pageInfo.prevCursor was not asked for'],
  [page, null, { data: { getProjects: { ...aPage, __typename: 'PaginatedResponse' } } }, 'data.getProjects.__typename is "PaginatedResponse", not "ProjectPaginatedResponse"'],
  [both, null, { data: {} }, 'the contract refuses the document (there is no operation (of many, none is named)), the server does not'],
  ['{ getJob(jobId: 1) { id } }', null, { data: { getJob: null } }, 'the contract refuses the document (String cannot represent a non string value: 1), the server does not'],
  ['{ getJob(jobId: 1) { id } }', null, {}, 'the contract refuses the document (String cannot represent a non string value: 1), the server does not'],
  ['{ getJob', null, { data: {} }, 'the contract refuses the document (Syntax Error: Expected Name, found <EOF>.), the server does not']
]

t.test('a response that breaks the schema is a violation, described in a sentence', async t => {
  for (const [query, name, body, sentence] of broken) t.equal(graphqlViolationOf(query, name, body), sentence)
})

const judge = judgeBy(buildSchema('type Query { one: Animal all: [Animal!] thing: Thing } interface Animal { id: ID! } type Cat implements Animal { id: ID! lives: Int! } type Dog implements Animal { id: ID! name: String! } interface Thing { id: ID! }'))
const animals = '{ one { id ... on Cat { lives } ... on Dog { name } } all { __typename id ...Nine } } fragment Nine on Cat { lives }'
const cat = { id: '1', lives: 9 }
const dog = { id: '2', name: 'Rex' }
const sorts = { all: [{ __typename: 'Cat', ...cat }, { __typename: 'Dog', id: '2' }] }

t.test('an object of an interface is held against the types that have it', async t => {
  for (const one of [cat, dog, null]) t.equal(judge(animals, null, { data: { ...sorts, one } }), undefined)
  const sentence = (data: object) => judge(animals, null, { data: { one: null, all: null, ...data } })
  t.equal(sentence({ one: { id: '1' } }), 'data.one lacks lives, or data.one lacks name')
  t.equal(sentence({ one: { ...cat, ...dog } }), 'data.one.name was not asked for, or data.one.lives was not asked for')
  t.equal(sentence({ one: { ...cat, lives: '9' } }), 'data.one.lives is "9", against Int!, or data.one.lives was not asked for')
  t.equal(sentence({ all: [{ __typename: 'Dog', ...cat }] }), 'data.all.0.__typename is "Dog", not "Cat", or data.all.0.lives was not asked for')
  t.equal(sentence({ all: [{ __typename: 'Animal', id: '1' }] }), 'data.all.0.__typename is "Animal", not "Cat", or data.all.0.__typename is "Animal", not "Dog"')
  t.equal(sentence({ one: 'cat' }), 'data.one is "cat", not a Cat, or data.one is "cat", not a Dog')
  t.equal(judge('{ thing { id } }', null, { data: { thing: { id: '1' } } }), 'data.thing is of Thing, which no type has')
})

const sent = `mutation Launch($input: LaunchTextProjectInput!) { launchTextProjectAsync(input: $input) { name job { id } } }
  query Projects($input: GetProjectsPaginatedInput!) { getProjects(input: $input) { nodes { assignees { documents { fileName } } labelerCabinets { owner { email } } workspaceSettings { kinds } } } }
  mutation Labels($input: CreateLabelSetInput!) { createLabelSet(input: $input) { lastUsedBy { name } } }`
const inputs = {
  Launch: {
    name: 'Letters',
    teamId: 7,
    documentSettings: { kind: 'TOKEN_BASED', customScriptId: null },
    documents: [{ fileName: 'a.txt', file: null, customScriptId: '3' }],
    projectSettings: { consensus: 1, enableReviewerEditSentence: true, labelerProjectCompletionNotification: { enabled: false, threshold: 1 } }
  },
  Projects: { cursor: '', sort: [], filter: { teamId: '1', keyword: '', statuses: [], tags: [], kinds: [] }, page: { skip: 0, take: 100 } },
  Labels: { tagItems: [{ id: 'a', parentId: null, desc: null, color: null, tagName: 'PER' }] }
}

t.test('what clients send and select beyond the published schema is part of the contract', async t => {
  const schema = buildSchema(readContract('datasaur.graphql'))
  const document = parse(sent)
  t.strictSame(validate(schema, document), [])
  for (const [name, input] of Object.entries(inputs)) {
    t.notOk(getVariableValues(schema, getOperationAST(document, name)!.variableDefinitions!, { input }).errors, name)
  }
})
