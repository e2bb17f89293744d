import t from 'tap'
import { defineProvider } from '../../src/provider/index.ts'
import { double } from '../support/double.ts'
import { toaster } from '../support/providers/toaster.ts'

const headers = { 'toaster-key': 'k' }

t.test('a provider has the same words in both dialects, or words for each', async t => {
  const { documented } = toaster.statuses
  const observed = { ...documented, failed: 'black' }
  const providers = [toaster, defineProvider({ ...toaster, name: 'grill', statuses: { documented, observed }, routes: async () => {} })]
  const { make } = await double(t, { providers, dialect: 'observed' })
  const lifecycle = { steps: [{ state: 'queued' }, { state: 'failed', after: 0 }] }
  t.equal((await make({ provider: 'toaster', lifecycle })).status, 'burnt')
  t.equal((await make({ provider: 'grill', lifecycle })).status, 'black')
})

t.test('no operation shows the jobs of a provider that does not say which', async t => {
  const { ask, make } = await double(t, { providers: [toaster] })
  const { id } = await make({ provider: 'toaster' })
  t.same((await ask(`GET /toaster/v1/toasts/${id}`, undefined, headers)).body, { id, status: 'cold' })
  t.same((await ask(`GET /__admin/jobs/${id}/responses`)).body.items, [])
})
