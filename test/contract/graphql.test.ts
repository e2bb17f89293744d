import { buildSchema, isEnumType, isInputObjectType, isIntrospectionType, isObjectType } from 'graphql'
import t from 'tap'
import { graphqlViolationOf } from './contract.ts'
import { readContract } from './documents.ts'

t.test('every field, argument and input of the schema says where it is known from', async t => {
  const types = Object.values(buildSchema(readContract('datasaur.graphql')).getTypeMap()).filter(type => !isIntrospectionType(type))
  const fields = types.flatMap(type => isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [])
  const described = [
    ...fields,
    ...fields.flatMap(field => 'args' in field ? field.args : []),
    ...types.flatMap(type => isEnumType(type) && type.name === 'JobStatus' ? type.getValues() : [])
  ]
  t.ok(described.length > 20)
  t.strictSame(described.filter(({ description }) => !/Evidence: (documented|observed|inferred)\.$/.test(description ?? '')).map(({ name }) => name), [])
})

const one = 'query One($id: String!) { result: getJob(jobId: $id) { id status progress } }'
const job = { id: 'q:1', status: 'QUEUED', progress: 0 }
const many = 'query Many { getJobs(jobIds: []) { ...Deep } } fragment Deep on Job { __typename errors { id args } ... on Job { result resultId: resultId additionalData { automationActivityId } } }'
const deep = { __typename: 'Job', errors: [{ id: 'e', args: [1, { a: null }] }], result: 'any', resultId: null, additionalData: { automationActivityId: '7' } }
const twice = 'query Twice($flag: Boolean!) { a: getJob(jobId: "1") { id } a: getJob(jobId: "1") { status createdAt @include(if: $flag) updatedAt @skip(if: true) ... @skip(if: false) { progress } } }'
const both = 'query One { getJob(jobId: "1") { id } } query Two { getJob(jobId: "1") { progress } }'
const refused = [{ message: 'no' }]

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
  [both, 'Three', { errors: refused }],
  ['{ __typename __type(name: "Job") { kind name } }', null, { data: { __typename: 'Query', __type: { kind: 'OBJECT', name: 'Job' } } }],
  ['{ __schema { types { name ofType { name } } } }', null, { data: { __schema: { types: [{ name: 'Job', ofType: null }] } } }],
  ['{ getJob(jobId: 1) { id } }', null, { errors: refused }],
  ['{ getJob', null, { errors: refused }]
]

t.test('an answer that obeys the schema is no violation', async t => {
  for (const [query, name, body] of good) t.equal(graphqlViolationOf(query, name, body), undefined, query)
})

const spoiled: Array<[...Exchange, sentence: string]> = [
  [one, null, [], 'the body is [], not an object'],
  [one, null, { data: { result: null }, message: 'm' }, 'message is not known here'],
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
  [both, null, { data: {} }, 'the contract refuses the document (there is no operation (of many, none is named)), the server does not'],
  ['{ getJob(jobId: 1) { id } }', null, { data: { getJob: null } }, 'the contract refuses the document (String cannot represent a non string value: 1), the server does not'],
  ['{ getJob(jobId: 1) { id } }', null, {}, 'the contract refuses the document (String cannot represent a non string value: 1), the server does not'],
  ['{ getJob', null, { data: {} }, 'the contract refuses the document (Syntax Error: Expected Name, found <EOF>.), the server does not']
]

t.test('an answer that breaks the schema is a violation, told in a sentence', async t => {
  for (const [query, name, body, sentence] of spoiled) t.equal(graphqlViolationOf(query, name, body), sentence)
})
