import type { Duration, State } from './words.ts'

/** A duration, or the distribution from which one is drawn when the job is created. The draw depends on the sandbox's seed. */
export type Delay =
  | Duration
  /** Uniformly distributed between the two. */
  | { min: Duration, max: Duration }
  /** Normally distributed around the mean. */
  | { mean: Duration, deviation: Duration }
  /** Exponentially distributed: mostly short, rarely long. */
  | { mean: Duration, distribution: 'exponential' }

/** A step of a script: when the job enters a state, and what it shows from then on. */
export interface Step {
  state: State
  /** The time since the previous step; none if missing. `"resume"` waits until the job is resumed. */
  after?: Delay | 'resume' | undefined
  /** The progress in percent at the beginning of the step; it grows evenly until that of the next step. */
  progress?: number | undefined
  /** The output of the job from this step on. */
  output?: unknown
  /** The error of the job from this step on. */
  error?: unknown
  /** A status that the provider shows during the step instead of its own for the state. */
  unknownStatus?: string | undefined
}

/** Steps that are repeated. */
export interface Loop {
  times: number
  steps: Step[]
}

/** A lifecycle as a test writes it. */
export interface Script {
  /** The `lifecycle` of its jobs. */
  name?: string | undefined
  description?: string | undefined
  /** Allows transitions that a real job never makes. */
  illegal?: boolean | undefined
  /** A cancellation comes too late: the job has just ended. */
  cancelTooLate?: boolean | undefined
  /** The time since its creation before which the provider does not know the job. */
  visibleAfter?: Duration | undefined
  /** The time since its creation after which the provider does not know the job any more. */
  vanishAfter?: Duration | undefined
  /** At most 1000 steps, with every repetition of a loop. */
  steps: Array<Step | Loop>
}
