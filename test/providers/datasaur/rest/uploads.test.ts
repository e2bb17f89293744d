import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { Failure } from '../../../../src/http/failure.ts'
import { toErrorResponse } from '../../../../src/providers/datasaur/rest/serve.ts'
import { credentials as token } from '../../../support/credentials.ts'
import type { Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { encode, file, type FormPart } from '../../../support/multipart-body.ts'

const path = '/api/static/proxy/upload'
const MB = 1024 * 1024

async function upload ({ inject }: Double, parts: readonly FormPart[], { headers = token as Record<string, string>, url = path } = {}) {
  const { payload, type } = encode(parts)
  const response = await inject({ method: 'POST', url, payload, headers: { ...headers, 'content-type': type } })
  return { status: response.statusCode, body: response.json() }
}

/** A file with this number of bytes. */
function large (bytes: number, name = 'file', fileName = 'large.txt'): FormPart {
  return file(name, fileName, Buffer.alloc(bytes, 'x'))
}

t.test('the response to an upload has the key of the file, with the extension of its name', async t => {
  const the = await double(t)
  const key = async (fileName: string) => {
    const { status, body } = await upload(the, [file('file', fileName, 'Dear Ann')])
    t.equal(status, 200)
    t.same(Object.keys(body), ['objectKey'])
    return body.objectKey
  }
  const shape = (ending: string) => new RegExp(`^temp/upload-proxy/[0-9a-f-]{36}${ending}$`)
  t.match(await key('letter.txt'), shape('\\.txt'))
  t.match(await key('letter.tar.gz'), shape('\\.gz'))
  t.match(await key('Письмо.JSON'), shape('\\.JSON'))
  for (const name of ['letter', 'letter.', '.x/../y', 'a.b c', `a.${'b'.repeat(17)}`]) t.match(await key(name), shape(''))
  t.not(await key('letter.txt'), await key('letter.txt'))
})

t.test('an uploaded file can become a document of a project in its own sandbox only', async t => {
  const the = await double(t)
  const query = 'mutation ($input: LaunchProjectInput!) { createProject(input: $input) { name job { status } } }'
  const { objectKey } = (await upload(the, [file('file', 'letter.txt', 'Dear Ann'), { name: 'comment', text: 'hello' }], { url: `/@shop${path}` })).body
  const variables = { input: { name: 'Letters', kinds: ['TOKEN_BASED'], documents: [{ document: { name: 'letter.txt', objectKey } }] } }
  t.same((await the.ask('POST /@shop/graphql', { query, variables }, token)).body, { data: { createProject: { name: 'Letters', job: { status: 'QUEUED' } } }, extensions: {} })
  t.match((await the.ask('POST /graphql', { query, variables }, token)).body.errors, [{ message: /nothing has been uploaded/ }])
})

t.test('an upload needs a token, as GraphQL does', async t => {
  const the = await double(t)
  for (const headers of [{}, { authorization: 'abc' }, { authorization: 'Bearer invalid' }, { authorization: 'Bearer expired' }] as Array<Record<string, string>>) {
    t.same(await upload(the, [file('file', 'a.txt', 'text')], { headers }), { status: 401, body: { message: 'Unauthorized' } })
  }
})

t.test('an invalid upload is rejected with the reason', async t => {
  const the = await double(t)
  const refused: Array<{ parts: FormPart[], message: string }> = [
    { parts: [], message: 'There is no file: it is expected in the field "file"' },
    { parts: [{ name: 'file', text: 'x' }], message: 'There is no file: it is expected in the field "file"' },
    { parts: [file('document', 'a.txt', 'text')], message: 'The file is in the field "document": it is expected in "file"' },
    { parts: [file('file', 'a.txt', 'text'), file('file', 'b.txt', 'text')], message: 'There is more than one file: each is uploaded by a request of its own' },
    { parts: [file('file', '', 'text')], message: 'The file has no name' }
  ]
  for (const { parts, message } of refused) t.same(await upload(the, parts), { status: 400, body: { message } })
  const { payload, type } = encode([file('file', 'a.txt', 'text')])
  const send = async (body: Buffer | string | undefined, contentType?: string) => {
    const response = await the.inject({ method: 'POST', url: path, ...body !== undefined && { payload: body }, headers: { ...token, ...contentType !== undefined && { 'content-type': contentType } } })
    return [response.statusCode, response.json().message]
  }
  t.same(await send(undefined), [400, 'There is no file: it is expected in the field "file"'])
  t.same(await send('{}', 'application/json'), [415, 'A file is uploaded as multipart/form-data'])
  t.same(await send(payload), [415, 'A file is uploaded as multipart/form-data'])
  t.same(await send(payload.subarray(0, payload.length - 20), type), [400, 'The multipart body is malformed (Unexpected end of multipart data)'])
  t.same(await send(payload.subarray(0, 20), type), [400, 'The multipart body is malformed (Unexpected end of multipart data)'])
})

t.test('a file can have 50 MB at most', async t => {
  const the = await double(t)
  t.equal((await upload(the, [large(50 * MB)])).status, 200)
  const reset = await the.ask('POST /__admin/reset')
  t.equal(reset.status, 200)
  t.same(await upload(the, [large(50 * MB + 1)]), { status: 413, body: { message: 'The file "large.txt" is larger than 50 MB, the maximum for a file' } })
  t.equal((await upload(the, [large(50 * MB)])).status, 200, 'nothing of the rejected file was kept')
})

t.test('an upload to a full sandbox is rejected with the reason, and succeeds after a reset', async t => {
  const the = await double(t, { maxFileBytes: 10_000 })
  const full = { status: 507, body: { message: /^The files of a sandbox may have at most 10000 bytes together, and there is no room for \d+ more; POST \/__admin\/reset deletes them$/ } }
  t.match(await upload(the, [large(20_000)]), full)
  t.equal((await upload(the, [large(6000)])).status, 200)
  t.match(await upload(the, [large(6000)]), full)
  t.equal((await upload(the, [large(3000)])).status, 200)
  t.equal((await upload(the, [large(6000)], { url: `/@other${path}` })).status, 200)
  await the.ask('POST /__admin/reset')
  t.equal((await upload(the, [large(6000)])).status, 200)
})

t.test('the health check returns the version, without a token', async t => {
  const { ask } = await double(t)
  const { status, body } = await ask('GET /api/health')
  t.same([status, body], [200, { version: '6.0.0' }])
})

t.test('unknown paths and methods beside uploads have errors in the form of uploads, others in the form of their providers', async t => {
  const { ask } = await double(t)
  const response = async (operation: string) => {
    const { status, body, headers } = await ask(operation)
    return [status, body, headers['allow']]
  }
  t.same(await response('GET /api/static/nothing'), [404, { message: 'Not Found' }, undefined])
  t.same(await response('GET /api/health/nothing'), [404, { message: 'Not Found' }, undefined])
  t.same(await response(`GET ${path}`), [405, { message: 'Only POST is served here' }, 'POST'])
  t.same(await response('POST /api/health'), [405, { message: 'Only GET is served here' }, 'GET'])
  t.notSame((await response('GET /api/v1/nothing'))[1], { message: 'Not Found' })
  t.notSame((await response('GET /api/statics'))[1], { message: 'Not Found' })
})

t.test('the dashboard lists the upload, the downloads and the health check', async t => {
  const { ask } = await double(t)
  const { parts } = (await ask('GET /')).body
  const operations = parts[0].operations.map(({ method, url }: { method: string, url: string }) => `${method} ${new URL(url).pathname}`)
  for (const operation of [`POST ${path}`, 'GET /api/health', 'GET /api/static/exports/:id/:name']) t.ok(operations.includes(operation), operation)
})

t.test('all other failures have the same form', async t => {
  const failures: Array<{ failure: Failure, status: number, message: string }> = [
    { failure: { kind: 'crash' }, status: 500, message: 'Internal server error' },
    { failure: { kind: 'too-large' }, status: 413, message: 'The request body is too large' },
    { failure: { kind: 'malformed', message: 'x' }, status: 400, message: 'Bad Request' },
    { failure: { kind: 'invalid', part: 'params', issues: [{ path: [], kind: 'other', schema: Type.Any(), value: 1, message: 'x' }] }, status: 400, message: 'The request body x' }
  ]
  for (const { failure, status, message } of failures) t.same(toErrorResponse(failure), { status, body: { message } })
})
