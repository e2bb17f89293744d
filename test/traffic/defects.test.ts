import fastify from 'fastify'
import t from 'tap'
import { handleErrors } from '../../src/http/failure.ts'
import { addSandbox, addTraffic, decorateRequests } from '../../src/traffic/index.ts'
import { registry } from '../support/sandboxes/make.ts'

t.test('a request that crashes is logged with its sandbox, its id in the journal, its method and its route', async t => {
  const logged: unknown[] = []
  const app = fastify({ logger: { level: 'error', stream: { write: line => { logged.push(JSON.parse(line)) } } } })
  t.teardown(() => app.close())
  const { sandboxes } = registry()
  decorateRequests(app)
  handleErrors(app, () => ({ status: 500, body: {} }))
  const crash = async () => { throw new Error('boom') }
  app.get('/outside/:id', crash)
  await app.register(async scope => {
    addTraffic(scope, { sandboxes, provider: 'julep', faultHeader: true })
    scope.get('/julep/:id', { config: { operation: 'x' } }, crash)
  })
  await app.register(async scope => {
    addSandbox(scope, sandboxes, 'use')
    scope.get('/control/:id', crash)
  })
  await app.register(async scope => {
    addSandbox(scope, sandboxes, 'none')
    scope.get('/none/:id', crash)
  })
  for (const path of ['julep', 'julep', 'control', 'none', 'outside']) t.equal((await app.inject(`/${path}/secret`)).statusCode, 500)
  t.strictSame(logged.map(({ sandbox, request, method, route }: any) => [sandbox, request, method, route]), [
    ['main', 'req-1', 'GET', '/julep/:id'],
    ['main', 'req-2', 'GET', '/julep/:id'],
    ['main', undefined, 'GET', '/control/:id'],
    [undefined, undefined, 'GET', '/none/:id'],
    [undefined, undefined, 'GET', '/outside/:id']
  ])
  t.notMatch(JSON.stringify(logged), 'secret')
})
