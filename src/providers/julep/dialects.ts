import type { Failure, Refusal } from '../../http/failure.ts'
import type { JobView, State } from '../../jobs/index.ts'
import type { Dialect, Sandbox } from '../../sandboxes/index.ts'
import { toJobStatus, toObservedJobStatus, toObservedRefusal, toRefusal } from './map.ts'
import { observedStatuses, statuses, type JobStatus } from './schema.ts'

interface Words {
  statuses: Readonly<Record<State, string>>
  toJobStatus (view: JobView): JobStatus
  /** `body` is the one that came with the request. */
  toRefusal (failure: Failure, body: unknown): Refusal
}

const dialects: Readonly<Record<Dialect, Words>> = {
  documented: { statuses, toJobStatus, toRefusal },
  observed: { statuses: observedStatuses, toJobStatus: toObservedJobStatus, toRefusal: toObservedRefusal }
}

/** How Julep speaks in a sandbox. */
export function wordsOf (sandbox: Sandbox): Words {
  return dialects[sandbox.dialectOf('julep')]
}
