import Julep from '@julep/sdk'
import type { NewFault, RuleId } from '../../../../src/index.ts'
import type { Client, World } from './world.ts'

const toClient = ({ url }: World) => new Julep({ apiKey: 'k', baseURL: `${url}/api` })

/** Starts an execution, and polls it, because the client has no polling of its own. */
async function waitsForExecution (world: World): Promise<void> {
  const julep = toClient(world)
  const { id } = await julep.executions.create('11111111-2222-4333-8444-555555555555', { input: {} })
  while ((await julep.executions.get(id)).status !== 'succeeded') await world.pause(5000)
}

const reads = { operation: 'julep.getExecution' } as const

/**
 * What the client, which Stainless generates, does by itself: two retries, after 0.5 s and 1 s less up to 25 %, also after a
 * Retry-After of 60 s or more. It sends no idempotency key.
 */
export const sdkSituations: ReadonlyArray<{ name: string, client: Client, faults?: readonly NewFault[], expected: readonly RuleId[] }> = [
  { name: 'nothing fails', client: waitsForExecution, expected: [] },
  { name: 'two polls receive 503', client: waitsForExecution, faults: [{ match: reads, when: { first: 2 }, then: { status: 503 } }], expected: [] },
  { name: 'a poll loses its connection', client: waitsForExecution, faults: [{ match: reads, when: { first: 1 }, then: { connection: 'reset' } }], expected: [] },
  { name: 'Retry-After is a second', client: waitsForExecution, faults: [{ match: reads, when: { first: 1 }, then: { status: 429, retryAfter: '1s' } }], expected: [] },
  { name: 'Retry-After is a minute', client: waitsForExecution, faults: [{ match: reads, when: { first: 1 }, then: { status: 429, retryAfter: '60s' } }], expected: ['retry-after'] },
  {
    name: 'the response to a create is lost',
    client: waitsForExecution,
    faults: [{ match: { operation: 'julep.createExecution' }, when: { first: 1 }, phase: 'after', then: { connection: 'reset' } }],
    expected: ['duplicate-create']
  }
]
