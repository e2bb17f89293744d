import { getIntrospectionQuery } from 'graphql'
import t from 'tap'
import { credentials as token } from '../../../support/credentials.ts'
import type { Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { encode, file, type FormPart } from '../../../support/multipart-body.ts'

const getJob = 'query GetJobQuery($jobId: String!) { result: getJob(jobId: $jobId) { id status progress } }'
const getJobs = 'query ($ids: [String!]!) { getJobs(jobIds: $ids) { id } }'
const launch = 'mutation LaunchTextProjectAsync($input: LaunchTextProjectInput!) { result: launchTextProjectAsync(input: $input) { name job { id status } } }'

/** Sends a raw body to `/graphql`. */
async function send (inject: Double['inject'], payload: string | Buffer, contentType?: string, headers: Record<string, string> = {}) {
  const response = await inject({ method: 'POST', url: '/graphql', payload, headers: { ...token, ...contentType && { 'content-type': contentType }, ...headers } })
  return { status: response.statusCode, body: response.json(), type: response.headers['content-type'] }
}

async function sendForm (inject: Double['inject'], form: Record<string, string>, contentType = 'application/x-www-form-urlencoded') {
  return await send(inject, new URLSearchParams(form).toString(), contentType)
}

async function sendParts (inject: Double['inject'], parts: readonly FormPart[]) {
  const { payload, type } = encode(parts)
  return await send(inject, payload, type)
}

/** The launch of a project with these documents: the parts that come before its files. */
function launchOf (map: object, documents: object[], input: object = {}): FormPart[] {
  const variables = { input: { name: 'Letters', purpose: 'LABELING', documentSettings: { kind: 'TOKEN_BASED' }, documents, ...input } }
  return [{ name: 'operations', text: JSON.stringify({ operationName: null, query: launch, variables }) }, { name: 'map', text: JSON.stringify(map) }]
}

async function inputOf ({ ask }: Double): Promise<any> {
  return (await ask('GET /__admin/jobs')).body.items[0].input
}

t.test('a form-encoded request has its variables as a string of JSON', async t => {
  const { inject, make } = await double(t)
  const { id } = await make({ provider: 'datasaur' })
  const good = { data: { result: { id, status: 'QUEUED', progress: 0 } }, extensions: {} }
  const variables = JSON.stringify({ jobId: id })
  t.same((await sendForm(inject, { query: getJob, variables, operationName: 'GetJobQuery' })).body, good)
  t.same((await sendForm(inject, { query: getJob, variables, operationName: 'Datasaur API client - createProject' })).body, good)
  t.same((await sendForm(inject, { query: getJob, variables }, 'application/x-www-form-urlencoded; charset=UTF-8')).body, good)
  t.same((await sendForm(inject, { query: `{ result: getJob(jobId: "${id}") { id status progress } }`, variables: '' })).body, good)
  t.same((await sendForm(inject, { query: `{ result: getJob(jobId: "${id}") { id status progress } }`, variables: 'null' })).body, good)
})

t.test('a form that is not a request is rejected like such JSON', async t => {
  const { inject } = await double(t)
  const refusal = async (form: Record<string, string>) => {
    const { status, body } = await sendForm(inject, form)
    return [status, body.errors[0].message]
  }
  t.same(await refusal({ query: getJob, variables: '{' }), [400, 'variables is not valid JSON'])
  t.same(await refusal({ query: getJob, variables: '"x"' }), [400, 'variables must be an object or null'])
  t.same(await refusal({ variables: '{}' }), [400, 'query is required'])
  t.same(await refusal({}), [400, 'query is required'])
})

t.test('lifecycle rules match the variables of a form', async t => {
  const { ask, inject, advance } = await double(t)
  const query = 'mutation ($id: ID!) { calculateAgreementTables(projectId: $id) { id } }'
  await ask('POST /__admin/lifecycles/rules', { operation: 'datasaur.calculateAgreementTables', match: { variables: { id: 'p2' } }, lifecycle: 'failure' })
  for (const id of ['p1', 'p2']) await sendForm(inject, { query, variables: JSON.stringify({ id }) })
  await advance('1h')
  const { items } = (await ask('GET /__admin/jobs')).body
  t.same(items.map(({ lifecycle }: { lifecycle: string }) => lifecycle).sort(), ['failure', 'success'])
})

t.test('multipart: a file is put where the map says, with and without the null that the vendor’s clients omit', async t => {
  const the = await double(t)
  for (const document of [{ fileName: 'a.txt' }, { fileName: 'a.txt', file: null }]) {
    const { status, body } = await sendParts(the.inject, [...launchOf({ 1: ['variables.input.documents.0.file'] }, [document]), file('1', 'a.txt', 'Dear Ann')])
    t.equal(status, 200)
    t.match(body, { data: { result: { name: 'Letters', job: { id: /^ProjectLaunchQueue:/, status: 'QUEUED' } } }, extensions: {} })
  }
  t.match((await inputOf(the)).documents, [{ name: 'a.txt', file: String }])
})

t.test('multipart: a request can have several files, and one file in two places, however often the document is sent', async t => {
  const the = await double(t)
  const documents = ['a.txt', 'b.txt', 'c.txt'].map(fileName => ({ fileName, extraFiles: [] }))
  const map = { 1: ['variables.input.documents.0.file', 'variables.input.documents.1.file'], 2: ['variables.input.documents.2.file', 'variables.input.documents.2.extraFiles.0'] }
  for (let times = 0; times < 3; times++) {
    const { body } = await sendParts(the.inject, [...launchOf(map, documents), file('1', 'one.txt', 'one'), file('2', 'two.txt', 'two')])
    t.equal(body.data.result.name, 'Letters')
    const kept = (await inputOf(the)).documents
    t.same(kept.map(({ name }: { name: string }) => name), ['a.txt', 'b.txt', 'c.txt'])
    t.equal(new Set(kept.map(({ file }: { file: string }) => file)).size, 3)
  }
})

t.test('multipart without files is a request, and other fields are ignored', async t => {
  const { inject, make } = await double(t)
  const { id } = await make({ provider: 'datasaur' })
  const operations = { name: 'operations', text: JSON.stringify({ query: getJob, variables: { jobId: id } }) }
  t.equal((await sendParts(inject, [operations, { name: 'map', text: '{}' }, { name: 'comment', text: 'hello' }])).body.data.result.id, id)
})

t.test('lifecycle rules match a file by its name and its size', async t => {
  const { ask, inject } = await double(t)
  const match = { variables: { input: { documents: [{ file: { fileName: 'b.txt', size: 3 } }] } } }
  await ask('POST /__admin/lifecycles/rules', { operation: 'datasaur.launchTextProjectAsync', match, lifecycle: 'failure' })
  for (const [name, text] of [['a.txt', 'one'], ['b.txt', 'three'], ['b.txt', 'two']] as const) {
    await sendParts(inject, [...launchOf({ 1: ['variables.input.documents.0.file'] }, [{ fileName: name }]), file('1', name, text)])
  }
  t.match((await ask('GET /__admin/lifecycles/rules')).body.items, [{ matched: 1 }])
})

t.test('multipart that violates the specification is rejected, and nothing of it is kept', async t => {
  const { ask, inject } = await double(t)
  const [operations, map] = launchOf({ 1: ['variables.input.documents.0.file'] }, [{ fileName: 'a.txt', file: null }]) as [FormPart, FormPart]
  const one = file('1', 'a.txt', 'text')
  const mapped = (paths: unknown) => [operations, { name: 'map', text: JSON.stringify(paths) }, one]
  const nowhere = (path: string) => `The map leads to ${JSON.stringify(path)}, which is not in the request's variables`
  const refused: Array<[parts: FormPart[], message: string]> = [
    [[map, one], 'There is no field operations'],
    [[operations, one], 'There is no field map'],
    [[map, operations, one], 'The parts are out of order: operations, map, then the files'],
    [[operations, one, map], 'The parts are out of order: operations, map, then the files'],
    [[file('operations', 'blob', operations.text), map, one], 'There is no field operations'],
    [[{ name: 'operations', text: '{' }, map, one], 'operations is not valid JSON'],
    [[operations, { name: 'map', text: '' }, one], 'map is not valid JSON'],
    [mapped([]), 'map must be an object of lists of paths'],
    [mapped({ 1: 'variables.input' }), 'map must be an object of lists of paths'],
    [mapped({ 1: [7] }), 'map must be an object of lists of paths'],
    [mapped({}), 'The map does not say where the file "1" belongs'],
    [[operations, map, one, file('2', 'b.txt', 'more')], 'The map does not say where the file "2" belongs'],
    [[operations, map], 'The file "1" of the map is not in the request'],
    ...['variables.input.documents.1.file', 'variables.unknown.file', 'variables', '', 'query', 'query.x', 'variables.input.documents.5', 'variables.input.documents.x', 'variables.input.__proto__',
      'variables.__proto__.x', 'variables.input.name.x'].map((path): [FormPart[], string] => [mapped({ 1: [path] }), nowhere(path)]),
    [mapped({ 1: ['variables.input.documents.0.file', 'variables.input.documents.0.file.bytes.0'] }), nowhere('variables.input.documents.0.file.bytes.0')],
    [[{ name: 'operations', text: JSON.stringify([{ query: launch }]) }, map, one], 'Batches are not taken: send each operation in a request of its own'],
    [[{ name: 'operations', text: '"x"' }, map, one], 'The request body must be an object']
  ]
  for (const [parts, message] of refused) {
    const { status, body } = await sendParts(inject, parts)
    t.same([status, body], [400, { errors: [{ message }] }], message)
  }
  t.same((await ask('GET /__admin/jobs')).body.items, [])
})

t.test('a malformed multipart body is rejected', async t => {
  const { inject } = await double(t)
  const { payload, type } = encode([...launchOf({ 1: ['variables.input.documents.0.file'] }, [{ fileName: 'a.txt' }]), file('1', 'a.txt', 'text'.repeat(100))])
  const cut = (bytes: number) => payload.subarray(0, payload.length - bytes)
  for (const [body, contentType] of [[payload, 'multipart/form-data'], [cut(30), type], [cut(200), type], [cut(450), type], [Buffer.from(''), type], [Buffer.from('text'), type], [payload, 'multipart/form-data; boundary=other']] as const) {
    const response = await send(inject, body, contentType)
    t.equal(response.status, 400)
    t.match(response.body, { errors: [{ message: /^The multipart body is malformed \(.+\)$/ }] })
  }
})

t.test('a value that is not a file is rejected as an upload', async t => {
  const { ask, inject } = await double(t)
  const variables = { input: { name: 'Letters', purpose: 'LABELING', documentSettings: {}, documents: [{ fileName: 'a.txt', file: { fileName: 'a.txt', mimeType: 'text/plain', bytes: 'AA' } }] } }
  for (let times = 0; times < 3; times++) {
    const { status, body } = await ask('POST /graphql', { query: launch, variables }, token)
    t.equal(status, 200)
    t.match(body.errors[0].message, /"input\.documents\[0\]\.file"; (Expected type "Upload"\. )?An upload is a file in a multipart request$/)
  }
  const literal = 'mutation { launchTextProjectAsync(input: {name: "x", purpose: LABELING, documentSettings: {}, documents: [{fileName: "a", file: "b"}]}) { name } }'
  t.match((await ask('POST /graphql', { query: literal }, token)).body.errors[0].message, /An upload is a file in a multipart request, and must be in a variable$/)
  // a message that quotes the variables does not quote the content of the file
  const parts = [{ name: 'operations', text: JSON.stringify({ query: getJobs, variables: { ids: [null] } }) }, { name: 'map', text: '{"1":["variables.ids.0"]}' }, file('1', 'a.txt', 'secret')]
  for (let times = 0; times < 3; times++) {
    const { body } = await sendParts(inject, parts)
    t.match(body.errors[0].message, /fileName: "a\.txt", size: 6/)
    t.notMatch(JSON.stringify(body), 'secret')
  }
})

t.test('content types: charsets and case are ignored, a type that is not a form of GraphQL is rejected', async t => {
  const { inject, make } = await double(t)
  const { id } = await make({ provider: 'datasaur' })
  const json = JSON.stringify({ query: getJob, variables: { jobId: id } })
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8']) t.equal((await send(inject, json, type)).body.data.result.id, id, type)
  const { payload, type } = encode([{ name: 'operations', text: json }, { name: 'map', text: '{}' }])
  t.equal((await send(inject, payload, type.replace('multipart/form-data', 'Multipart/Form-Data'))).body.data.result.id, id)
  for (const type of ['application/graphql', 'text/csv', undefined]) t.same(await send(inject, json, type), { status: 415, body: { errors: [{ message: 'Unsupported media type' }] }, type: 'application/json; charset=utf-8' })
  t.same((await send(inject, '', undefined)).body, { errors: [{ message: 'The request body must be an object' }] })
  t.same((await send(inject, '', 'application/json')).body, { errors: [{ message: 'The request body is not valid JSON' }] })
})

t.test('batches are rejected in every form', async t => {
  const { ask, inject } = await double(t)
  const batch = [{ query: getJob, variables: { jobId: 'a' } }, { query: getJob, variables: { jobId: 'b' } }]
  const refusal = { errors: [{ message: 'Batches are not taken: send each operation in a request of its own' }] }
  const { status, body } = await ask('POST /graphql', batch, token)
  t.same([status, body], [400, refusal])
  t.same((await sendParts(inject, [{ name: 'operations', text: JSON.stringify(batch) }, { name: 'map', text: '{}' }])).body, refusal)
})

t.test('every form needs a token', async t => {
  const { inject } = await double(t)
  const refusal = { errors: [{ message: 'Unauthorized', extensions: { type: 'AuthenticationError' } }], data: null }
  const { payload, type } = encode([...launchOf({ 1: ['variables.input.documents.0.file'] }, [{ fileName: 'a.txt' }]), file('1', 'a.txt', 'text')])
  const form = new URLSearchParams({ query: getJob, variables: '{"jobId":"x"}' }).toString()
  for (const [body, contentType] of [[payload, type], [form, 'application/x-www-form-urlencoded']] as const) {
    const response = await send(inject, body, contentType, { authorization: 'Bearer expired' })
    t.same([response.status, response.body], [200, refusal])
  }
  t.equal((await send(inject, new URLSearchParams({ query: getIntrospectionQuery() }).toString(), 'application/x-www-form-urlencoded', { authorization: '' })).body.data.__schema.queryType.name, 'Query')
})

t.test('the name of an operation never becomes a part of the document', async t => {
  const { inject } = await double(t)
  const query = 'query A { a: __typename } query B { b: __typename }'
  const { status, body } = await send(inject, JSON.stringify({ query, operationName: 'C\nquery C { getJob(jobId: "x") { id } }' }), 'application/json', { authorization: '' })
  t.equal(status, 200)
  t.match(body.errors[0].message, /^Unknown operation named/)
})
