// Holds the provider against its contract, and uses it as a client does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { start } from 'jobdouble'
import { checkProvider } from 'jobdouble/provider'
import replicate from './index.js'

const headers = { authorization: 'Bearer r8_token' }

test('the provider keeps its contract', async () => {
  assert.deepEqual(await checkProvider(replicate, new URL('openapi.yaml', import.meta.url), { headers, operationIds: true }), [])
})

test('a prediction is created, succeeds, is listed, and cannot be cancelled any more', async t => {
  const double = await start({ providers: [replicate], clock: 'frozen' })
  t.after(() => double.close())
  const { env, jobs } = await double.sandbox()
  const ask = async (method, path, body) =>
    await (await fetch(`${env.REPLICATE_API_BASE_URL}/v1${path}`, { method, headers, body: body && JSON.stringify(body) })).json()

  const { id, status } = await ask('POST', '/predictions', { version: 'v1', input: { text: 'Alice' } })
  assert.equal(status, 'starting')
  await jobs.force(id, 'succeeded', { output: 'hello Alice' })
  const prediction = await ask('GET', `/predictions/${id}`)
  assert.deepEqual([prediction.status, prediction.output], ['succeeded', 'hello Alice'])
  assert.deepEqual((await ask('GET', '/predictions')).results, [prediction])
  assert.equal((await ask('POST', `/predictions/${id}/cancel`)).status, 422)
})
