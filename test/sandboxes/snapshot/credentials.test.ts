import { Type } from '@sinclair/typebox'
import t from 'tap'
import { takeSnapshot } from '../../../src/sandboxes/index.ts'
import { sandbox as newSandbox } from '../../support/sandboxes/make.ts'

const kind = { name: 'things', schema: Type.Unknown() }
const mark = /^\[fingerprint [0-9a-f]{12}\]$/

t.test('a snapshot has no credentials of a client: not in the input of a job, and not in a field of a thing that a provider keeps', async t => {
  const sandbox = newSandbox()
  sandbox.jobs.create({ id: 'job', provider: 'immuta', kind: 'test', lifecycle: 'success', input: { password: 'p' }, output: { password: 'p' } })
  const things = { fields: { secret: 'a fingerprint', metadata: { secret: 'p' } }, list: [{ secret: 'p' }], text: 'https://u:p@host/', nothing: null }
  for (const [id, thing] of Object.entries(things)) sandbox.collection(kind).put(id, thing)
  const { jobs, collections } = takeSnapshot(sandbox, '1')
  t.match(jobs.items[0]!.input, { password: mark })
  t.same(jobs.values, [{ password: 'p' }], 'an output is the word of a test')
  t.match(Object.fromEntries(collections[0]!.things.map(({ id, thing }) => [id, thing])), {
    fields: { secret: 'a fingerprint', metadata: { secret: mark } }, list: [{ secret: mark }], text: /^https:\/\/\[fingerprint [0-9a-f]{12}\]@host\/$/, nothing: null
  })
  t.same(sandbox.collection(kind).get('fields'), things.fields, 'the sandbox itself goes on with what came')
})
