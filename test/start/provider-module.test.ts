import { join } from 'node:path'
import t from 'tap'
import { start } from '../../src/index.ts'
import { providers, type Provider } from '../../src/providers/index.ts'
import { loadProviders, readOptions } from '../../src/start/index.ts'
import { toaster } from '../support/providers/toaster.ts'
import { double } from '../support/double.ts'

/** A provider as JavaScript that does not check anything would have it. */
const given = (change: object) => readOptions({ providers: [{ ...toaster, ...change }] })

t.test('a module is a file or a package that exports a provider by default', async t => {
  const folder = t.testdir({
    'toaster.mjs': `export default ${toText({})}`,
    'grill.mjs': `export default ${toText({ name: 'grill' })}`,
    'copy.mjs': `export default ${toText({})}`,
    'throws.mjs': 'throw new Error("no bread\\nat all")',
    'text.mjs': 'throw "no bread"',
    'named.mjs': `export const toaster = ${toText({})}`
  })
  const load = async (...files: string[]) => await loadProviders(files.map(file => join(folder, file)))
  t.same([...(await load('toaster.mjs', 'grill.mjs')).values()].map(({ name }) => name), ['toaster', 'grill'])
  const path = (file: string) => `--provider ${join(folder, file)}`
  const advice = 'it takes a file or a package that exports a provider by default'
  await t.rejects(load('throws.mjs'), { message: `${path('throws.mjs')} cannot be loaded: no bread; ${advice}`, option: 'provider' })
  await t.rejects(load('text.mjs'), { message: `${path('text.mjs')} cannot be loaded: no bread; ${advice}` })
  await t.rejects(load('missing.mjs'), { message: /missing\.mjs cannot be loaded: Cannot find module / })
  await t.rejects(load('named.mjs'), {
    message: `${path('named.mjs')} is not a provider: default: is not exported; end the module with \`export default defineProvider({…})\` (docs/providers.md)`
  })
  await t.rejects(load('toaster.mjs', 'copy.mjs'), { message: /name: toaster is the name of another part of the server; choose another one/ })
})

t.test('an object that is not a provider is rejected with the field that is wrong', async t => {
  const cases = [
    { change: { routes: undefined }, reason: 'routes: must be a function' },
    { change: { newId: 'x' }, reason: 'newId: must be a function' },
    { change: { name: 'My Toaster' }, reason: 'name: must be lower-case letters and digits, such as replicate' },
    { change: { name: 'julep' }, reason: 'name: julep is the name of another part of the server; choose another one' },
    { change: { name: 'control' }, reason: 'name: control is the name of another part of the server; choose another one' },
    { change: { nearest: ['burnt'] }, reason: /^nearest\[0\]: must be one of queued, / },
    { change: { report: {} }, reason: 'report.roles: is required' },
    { change: { report: { roles: { getToast: 'poll' } } }, reason: 'report.roles.getToast: must be one of status, result, list, sign-in, stream' }
  ]
  for (const { change, reason } of cases) {
    let message = ''
    try {
      given(change)
    } catch (error) {
      ;({ message } = error as Error)
    }
    const [, found] = /^providers is not a provider: (.*) \(docs\/providers\.md\)$/.exec(message) ?? []
    t.match(found, reason, JSON.stringify(change))
  }
})

t.test('a provider whose route another one has is rejected with both names', async t => {
  const taken = { ...toaster, name: 'copy' }
  await t.rejects(start({ providers: ['julep', toaster, taken] }), {
    code: 'INVALID_OPTION',
    field: 'providers',
    message: 'The provider copy cannot be served: it serves GET /toaster/v1/toasts/:toastId, as toaster does; change its routes (docs/providers.md), or choose others with --providers'
  })
  const routes = async () => { throw new Error('no bread') }
  await t.rejects(start({ providers: [{ ...toaster, routes } as Provider] }), { message: /^The provider toaster cannot be served: no bread; / })
})

t.test('the control API takes the providers that are served, and no others', async t => {
  const { ask, make, advance } = await double(t, { providers: ['julep', toaster], lifecycle: 'success', dialect: 'documented' })
  const { id, status } = await make({ provider: 'toaster' })
  t.equal(status, 'cold')
  await advance('1m')
  const key = { 'toaster-key': 'k' }
  t.same((await ask(`GET /toaster/v1/toasts/${id}`, undefined, key)).body, { id, status: 'done' })
  t.same((await ask('GET /__admin/dialects')).body, { julep: 'documented', toaster: 'documented' })
  t.equal((await ask('PUT /__admin/dialects', { toaster: 'observed' })).status, 200)
  await ask('POST /__admin/faults', { match: { provider: 'toaster', operation: 'toaster.getToast' }, then: { status: 503 } })
  t.same((await ask(`GET /toaster/v1/toasts/${id}`, undefined, key)).body, { reason: 'Service Unavailable' })
  t.equal((await ask('GET /__admin/requests?provider=toaster')).body.total, 2)
  t.same((await ask('GET /__admin/coverage')).body.items.map(({ provider }: { provider: string }) => provider), ['toaster'])
  const snapshot = (await ask('GET /__admin/snapshot')).body
  t.equal((await ask('PUT /@copy/__admin/snapshot', snapshot)).status, 200)
  for (const [operation, body] of [
    ['POST /__admin/jobs', { provider: 'immuta' }],
    ['GET /__admin/jobs?provider=immuta'],
    ['GET /__admin/requests?provider=immuta'],
    ['POST /__admin/lifecycles/rules', { provider: 'immuta', lifecycle: 'failure' }]
  ] as const) t.equal((await ask(operation, body)).body.error.message, 'provider: must be one of julep, toaster', operation)
  const fault = await ask('POST /__admin/faults', { match: { provider: 'immuta' }, then: { status: 503 } })
  t.equal(fault.body.error.message, 'match.provider: must be one of julep, toaster')
})

t.test('the sandboxes of a server that was started here have the variables of its providers', async t => {
  const server = await start({ providers: [toaster] })
  t.teardown(() => server.close())
  const { env, url } = await server.sandbox('breakfast')
  t.same([env.TOASTER_URL, env.WAVELINE_BASE_URL], [`${url}/toaster`, url])
})

t.test('a failure that a provider throws is in its own words, also with an error class of another copy of the package', async t => {
  const { ask } = await double(t, { providers: [toaster] })
  const key = { 'toaster-key': 'k' }
  t.same((await ask('GET /toaster/v1/toasts/x', undefined, key)).body, { reason: 'Not Found' })
  t.equal((await ask('GET /toaster/v1/toasts/x')).status, 401)
  t.equal((await ask('GET /toaster/v1/bread')).status, 404)
})

t.test('the built-in providers are those of the list', async t => {
  t.same(readOptions({}).providers, providers)
})

function toText (change: object): string {
  const { newId, polls, routes, ...rest } = { ...toaster, ...change }
  return `{ ...${JSON.stringify(rest)}, newId: () => 'x', polls: () => [], routes: async () => {} }`
}
