import { JobdoubleError } from '../error.ts'
import type { RuleId } from '../findings.ts'
import type { FaultAction, FaultPhase, FaultTiming } from '../new-fault.ts'
import type { Script } from '../script.ts'
import type { Duration, LifecycleName, Provider, State } from '../words.ts'

/** The purpose of the requests into which a fault is injected. Each provider declares the roles of its operations. */
export type Role = 'create' | 'status' | 'result' | 'list' | 'sign-in' | 'stream'

/** A fault of a plan, which applies to any provider. */
export interface ScenarioFault {
  /** All requests if missing. */
  on?: Role | undefined
  when?: Omit<FaultTiming, 'from' | 'until'> | undefined
  phase?: FaultPhase | undefined
  then: FaultAction
}

/** How the clock of the jobs runs while the client runs. */
export interface ScenarioClock {
  /** Milliseconds of the clock per real millisecond; 1 if missing. */
  rate?: number | undefined
  /** The clock is frozen, and advances by this after each poll: each state is seen, however long the client pauses. */
  advance?: Duration | undefined
}

/** What a response must have shown to the client: a state of its job, a status that is not documented, or an unknown job. */
export type Sight = State | 'unknown-status' | 'unknown-job'

/**
 * How the client must end. `success`: with 0, after a response that showed a job that succeeded. `failure`: not with 0. `honest`: with
 * 0 only after such a response. A number: with exactly that code.
 */
export type Exit = 'success' | 'failure' | 'honest' | number

/** A situation in which a client is tested, and what is expected of the client. */
export interface Scenario {
  name: string
  description?: string | undefined
  /** The lifecycle of the jobs that the client starts; `success` if missing. */
  lifecycle?: LifecycleName | Script | undefined
  clock?: ScenarioClock | undefined
  faults?: readonly ScenarioFault[] | undefined
  /** What responses must show; else the verdict is `not met`. A state for which the provider has no status makes it `not applicable`. */
  shows?: readonly Sight[] | undefined
  /** `success` if missing. */
  exit?: Exit | undefined
  /** The rules of the report with severity `error` that the client may violate. */
  allow?: readonly RuleId[] | undefined
  /** The real time in which the client must end; 30 s if missing. */
  limit?: Duration | undefined
}

/** Several scenarios, in the order in which they run. */
export interface Plan {
  /** The provider of the client, if the command line does not name it. */
  provider?: Provider | undefined
  scenarios: readonly Scenario[]
}

/** The error for a scenario that cannot be run. `field`: the path of the value that is not valid. */
export function toInvalid (scenario: string, message: string, field: string | undefined): JobdoubleError {
  return new JobdoubleError(`scenario ${scenario}: ${message}`, { code: 'INVALID_SCENARIO', field })
}
