import t from 'tap'
import { credentials as key } from '../support/credentials.ts'
import { defectLog, double, type Double } from '../support/double.ts'

const task = '11111111-2222-4333-8444-555555555555'
const json = { 'content-type': 'application/json' }
const message = 'The body is nested too deeply: it must have at most 100 levels of objects and lists'

const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

/** All operations with a body, by the part that serves them. */
async function operationsWithBody ({ ask }: Double): Promise<Array<{ part: string, method: 'POST', path: string }>> {
  const { body: { parts } } = await ask('GET /')
  return parts.flatMap(({ name, operations }: { name: string, operations: Array<{ method: 'POST', url: string }> }) => operations
    .filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method))
    .map(({ method, url }) => ({ part: name, method, path: new URL(url).pathname.replace(':technology', 'snowflake').replaceAll(/:\w+/g, task) })))
}

/** In the words of the parts: status and body. */
const refusals: Record<string, [status: number, body: unknown]> = {
  starfish: [400, { error: message }],
  immuta: [400, { statusCode: 400, error: 'Bad Request', message }],
  julep: [400, { detail: 'There was an error parsing the body' }],
  waveline: [400, { error: message }],
  datasaur: [400, { errors: [{ message }] }],
  control: [400, { error: { code: 'BODY_TOO_DEEP', message } }]
}

/** Those that say it in another way than the rest of their part. */
const others: Record<string, [status: number, body: unknown]> = {
  '/api/oauth/token': [400, { error: 'body_too_deep', error_description: message }],
  '/api/static/proxy/upload': [415, { message: 'A file is uploaded as multipart/form-data' }],
  '/api/v1/users': [400, { message }],
  '/__admin/snapshot': [400, { error: { code: 'BODY_TOO_DEEP', message: message.replace('100', '120') } }]
}

t.test('a body that is nested too deeply is refused by every operation, in the words of its part', async t => {
  const { logger, defects } = defectLog()
  const it = await double(t, { logger })
  const operations = await operationsWithBody(it)
  const parts = new Set(operations.map(({ part }) => part))
  for (const part of Object.keys(refusals)) t.ok(parts.has(part), part)
  for (const { part, method, path } of operations) {
    for (const levels of [121, 8000]) {
      const answer = await it.inject({ method, url: path, headers: { ...key, ...json }, payload: lists(levels) })
      t.same([answer.statusCode, answer.json()], others[path] ?? refusals[part] ?? [400, answer.json()], `${method} ${path}`)
    }
  }
  t.same(defects, [])
})

t.test('Starfish and Julep as observed say it in their own way', async t => {
  const it = await double(t, { dialect: { starfish: 'observed', julep: 'observed' } })
  const send = async (url: string) => {
    const answer = await it.inject({ method: 'POST', url, headers: { ...key, ...json }, payload: lists(101) })
    return [answer.statusCode, answer.json()]
  }
  t.same(await send('/v1/jobStatus'), [500, { error: message }])
  t.same(await send(`/api/tasks/${task}/executions`), [400, { error: { message: 'There was an error parsing the body', code: 'http_400', type: 'http_error' } }])
})

t.test('nothing is kept of a body that is refused, and all lists can be read', async t => {
  const it = await double(t)
  const { text: before } = await it.ask('GET /__admin/snapshot')
  const bodies: Array<{ operation: string, body: string }> = [
    { operation: 'POST /__admin/jobs', body: `{"provider":"immuta","input":${lists(8000)}}` },
    { operation: 'POST /__admin/lifecycles/rules', body: `{"operation":"julep.createExecution","match":{"a":${lists(8000)}},"lifecycle":"failure"}` },
    { operation: 'POST /__admin/lifecycles/next', body: `{"operation":"julep.createExecution","match":{"a":${lists(8000)}},"lifecycle":"failure"}` },
    { operation: 'PUT /__admin/lifecycles/mine', body: `{"steps":[{"state":"succeeded","output":${lists(8000)}}]}` },
    { operation: 'POST /__admin/faults', body: `{"then":{"status":503,"body":${lists(8000)}}}` },
    { operation: 'PUT /__admin/dialects', body: `{"starfish":${lists(8000)}}` },
    { operation: `POST /api/tasks/${task}/executions`, body: `{"input":{"a":${lists(8000)}}}` },
    { operation: `POST /api/agents/${task}/docs`, body: `{"title":"a","content":"b","metadata":{"a":${lists(8000)}}}` },
    { operation: 'POST /v1/generateData', body: `{"prompt":"p","numOfRecords":1,"model":${lists(8000)}}` }
  ]
  for (const { operation, body: payload } of bodies) {
    const [method, url] = operation.split(' ')
    t.equal((await it.inject({ method: method as 'POST', url: url!, headers: { ...key, ...json }, payload })).statusCode, 400, operation)
  }
  for (const path of ['jobs', 'lifecycles', 'lifecycles/rules', 'faults', 'requests', 'sandboxes']) t.equal((await it.ask(`GET /__admin/${path}`)).status, 200, path)
  t.equal((await it.ask('GET /__admin/snapshot')).text, before)
})

t.test('the journal can be read whatever has been sent, and shows what is nested too deeply as text', async t => {
  const { logger, defects } = defectLog()
  const it = await double(t, { logger })
  const deep = lists(8000)
  await it.inject({ method: 'POST', url: '/v1/jobStatus', headers: { ...key, ...json }, payload: deep })
  for (const type of ['application/json', 'text/plain']) await it.inject({ method: 'POST', url: '/unserved', headers: { 'content-type': type }, payload: deep })
  await it.ask('POST /__admin/faults', { then: { status: 503, body: deep } })
  await it.inject({ method: 'GET', url: '/api/v1/jobs/x', headers: key })

  const listed = await it.ask('GET /__admin/requests')
  t.same(listed.body.items.map(({ request, response }: any) => [request.body, response.body === deep]), [[deep, false], [deep, false], [deep, false], [null, true]])
  t.match((await it.ask('POST /__admin/requests/find', { match: { body: { a: 1 } } })), { status: 200, body: { total: 0 } })
  t.match((await it.ask('POST /__admin/requests/verify', { match: { provider: 'starfish' }, exactly: 1 })), { status: 200, body: { ok: true } })
  t.match((await it.ask('POST /__admin/requests/verify', { match: { response: { a: 1 } }, exactly: 1 })), { status: 200, body: { ok: false } })
  t.match((await it.ask('POST /__admin/requests/wait', { match: { path: '/unserved' } })), { status: 200, body: { count: 2 } })
  t.equal((await it.ask('GET /__admin/requests/unmatched')).status, 200)

  const events = it.app.inject({ url: '/__admin/events?lastEventId=0' })
  await it.app.close()
  t.equal((await events).body.match(/^event: request$/gm)?.length, 4)
  t.same(defects, [])
})
