import type { AddressInfo } from 'node:net'
import t from 'tap'
import { healthcheck } from '../../src/cli/healthcheck.ts'
import { double } from '../support/double.ts'

t.test('a double that listens on all addresses is asked on loopback', async t => {
  const { app } = await double(t)
  await app.listen({ host: '0.0.0.0', port: 0 })
  const { port } = app.server.address() as AddressInfo
  for (const host of ['127.0.0.1', '0.0.0.0', 'localhost']) t.equal(await healthcheck({ host, port }), 'ok', host)
})

t.test('a server that does not respond, or is not healthy, is named', async t => {
  const { app } = await double(t)
  app.addHook('onRequest', async (_, reply) => reply.code(503).send())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  await t.rejects(healthcheck({ host: '127.0.0.1', port }), new Error(`http://127.0.0.1:${port}/health responds with 503; check that it is a jobdouble`))
  await app.close()
  await t.rejects(healthcheck({ host: '127.0.0.1', port }), new Error(`http://127.0.0.1:${port}/health does not respond; check that jobdouble is running there`))
  for (const host of ['::', '::1']) await t.rejects(healthcheck({ host, port }), new Error(`http://[::1]:${port}/health does not respond; check that jobdouble is running there`))
})
