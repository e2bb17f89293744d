import { JobdoubleError } from '../error.ts'
import type { Fault } from '../faults.ts'
import type { RecordedRequest } from '../journal.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Duration, Provider } from '../words.ts'
import { later } from './real-time.ts'
import { toInvalid, type Scenario, type ScenarioFault } from './scenario.ts'
import type { ProviderTraits } from './traits.ts'

/** The real time (ms) after which a frozen clock advances without a poll, for clients that wait in a long poll or a stream. */
const patience = 3000

/**
 * Gives the sandbox the lifecycle and the faults of a scenario. Returns the faults, in the order of the scenario. Throws INVALID_SCENARIO.
 */
export async function prepare (
  sandbox: Sandbox, { name, lifecycle, faults = [] }: Scenario, provider: Provider, { operations }: ProviderTraits
): Promise<Fault[]> {
  try {
    if (lifecycle !== undefined) await sandbox.lifecycles.rules.create({ provider, lifecycle })
    const created: Fault[] = []
    for (const fault of faults) created.push(await createFault(sandbox, fault, provider, operations))
    return created
  } catch (error) {
    throw error instanceof JobdoubleError && error.status === 400 ? toInvalid(name, error.message, error.field) : error
  }
}

/** A fault for all operations of a role. Without an operation of the role, the scenario is not applicable. */
async function createFault (
  { faults }: Sandbox, { on, ...fault }: ScenarioFault, provider: Provider, operations: ProviderTraits['operations']
): Promise<Fault> {
  return await faults.create({ ...fault, match: on === undefined ? { provider } : { operation: operations[on] } })
}

/** Advances the clock by `by` after each poll, until the returned function is called. */
export async function advanceAfterPolls (
  { clock, events }: Sandbox, by: Duration, { operations }: ProviderTraits
): Promise<() => Promise<void>> {
  const polls = new Set(operations.status)
  const isPoll = ({ operations }: RecordedRequest) => operations.some(operation => polls.has(operation))
  const stream = await events({ kinds: ['request'] })
  let isOver = false
  let stopWaiting = wait()
  // an error ends the advances; the scenario then ends at its limit
  const following = Promise.allSettled([follow()])
  return async () => {
    isOver = true
    stopWaiting()
    await stream.return()
    await following
  }

  function wait (): () => void {
    return later(patience, () => { Promise.allSettled([advance()]) })
  }
  async function advance (): Promise<void> {
    stopWaiting()
    await clock.advance(by)
    stopWaiting()
    if (!isOver) stopWaiting = wait()
  }
  async function follow (): Promise<void> {
    for await (const { kind, data } of stream) if (kind === 'request' && isPoll(data)) await advance()
  }
}
