import type { Duration, State } from './words.ts'

/** A duration, or how one is drawn from the sandbox's seed when the job is made. */
export type Delay =
  | Duration
  /** Any length between the two, each as likely as any other. */
  | { min: Duration, max: Duration }
  /** Around the mean, normally distributed. */
  | { mean: Duration, deviation: Duration }
  /** Mostly short and seldom long. */
  | { mean: Duration, distribution: 'exponential' }

/** A step of a script: from when on the job is in a state, and what it shows there. */
export interface Step {
  state: State
  /** How long after the step before; at once if left out. `"resume"` holds the job back until it is resumed. */
  after?: Delay | 'resume' | undefined
  /** Where the progress stands when the step begins, in percent; it moves evenly to the next step's. */
  progress?: number | undefined
  /** What the job has yielded from this step on. */
  output?: unknown
  /** What has gone wrong with it from this step on. */
  error?: unknown
  /** The word that the provider shows during the step, instead of its own for the state. */
  unknownStatus?: string | undefined
}

/** Steps that come several times, one round after the other. */
export interface Loop {
  times: number
  steps: Step[]
}

/** A lifecycle as somebody writes it. */
export interface Script {
  /** What its jobs show as their lifecycle. */
  name?: string | undefined
  description?: string | undefined
  /** Lets its states follow one another in ways that no real job's do. */
  illegal?: boolean | undefined
  /** Whoever cancels the job finds that it has just ended. */
  cancelTooLate?: boolean | undefined
  /** Before and after these, counted from its making, its provider does not know the job. */
  visibleAfter?: Duration | undefined
  vanishAfter?: Duration | undefined
  /** At most 1000, loops unfolded. */
  steps: Array<Step | Loop>
}
