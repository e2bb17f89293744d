import type { Test } from 'tap'
import { credentials as keys } from '../credentials.ts'
import { double, type Double } from '../double.ts'

/** A double with one rule, and a request to each provider. */
export async function injecting (t: Test, order?: object, options?: Parameters<typeof double>[1]) {
  const it = await double(t, options)
  const add = async (order: object) => {
    const { status, body } = await it.ask('POST /__admin/faults', order)
    t.equal(status, 201, body?.error?.message)
    return body
  }
  if (order !== undefined) await add(order)
  const id = { waveline: '', julep: '' }
  for (const provider of ['waveline', 'julep'] as const) id[provider] = (await it.make({ provider })).id
  const requests: Record<string, () => ReturnType<Double['ask']>> = {
    starfish: () => it.ask('POST /v1/generateData', { prompt: 'p', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' }, keys),
    immuta: () => it.ask('GET /jobs/summary', undefined, keys),
    julep: () => it.ask(`GET /api/jobs/${id.julep}`, undefined, keys),
    execution: () => it.ask('GET /api/executions/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47', undefined, keys),
    waveline: () => it.ask(`GET /api/v1/jobs/${id.waveline}`, undefined, keys),
    graphql: () => it.ask('POST /graphql', { query: '{ getJob(jobId: "x") { id } }' }, keys),
    health: () => it.ask('GET /api/health'),
    token: () => it.ask('POST /api/oauth/token', { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' })
  }
  const seen = async () => (await it.ask('GET /__admin/faults')).body.items.map((fault: { seen: number, fired: number }) => [fault.seen, fault.fired])
  return { ...it, add, id, requests, seen }
}
