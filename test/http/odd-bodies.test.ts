import t, { type Test } from 'tap'
import { credentials as key } from '../support/credentials.ts'
import { double, type Double } from '../support/double.ts'

const task = '11111111-2222-4333-8444-555555555555'
/** Header values that are not media types: Fastify refuses them before it looks for a parser. */
const oddTypes = ['', 'x', '/', ';', 'a/b/c', 'application/json/', 'application / json']

/** What jobdouble has logged as a defect. */
async function logging (t: Test): Promise<Double & { defects: unknown[] }> {
  const defects: unknown[] = []
  const nothing = () => {}
  const logger = { level: 'error', silent: nothing, fatal: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, error: (defect: unknown) => { defects.push(defect) }, child: () => logger }
  return { ...await double(t, { logger }), defects }
}

/** All operations of methods that may have a body. */
async function operationsWithBody ({ ask }: Double): Promise<Array<{ method: 'POST', path: string }>> {
  const { body: { parts } } = await ask('GET /')
  const all: Array<{ method: 'POST', url: string }> = parts.flatMap(({ operations }: { operations: unknown[] }) => operations)
  return all.filter(({ method }) => method !== 'GET' as string).map(({ method, url }) => ({ method, path: new URL(url).pathname.replace(':technology', 'snowflake').replaceAll(/:\w+/g, task) }))
}

t.test('a Content-Type that is not a media type is rejected with 415, in the words of the part that serves the operation', async t => {
  const it = await logging(t)
  const { inject, defects } = it
  const bodies: Record<string, unknown> = {}
  for (const { method, path } of await operationsWithBody(it)) {
    for (const type of oddTypes) {
      const answer = await inject({ method, url: path, headers: { ...key, 'content-type': type }, payload: '{}' })
      t.equal(answer.statusCode, 415, `${method} ${path} ${JSON.stringify(type)}`)
      bodies[path] ??= answer.json()
    }
  }
  t.match(bodies, {
    '/v1/jobStatus': { error: 'The Content-Type header is not a media type' },
    '/jobs/statuses': { statusCode: 415, error: 'Unsupported Media Type', message: 'Unsupported Media Type' },
    [`/api/tasks/${task}/executions`]: { detail: 'Unsupported Media Type' },
    '/api/v1/guess-shape': { error: 'The Content-Type header is not a media type' },
    '/graphql': { errors: [{ message: 'Unsupported media type' }] },
    '/__admin/jobs': { error: { code: 'CONTENT_TYPE_INVALID', message: 'The Content-Type header "" is not a media type; send application/json, or no such header' } }
  })
  t.same(defects, [])
})

t.test('Starfish as observed leaves it to its gateway', async t => {
  const { inject } = await double(t, { dialect: { starfish: 'observed' } })
  const answer = await inject({ method: 'POST', url: '/v1/data', headers: { ...key, 'content-type': 'x' }, payload: '{}' })
  t.same([answer.statusCode, answer.json()], [415, { message: 'Unsupported Media Type' }])
})

t.test('the control API shows no more than the beginning of a Content-Type', async t => {
  const { inject } = await double(t)
  const answer = await inject({ method: 'POST', url: '/__admin/reset', headers: { 'content-type': 'x'.repeat(5000) } })
  t.equal(answer.json().error.message, `The Content-Type header "${'x'.repeat(98)}… is not a media type; send application/json, or no such header`)
})

t.test('a request that no route takes is answered alike whatever its body is', async t => {
  const { app, defects } = await logging(t)
  const paths = ['/nowhere', '/', '/health', '/openapi/julep.json', '/__admin/nowhere', '/v1/nowhere', '/jobs/nowhere', '/bim/nowhere', '/api/nowhere', '/api/v1/nowhere', '/graphql/nowhere', '/api/static/nowhere', '/api/oauth/nowhere', '/api/health']
  const json = { 'content-type': 'application/json' }
  const odd = [
    ...oddTypes.map(type => ({ headers: { 'content-type': type }, payload: '{}' })),
    ...['', '{', 'null', '{"__proto__":1}', '[1'].map(payload => ({ headers: json, payload })),
    { headers: { ...json, 'content-length': String(10 * 1024 * 1024 + 1) }, payload: '{}' },
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: '%' },
    { headers: { 'content-type': 'multipart/form-data' }, payload: 'x' },
    { headers: { 'content-type': 'application/yaml' }, payload: '[' }
  ]
  for (const path of paths) {
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      const plain = await app.inject({ method, url: path, headers: key })
      t.ok([403, 404, 405].includes(plain.statusCode), `${method} ${path} ${plain.statusCode}`)
      for (const { headers, payload } of odd) {
        const answer = await app.inject({ method, url: path, headers: { ...key, ...headers }, payload })
        t.same([answer.statusCode, answer.body], [plain.statusCode, plain.body], `${method} ${path} ${JSON.stringify(headers)} ${payload}`)
      }
    }
  }
  t.same(defects, [])
})
