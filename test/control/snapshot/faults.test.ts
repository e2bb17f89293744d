import t from 'tap'
import { credentials as key } from '../../support/credentials.ts'
import { double, type Double } from '../../support/double.ts'

t.test('faults go on where they stood: their draws, their counts, and what is left of their limits', async t => {
  const original = await double(t)
  await original.ask('POST /__admin/faults', { match: { provider: 'waveline' }, then: { status: 500 } })
  await original.ask('DELETE /__admin/faults/fault-1')
  await original.ask('POST /__admin/faults', { match: { operation: 'waveline.getJob' }, when: { probability: 0.5 }, then: { status: 503, retryAfter: '5s' } })
  await original.ask('POST /__admin/faults', { name: 'limit', match: { provider: 'immuta' }, when: { after: 1 }, then: { rateLimit: { limit: 9, window: '1m' } } })
  const goOn = async ({ ask }: Double, rounds: number) => {
    const heard = []
    for (let round = 0; round < rounds; round++) {
      for (const [operation, body] of [['GET /api/v1/jobs/no-job'], ['POST /jobs/statuses', { jobIds: ['none'] }]] as const) {
        const { status, text, headers } = await ask(operation, body, key)
        heard.push([status, text, headers['x-jobdouble-fault'], headers['ratelimit-remaining']])
      }
    }
    return [...heard, (await ask('GET /__admin/faults')).text]
  }
  await goOn(original, 5)
  const copy = await double(t, { seed: 2 })
  const snapshot = (await original.ask('GET /__admin/snapshot')).body
  t.equal((await copy.ask('PUT /__admin/snapshot', snapshot)).status, 200)
  const heard = await goOn(original, 15)
  for (const status of [200, 404, 429, 503]) t.ok(heard.some(([heard]) => heard === status), String(status))
  t.strictSame(await goOn(copy, 15), heard)
})
