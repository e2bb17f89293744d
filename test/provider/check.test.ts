import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkProvider, defineProvider, type App } from '../../src/provider/index.ts'
import { toaster } from '../support/providers/toaster.ts'

const headers = { 'toaster-key': 'k' }
const reason = { description: 'x', content: { 'application/json': { schema: { type: 'object', required: ['reason'], properties: { reason: { type: 'string' } } } } } }

/** The contract of the toaster, with another schema of a toast and other statuses of errors. */
function contract ({ status = { type: 'string' } as object, errors = [401], version = '3.1.0' } = {}): object {
  const toast = { type: 'object', required: ['id', 'status'], properties: { id: { type: 'string' }, status } }
  return {
    openapi: version,
    info: { title: 'Toaster', version: '1' },
    paths: {
      '/toaster/v1/toasts/{toastId}': {
        get: {
          operationId: 'getToast',
          parameters: [{ name: 'toastId', in: 'path', required: true, schema: { type: 'string' } }],
          responses: {
            200: { description: 'x', content: { 'application/json': { schema: toast } } },
            ...Object.fromEntries(errors.map(error => [error, reason]))
          }
        }
      }
    }
  }
}

/** The problems of a provider with a contract. */
async function problems (t: Test, document: object, provider = toaster, options: object = { headers }): Promise<string[]> {
  const file = join(t.testdir(), 'openapi.json')
  writeFileSync(file, JSON.stringify(document))
  return await checkProvider(provider, file, options)
}

const path = '/toaster/v1/toasts/{toastId}'

t.test('each difference between a provider and its contract is a sentence', async t => {
  t.same(await problems(t, contract()), [`toaster GET ${path} knows no status 404 (an unknown job)`])
  t.same(await problems(t, contract({ errors: [401, 404] })), [`toaster GET ${path} response 404: the contract has it, the server has not`])
  t.match(await problems(t, { ...contract(), info: {} }), [/^toaster: the contract is not valid OpenAPI at /])
})

t.test('the response about a job in each state is held against the contract', async t => {
  const found = await problems(t, contract({ status: { type: 'string', enum: ['cold', 'toasting', 'done'] }, errors: [401, 404] }))
  t.same(found.filter(problem => problem.includes('a job that is')), ['failed', 'cancelled', 'expired'].map(state =>
    `toaster GET ${path} 200: status is "burnt", against enum ["cold","toasting","done"] (a job that is ${state})`))
})

t.test('a provider that rejects the credentials of the check, or shows no job, is found', async t => {
  const rejected = await problems(t, contract(), toaster, {})
  t.match(rejected[0], /^toaster GET \/toaster\/v1\/toasts\/.*: a job that is queued gets 401, not 200$/)
  const report = { roles: { getToast: 'list' } } as const
  t.same(await problems(t, contract(), { ...toaster, report }), ['toaster: no GET operation has the role "status" in report.roles, so no job can be asked for'])
})

t.test('a response that is not JSON, and an operation that the contract does not have, are found', async t => {
  async function routes (app: App): Promise<void> {
    await toaster.routes(app)
    app.post('/toaster/v1/bread', { schema: { operationId: 'addBread' } }, () => ({}))
    app.put('/toaster/v1/bread', () => ({}))
  }
  const text = defineProvider({ ...toaster, statuses: toaster.statuses.documented, routes })
  const document = contract({ errors: [401, 404] }) as { paths: Record<string, object> }
  const bread = { post: { responses: { 200: { description: 'x' }, 500: reason } } }
  const found = await problems(t, { ...document, paths: { ...document.paths, '/toaster/v1/bread': bread } }, text)
  t.ok(found.includes('toaster PUT /toaster/v1/bread: the contract has it not, the server has'), found.join('\n'))
})
