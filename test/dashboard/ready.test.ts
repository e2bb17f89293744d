import fastify from 'fastify'
import t from 'tap'
import { serveHealth } from '../../src/dashboard/index.ts'

t.test('a server that is not ready says why', async t => {
  const app = fastify()
  t.teardown(() => app.close())
  serveHealth(app, () => 'the store does not respond')
  const ready = await app.inject('/ready')
  t.same([ready.statusCode, ready.json()], [503, { status: 'unavailable', reason: 'the store does not respond' }])
  const health = await app.inject('/health')
  t.same([health.statusCode, health.json()], [200, { status: 'ok' }])
})
