// Holds the provider against its contract.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProvider } from 'jobdouble/provider'
import acme from './index.js'

test('the provider keeps its contract', async () => {
  assert.deepEqual(await checkProvider(acme, new URL('openapi.yaml', import.meta.url), { headers: { authorization: 'Bearer key' } }), [])
})
