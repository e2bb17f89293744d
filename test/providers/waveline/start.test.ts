import t from 'tap'
import { moment } from '../../support/double.ts'
import { waveline as double } from '../../support/providers/double.ts'
import { misfits, packedPdf, pdfOf, textOf } from '../../support/providers/waveline-documents.ts'

const key = { authorization: 'Bearer k', host: 'double:5627' }
const shape = [{ name: 'full_name', type: 'string' }, { name: 'ages', type: 'number', isArray: true }, { name: 'employer', type: 'object', elements: [{ name: 'is_known', type: 'boolean' }] }] as const
const text = { fileName: 'letter.txt', contentType: 'text/plain', file: textOf(520).toString('base64') }

t.test('an extraction returns a job; its result appears when it ends, fits the shape and does not change', async t => {
  const { ask, advance } = await double(t)
  const { status, body: job } = await ask('POST /api/v1/extract-document', { ...text, shape }, key)
  const expected = { id: job.id, createdAt: moment(0), status: 'CREATED', type: 'extract-document', pages: 2, fileName: 'letter.txt', result: null, urls: { get: `http://double:5627/api/v1/jobs/${job.id}` } }
  t.same([status, job], [200, expected])
  t.match(job.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  const read = async () => (await ask(`GET ${job.urls.get.slice(18)}`, undefined, key)).body
  await advance('1s')
  t.same(await read(), { ...expected, status: 'RUNNING' })
  await advance('4s')
  const { result, ...rest } = await read()
  t.same({ ...rest, result: null }, { ...expected, status: 'COMPLETED' })
  t.same(misfits(result, shape), [])
  await advance('1h')
  t.same((await read()).result, result)
})

t.test('the same seed and the same requests give the same jobs and results, another seed gives different ones', async t => {
  const run = async (seed: number) => {
    const { ask } = await double(t, { seed, lifecycle: 'instant' })
    const jobs = [await ask('POST /api/v1/guess-shape', text, key), await ask('POST /api/v1/extract-document', { ...text, shape }, key), await ask('POST /api/v1/extract-document', { ...text, shape }, key)]
    return jobs.map(({ body }) => [body.id, JSON.stringify(body.result)])
  }
  const [first, again, other] = [await run(3), await run(3), await run(4)]
  t.same(first, again)
  t.notSame(first, other)
  t.not(first[1]![1], first[2]![1], 'two jobs on one document differ')
})

t.test('a guessed shape can be extracted, and the list has both jobs, newest first', async t => {
  const { ask, advance } = await double(t)
  const document = { fileName: 'three.pdf', contentType: 'application/pdf', file: pdfOf(3).toString('base64') }
  const guessed = (await ask('POST /api/v1/guess-shape', document, key)).body
  t.match(guessed, { status: 'CREATED', type: 'guess-shape', pages: 3, fileName: 'three.pdf', result: null })
  await advance('5s')
  const { shape } = (await ask(`GET /api/v1/jobs/${guessed.id}`, undefined, key)).body.result
  const started = (await ask('POST /api/v1/extract-document', { ...document, shape }, key)).body
  await advance('5s')
  t.same(misfits((await ask(`GET /api/v1/jobs/${started.id}`, undefined, key)).body.result, shape), [])
  const { items, total } = (await ask('GET /api/v1/jobs', undefined, key)).body
  t.same([total, items.map((item: any) => [item.type, item.pages, 'result' in item])], [2, [['extract-document', 3, false], ['guess-shape', 3, false]]])
})

t.test('a job that fails has no result', async t => {
  const { ask, advance } = await double(t, { lifecycle: { waveline: 'failure' } })
  const { id } = (await ask('POST /api/v1/guess-shape', text, key)).body
  await advance('5s')
  t.match((await ask(`GET /api/v1/jobs/${id}`, undefined, key)).body, { status: 'FAILED', result: null })
})

t.test('a lifecycle rule can match the operation and the body', async t => {
  const { ask } = await double(t)
  t.equal((await ask('POST /__admin/lifecycles/rules', { operation: 'waveline.guessShape', match: { fileName: 'letter.txt' }, lifecycle: 'instant', times: 1 })).status, 201)
  t.equal((await ask('POST /api/v1/extract-document', { ...text, shape }, key)).body.status, 'CREATED')
  t.equal((await ask('POST /api/v1/guess-shape', { ...text, fileName: 'other.txt' }, key)).body.status, 'CREATED')
  t.equal((await ask('POST /api/v1/guess-shape', text, key)).body.status, 'COMPLETED')
  t.equal((await ask('POST /api/v1/guess-shape', text, key)).body.status, 'CREATED')
})

t.test('the control API shows the input of a job without the file', async t => {
  const { ask } = await double(t)
  const url = 'https://example.com/letter.txt'
  const { id } = (await ask('POST /api/v1/extract-document', { ...text, url, shape, note: 'unknown' }, key)).body
  const other = (await ask('POST /api/v1/guess-shape', { ...text, shape: 'not asked for here' }, key)).body
  t.same((await ask(`GET /__admin/jobs/${id}`)).body.input, { fileName: 'letter.txt', contentType: 'text/plain', shape, url, pages: 2 })
  t.same((await ask(`GET /__admin/jobs/${other.id}`)).body.input, { fileName: 'letter.txt', contentType: 'text/plain', pages: 2 })
})

t.test('a file is optional, and its base64 may have line breaks and no padding', async t => {
  const { ask } = await double(t)
  const bytes = textOf(1500)
  const base64 = bytes.toString('base64')
  const cases: Array<[string, object, number]> = [
    ['with line breaks', { file: base64.replace(/(.{76})/g, '$1\r\n') }, 3], ['without padding', { file: Buffer.from('four').toString('base64').replace(/=+$/, '') }, 1],
    ['by reference', { url: 'HTTP://example.com/letter.txt?page=2' }, 1], ['neither', {}, 1], ['both', { file: base64, url: 'https://example.com/' }, 3],
    ['a PDF by another name', { file: packedPdf().toString('base64'), fileName: 'scan.docx' }, 1]
  ]
  for (const [name, given, pages] of cases) {
    const { status, body } = await ask('POST /api/v1/guess-shape', { fileName: 'letter.txt', contentType: 'text/plain; charset=utf-8', ...given }, key)
    t.same([status, body.pages], [200, pages], name)
  }
})

t.test('an invalid body is rejected, and no job is started', async t => {
  const { ask, inject } = await double(t)
  const cases: Array<[unknown, string]> = [
    [[], 'body must be an object'],
    [{ contentType: 'text/plain' }, 'fileName is required'],
    [{ ...text, fileName: '' }, 'fileName must not be empty'],
    [{ ...text, fileName: 'x'.repeat(256) }, 'fileName must have at most 255 characters'],
    [{ ...text, fileName: null }, 'fileName must be a string'],
    [{ fileName: 'letter.txt' }, 'contentType is required'],
    [{ ...text, contentType: '' }, 'contentType must be a MIME type such as application/pdf'],
    [{ ...text, contentType: 'pdf' }, 'contentType must be a MIME type such as application/pdf'],
    [{ ...text, contentType: 5 }, 'contentType must be a MIME type such as application/pdf'],
    [{ ...text, file: '' }, 'file must be base64 text'],
    [{ ...text, file: 'Not base64!' }, 'file must be base64 text'],
    [{ ...text, file: 'QQ=======' }, 'file must be base64 text'],
    [{ ...text, file: 'QUJDR' }, 'file must be base64 text'],
    [{ ...text, file: 'data:text/plain;base64,QUJD' }, 'file must be base64 text'],
    [{ ...text, file: ['QUJD'] }, 'file must be base64 text'],
    [{ ...text, url: 'letter.txt' }, 'url must be an absolute http or https URL'],
    [{ ...text, url: 'file:///etc/passwd' }, 'url must be an absolute http or https URL'],
    [{ ...text, url: 'https://' }, 'url must be an absolute http or https URL'],
    [{ ...text, url: 1 }, 'url must be an absolute http or https URL'],
    [{ ...text, contentType: 'application/pdf' }, 'file is not a readable PDF']
  ]
  for (const [body, error] of cases) {
    const response = await ask('POST /api/v1/guess-shape', body, key)
    t.same([response.status, response.body], [400, { error }], error)
  }
  const raw: Array<[string | undefined, string, number, string]> = [
    ['{"fileName":', 'application/json', 400, 'The request body is not valid JSON'],
    ['--x\r\ncontent-disposition: form-data', 'multipart/form-data; boundary=x', 400, 'The request body is not valid JSON'],
    [`{"file":"${'A'.repeat(10 * 1024 * 1024)}"}`, 'application/json', 413, 'The request body is too large']
  ]
  for (const [payload, type, status, error] of raw) {
    const response = await inject({ method: 'POST', url: '/api/v1/extract-document', headers: { ...key, 'content-type': type }, payload: payload! })
    t.same([response.statusCode, response.json()], [status, { error }], error)
  }
  t.equal((await ask('GET /api/v1/jobs', undefined, key)).body.total, 0)
})

t.test('no job is started without a body, without a valid key or with another method', async t => {
  const { ask } = await double(t)
  for (const path of ['/api/v1/extract-document', '/api/v1/guess-shape']) {
    t.equal((await ask(`POST ${path}`, undefined, key)).status, 400, path)
    t.same(await ask(`POST ${path}`, text, {}).then(({ status, body }) => [status, body]), [401, { error: 'The provided API key is not valid' }], path)
    t.equal((await ask(`POST ${path}`, text, { authorization: 'Bearer expired' })).status, 401, path)
    t.equal((await ask(`GET ${path}`, undefined, key)).status, 404, path)
  }
})

t.test('a job and its link stay inside the sandbox', async t => {
  const { ask } = await double(t)
  const { id, urls } = (await ask('POST /@shop/api/v1/guess-shape', text, key)).body
  t.equal(urls.get, `http://double:5627/@shop/api/v1/jobs/${id}`)
  t.equal((await ask(`GET /@shop/api/v1/jobs/${id}`, undefined, key)).status, 200)
  t.equal((await ask(`GET /api/v1/jobs/${id}`, undefined, key)).status, 404)
})

t.test('the output of a lifecycle replaces the drawn result', async t => {
  const { ask, advance } = await double(t)
  const steps = [{ state: 'running' }, { state: 'succeeded', after: '1s', output: { total: 12 } }]
  await ask('POST /__admin/lifecycles/next', { provider: 'waveline', lifecycle: { steps } })
  const authorization = 'Bearer k'
  const { id } = (await ask('POST /api/v1/guess-shape', { fileName: 'a.txt', contentType: 'text/plain' }, { authorization })).body
  await advance('1s')
  t.same((await ask(`GET /api/v1/jobs/${id}`, undefined, { authorization })).body.result, { total: 12 })
})
