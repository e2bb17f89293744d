import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkProvider, defineProvider, InvalidField, Type, type App } from '../../src/provider/index.ts'
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
  t.same(await problems(t, contract(), { ...toaster, report }), ['toaster: no job can be asked for; give a GET operation the role "status" in report.roles, or return requests from polls'])
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

/** The toaster with an operation that shows a toast to a POST, its polls. */
const finder = defineProvider({
  ...toaster,
  statuses: toaster.statuses.documented,
  report: { roles: { findToast: 'status' } },
  polls: ({ id }) => [{ operation: 'findToast', method: 'POST', path: '/toaster/v1/find', headers: { 'toaster-key': 'k' }, body: { id } }],
  routes: async app => {
    await toaster.routes(app)
    const schema = { operationId: 'findToast', body: Type.Object({ id: Type.String() }), response: { 200: Type.Object({ status: Type.String() }) } }
    app.post('/toaster/v1/find', { schema }, ({ jobs, body }) => ({ status: jobs.get(body.id).status }))
  }
})

/** Its contract, without a word for burnt toast. `more`: the examples of the body. */
function finderContract (more: object): object {
  const { paths, ...rest } = contract({ errors: [401, 404] }) as { paths: object }
  const json = (schema: object, more: object = {}) => ({ content: { 'application/json': { schema, ...more } } })
  const toast = { type: 'object', required: ['status'], properties: { status: { type: 'string', enum: ['cold', 'toasting', 'done'] } } }
  const post = {
    operationId: 'findToast',
    requestBody: { required: true, ...json({ type: 'object', required: ['id'], properties: { id: { type: 'string' } } }, more) },
    responses: { 200: { description: 'x', ...json(toast) } }
  }
  return { ...rest, paths: { ...paths, '/toaster/v1/find': { post } } }
}

t.test('the polls of a provider are sent, also by POST, and the examples of bodies in its contract', async t => {
  const find = 'toaster POST /toaster/v1/find'
  const burnt = ['failed', 'cancelled', 'expired'].map(state =>
    `${find} 200: status is "burnt", against enum ["cold","toasting","done"] (a job that is ${state})`)
  const cases = [
    { name: 'no example', more: {}, says: [`${find} knows no status 400 (a request about a job that is queued)`] },
    { name: 'an example', more: { example: { id: 'x' } }, says: [`${find} knows no status 404 (the example of a body)`] },
    {
      name: 'several examples',
      more: { examples: { unknown: { value: { id: 'x' } }, wrong: { value: { id: 1 } } } },
      says: [`${find} knows no status 404 (the example of a body)`, `${find} knows no status 400 (the example of a body)`]
    }
  ]
  for (const { name, more, says } of cases) {
    const found = await problems(t, finderContract(more), finder)
    t.same(found.filter(problem => /^toaster POST \S+ (200:|knows)/.test(problem)), [...burnt, ...says], name)
  }
})

t.test('a name that is not an operation, and a job that cannot be created without an input, are found', async t => {
  const document = contract({ errors: [401, 404] })
  const misspelt = { ...toaster, starts: ['makeToast'], report: { roles: { getToast: 'status', getToasts: 'list' } } } as const
  t.same((await problems(t, document, misspelt)).filter(problem => problem.includes('not an operation')), [
    'toaster: starts has makeToast, which is not an operation; there are getToast',
    'toaster: report.roles has getToasts, which is not an operation; there are getToast'
  ])
  const demanding = {
    ...toaster,
    toInput: (input: unknown) => {
      if (input === undefined) throw new InvalidField('input.bread', 'is required')
      return input
    }
  }
  await t.rejects(problems(t, document, demanding), { message: 'A job of toaster cannot be created: input.bread: is required; give the check an input' })
  t.match((await problems(t, document, demanding, { headers, input: { bread: 'rye' } })).at(-1), 'the contract has it, the server has not')
})
