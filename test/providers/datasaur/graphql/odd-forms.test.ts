import t from 'tap'
import { credentials as token } from '../../../support/credentials.ts'
import { defectLog, type Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { encode, type FormPart } from '../../../support/multipart-body.ts'

const getJobs = 'query ($ids: [String!]!) { getJobs(jobIds: $ids) { id } }'
const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

async function send ({ inject }: Double, url: string, payload: string | Buffer, type: string) {
  const response = await inject({ method: 'POST', url, payload, headers: { ...token, 'x-api-key': 'k', 'content-type': type } })
  return [response.statusCode, response.json()]
}

async function sendParts (it: Double, url: string, parts: readonly FormPart[]) {
  const { payload, type } = encode(parts)
  return await send(it, url, payload, type)
}

const operations = (text: string, map = '{}'): FormPart[] => [{ name: 'operations', text }, { name: 'map', text: map }]

/** The bodies of all requests, as the journal shows them. */
async function bodies ({ ask }: Double): Promise<unknown[]> {
  return (await ask('GET /__admin/requests')).body.items.map(({ request }: any) => request.body)
}

t.test('a form whose operations are not a request is rejected, and recorded as it is', async t => {
  const { logger, defects } = defectLog()
  const it = await double(t, { logger })
  const batch = [400, { errors: [{ message: 'Batches are not taken: send each operation in a request of its own' }] }]
  const none = [400, { errors: [{ message: 'The request body must be an object' }] }]
  const cases: Array<[text: string, refusal: unknown]> = [
    ['[null]', batch], ['[{"value":"x"}]', batch], ['[{"name":7,"value":"x"}]', batch], ['["x",[],{}]', batch], ['[]', none], ['null', none], ['7', none], ['"x"', none]
  ]
  for (const [text, refusal] of cases) t.same(await sendParts(it, '/graphql', operations(text)), refusal, text)
  t.same(await bodies(it), cases.map(([text]) => JSON.parse(text)))
  t.same(defects, [])
})

t.test('the fields of a form have the maximum depth of a body', async t => {
  const { logger, defects } = defectLog()
  const it = await double(t, { logger })
  const tooDeep = (field: string) => [400, { errors: [{ message: `${field} is nested too deeply: it must have at most 100 levels of objects and lists` }] }]
  const request = (levels: number) => `{"query":${JSON.stringify(getJobs)},"variables":{"ids":${lists(levels)}}}`
  t.same(await sendParts(it, '/graphql', operations(request(99))), tooDeep('operations'))
  t.same(await sendParts(it, '/graphql', operations(request(5000))), tooDeep('operations'))
  t.same(await sendParts(it, '/graphql', operations('{}', lists(5000))), tooDeep('map'))
  const form = (levels: number) => new URLSearchParams({ query: getJobs, variables: `{"ids":${lists(levels)}}` }).toString()
  t.same(await send(it, '/graphql', form(100), 'application/x-www-form-urlencoded'), tooDeep('variables'))
  t.same(await send(it, '/graphql', form(5000), 'application/x-www-form-urlencoded'), tooDeep('variables'))
  for (const [status] of [await sendParts(it, '/graphql', operations(request(98))), await send(it, '/graphql', form(99), 'application/x-www-form-urlencoded')]) t.equal(status, 200)
  t.same((await bodies(it)).length, 7)
  t.same(defects, [])
})

t.test('a part without a name is rejected like every part that is not the file', async t => {
  const { logger, defects } = defectLog()
  const it = await double(t, { logger })
  const unnamed = (rest: string) => {
    const { payload, type } = encode([{ name: 'x', text: 'hello' }])
    return send(it, '/api/static/proxy/upload', Buffer.from(payload.toString().replace('; name="x"', rest)), type)
  }
  t.same(await unnamed(''), [400, { message: 'There is no file: it is expected in the field "file"' }])
  t.same(await unnamed('; filename="a.txt"'), [400, { message: 'The file is in the field "": it is expected in "file"' }])
  t.same(await bodies(it), [[{ name: '', value: 'hello' }], [{ name: '', value: { fileName: 'a.txt', size: 5 } }]])
  t.same(defects, [])
})

t.test('JSON with the content type of a form is recorded as JSON, without its credentials', async t => {
  const { logger, defects } = defectLog()
  const it = await double(t, { providers: ['datasaur', 'starfish', 'waveline'], logger })
  const type = 'multipart/form-data; boundary=x'
  t.match(await send(it, '/v1/jobStatus', '[null]', type), [400, { error: 'body must be an object' }])
  t.match(await send(it, '/api/v1/guess-shape', '[{"name":"api_key","value":"geheim","more":1}]', type), [400, {}])
  t.match(await send(it, '/v1/jobStatus', lists(8000), type), [400, { error: /^The body is nested too deeply/ }])
  t.match(await send(it, '/api/v1/guess-shape', '{"a":'.repeat(8000) + '1' + '}'.repeat(8000), type), [400, { error: /^The body is nested too deeply/ }])
  const [first, second, ...refused] = await bodies(it)
  t.same([first, refused], [[null], [null, null]])
  t.match(second, [{ name: 'api_key', value: /^\[fingerprint [0-9a-f]{12}\]$/, more: 1 }])
  t.same(defects, [])
})

t.test('as many bytes of a form are recorded as of other bodies, however long its fields are', async t => {
  const it = await double(t)
  await sendParts(it, '/api/static/proxy/upload', ['a', 'b', 'c'].map(name => ({ name, text: '\u0001'.repeat(3_000_000) })))
  const [{ request }] = (await it.ask('GET /__admin/requests')).body.items
  t.match(request, { truncated: true, body: /^\[\{"name":"a","value":"(\\u0001)+$/ })
  t.equal(request.body.length, 16 * 1024)
})

t.test('a failed root field ends a mutation but not a query, however often the document is sent', async t => {
  const { ask } = await double(t)
  const failed = '(input: {projectId: "x"}) { id }'
  const cases = [
    { query: `{ getProject${failed} exportTeamOverview(input: {teamId: "1", method: FILE_STORAGE}) { exportId } }`, jobs: [1, 2, 3] },
    { query: `mutation { updateProject${failed} calculateAgreementTables(projectId: "p") { id } }`, jobs: [3, 3, 3] },
    { query: `mutation { calculateAgreementTables(projectId: "p") { id } updateProject${failed} }`, jobs: [4, 5, 6] }
  ]
  for (const { query, jobs } of cases) {
    for (const total of jobs) {
      const { body } = await ask('POST /graphql', { query }, token)
      t.same([body.data, body.errors.map(({ message }: any) => message)], [null, ['Project not found']], query)
      t.equal((await ask('GET /__admin/jobs')).body.total, total, query)
    }
  }
})
