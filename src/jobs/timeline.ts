import { lastMoment, toIso } from '../time/index.ts'
import type { State } from './state.ts'

/** One step of a lifecycle with its duration drawn. Jobs of the same lifecycle share it. */
export interface PlannedStep {
  readonly state: State
  /** ms after the step before; `resume`: it comes with the resume command. */
  readonly after: number | 'resume'
  /** 0 to 100, when the step begins; undefined: as in the step before. */
  readonly progress?: number | undefined
  /** Undefined: as in the step before. */
  readonly output?: unknown
  /** Undefined: as in the step before. */
  readonly error?: unknown
  /** A status that the provider shows during the step, in place of its own for the state. */
  readonly unknownStatus?: string | undefined
}

/** A planned step with its moment and the values from then on. All have the same keys, because V8 reads objects of one shape faster. */
export interface Step {
  plan: PlannedStep
  state: State
  /** ms since the epoch; Infinity while it waits for the resume command, or the job is held. */
  at: number
  /** `at` in ISO 8601, computed once because that costs more than the rest of a poll; null while `at` is Infinity. */
  moment: string | null
  progress: number
  output: unknown
  error: unknown
  /** The progress of the next step and the ms until then, as they were laid out: a later command must not change the progress so far. */
  next: { after: number, progress: number } | undefined
  /** When the job was held during the step. */
  pauses: readonly Pause[] | undefined
  /** The revision of the command that added the step; undefined for a step that came by itself. */
  revision: number | undefined
}

/** From when (ms) until when (ms) a job was held; `to` is missing while it still is. */
export interface Pause { from: number, to?: number }

/** Computes the moments of planned steps: the first comes at `from` (ms), and `before` is the step before it. */
export function layOut (plan: readonly PlannedStep[], from: number, before?: Step): Step[] {
  const steps: Step[] = []
  let last = before
  for (const planned of plan) {
    // `last` is the step before, because this is not the first
    const at = steps.length === 0 ? reachable(from) : nextMoment(last!.at, planned)
    last = {
      plan: planned,
      state: planned.state,
      at,
      moment: at === Infinity ? null : toIso(at),
      ...valuesOf(planned, last),
      next: undefined,
      pauses: undefined,
      revision: undefined
    }
    const previous = steps.at(-1)
    if (previous !== undefined && at !== Infinity) previous.next = { after: at - previous.at, progress: last.progress }
    steps.push(last)
  }
  return steps
}

/** What a step shows from its beginning on. */
export type StepValues = Pick<Step, 'progress' | 'output' | 'error'>

/** The values of a planned step after the step `before`. */
export function valuesOf ({ state, progress, output, error }: PlannedStep, before?: StepValues): StepValues {
  const succeeded = state === 'succeeded'
  return {
    progress: progress ?? (succeeded ? 100 : before?.progress ?? 0),
    output: output ?? before?.output ?? null,
    // the error of an earlier attempt ends with success
    error: error ?? (succeeded ? null : before?.error ?? null)
  }
}

/** When a step comes (ms) after one that came at `before` (ms); Infinity if it does not come by itself. */
export function nextMoment (before: number, { after }: PlannedStep): number {
  return after === 'resume' ? Infinity : reachable(before + after)
}

/** A moment after the end of the clock never comes. */
function reachable (moment: number): number {
  return moment > lastMoment ? Infinity : moment
}
