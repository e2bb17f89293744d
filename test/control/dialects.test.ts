import t from 'tap'
import { documented, double } from '../support/double.ts'

t.test('a sandbox speaks as documented unless it is told otherwise, until it is reset', async t => {
  const { ask } = await double(t)
  t.same((await ask('GET /__admin/dialects')).body, documented)
  t.same((await ask('PUT /__admin/dialects', { julep: 'observed' })).body, { ...documented, julep: 'observed' })
  t.same((await ask('PUT /__admin/dialects', { starfish: 'observed' })).body, { ...documented, starfish: 'observed', julep: 'observed' })
  t.same((await ask('GET /@other/__admin/dialects')).body, documented)
  await ask('POST /__admin/reset')
  t.same((await ask('GET /__admin/dialects')).body, documented)
})

t.test('the server may be told for all sandboxes', async t => {
  const { ask } = await double(t, { dialect: { julep: 'observed' } })
  t.same((await ask('GET /@any/__admin/dialects')).body, { ...documented, julep: 'observed' })
})

t.test('an unknown dialect and an unknown provider are rejected', async t => {
  const { ask } = await double(t)
  t.equal((await ask('PUT /__admin/dialects', { julep: 'klingon' })).body.error.message, 'julep: must be one of documented, observed')
  t.equal((await ask('PUT /__admin/dialects', { acme: 'observed' })).body.error.message, 'acme: is not a provider that is served; use one of starfish, immuta, julep, waveline, datasaur')
})
