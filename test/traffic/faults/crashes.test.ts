import fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { FaultRule } from '../../../src/faults/index.ts'
import { addTraffic, decorateRequests } from '../../../src/traffic/index.ts'
import { defectLog } from '../../support/double.ts'
import { registry } from '../../support/sandboxes/make.ts'
import { faultsOf, tried } from '../../support/faults/rules.ts'

/** A server with one operation, and the sandbox of its requests. */
function serving (t: Test, route: (app: FastifyInstance) => void) {
  const app = fastify()
  t.teardown(() => app.close())
  const { sandboxes } = registry()
  decorateRequests(app)
  addTraffic(app, { sandboxes, provider: 'julep', faultHeader: true })
  route(app)
  return { app, sandbox: sandboxes.get('main') }
}

t.test('a response that cannot be sent is a 500, also after a delay by a fault', async t => {
  const { app, sandbox } = serving(t, app => app.get('/x', { config: { operation: 'x' } }, async (_request, reply) => reply.header('x-a', 'not latin1: 漢').send({})))
  const codes = []
  for (const phase of [undefined, 'before', 'after'] as const) {
    if (phase !== undefined) sandbox.faults.add({ phase, then: { delay: 1 } })
    const answer = await app.inject('/x')
    codes.push([answer.statusCode, answer.json().code])
  }
  t.same(codes, Array.from({ length: 3 }, () => [500, 'ERR_INVALID_CHAR']))
})

t.test('a connection whose dripping crashes is closed, and the crash is logged', async t => {
  const { logger, defects } = defectLog()
  const { app, sandbox } = serving(t, app => {
    app.log = logger
    app.get('/x', { config: { operation: 'x' } }, async (_request, reply) => {
      reply.raw.write = () => { throw new Error('boom') }
      return { a: 'long enough for some pieces' }
    })
  })
  sandbox.faults.add({ then: { drip: { bytes: 1, every: 1 } } })
  await t.rejects(app.inject('/x'))
  t.same(defects, [['a dripping response crashed: this is a defect of jobdouble', 'boom']])
})

t.test('a connection that crashes when its rule is removed does not keep the others from being released', async t => {
  for (const end of ['remove', 'clear', 'close'] as const) {
    const faults = faultsOf()
    const rules = [1, 2].map(() => {
      faults.add({ then: { delay: '1s' } })
      return tried(faults)!.firings.at(-1)!.rule as FaultRule
    })
    const freed: number[] = []
    for (const [index, rule] of rules.entries()) {
      faults.hold(rule, () => { throw new Error('boom') })
      faults.hold(rule, () => { freed.push(index) })
    }
    t.throws(() => end === 'remove' ? faults.remove(rules[0]!.id) : faults[end](), { message: 'boom' })
    t.same(freed, end === 'remove' ? [0] : [0, 1], end)
  }
})
