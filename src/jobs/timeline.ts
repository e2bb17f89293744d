import { lastMoment, toIso } from '../time/index.ts'
import type { State } from './state.ts'

/** One step of a lifecycle, its duration drawn. What it does not say is undefined. The jobs of a lifecycle share it. */
export interface PlannedStep {
  readonly state: State
  /** ms after the step before; `resume`: it comes when the job is resumed. */
  readonly after: number | 'resume'
  /** 0 to 100, at the step's start. */
  readonly progress?: number | undefined
  readonly output?: unknown
  readonly error?: unknown
  /** The word that the provider shows during the step, instead of its own for the state. */
  readonly unknownStatus?: string | undefined
}

/** A planned step with its moment, and what holds from then on. All have all keys: objects of one shape take less memory, and less time to read. */
export interface Step {
  plan: PlannedStep
  state: State
  /** ms since the epoch; Infinity while the job is held back before it, or held where it is. */
  at: number
  /** `at` in ISO 8601, written once because that costs more than a poll; null while it is Infinity. */
  moment: string | null
  progress: number
  output: unknown
  error: unknown
  /** When it was laid out, what its progress was to move towards, and in how many ms; a command that changes what comes does not change what was. */
  next: { after: number, progress: number } | undefined
  /** When (ms) the job was held in it, and until when; the last has no end while it is held. */
  pauses: readonly Pause[] | undefined
  /** The number of the change that brought it, if that was a command. */
  change: number | undefined
}

export interface Pause { from: number, to?: number }

/** Gives planned steps their moments: the first comes at `from` (ms), each other one after the one before it. */
export function layOut (plan: readonly PlannedStep[], from: number, before?: Step): Step[] {
  const steps: Step[] = []
  let last = before
  for (const planned of plan) {
    const at = steps.length === 0 ? reachable(from) : planned.after === 'resume' ? Infinity : reachable(last!.at + planned.after)
    const succeeded = planned.state === 'succeeded'
    last = {
      plan: planned,
      state: planned.state,
      at,
      moment: at === Infinity ? null : toIso(at),
      progress: planned.progress ?? (succeeded ? 100 : last?.progress ?? 0),
      output: planned.output ?? last?.output ?? null,
      // success leaves nothing behind of an earlier attempt's error
      error: planned.error ?? (succeeded ? null : last?.error ?? null),
      next: undefined,
      pauses: undefined,
      change: undefined
    }
    const previous = steps.at(-1)
    if (previous !== undefined && at !== Infinity) previous.next = { after: at - previous.at, progress: last.progress }
    steps.push(last)
  }
  return steps
}

/** Behind the end of the clock lies never. */
function reachable (moment: number): number {
  return moment > lastMoment ? Infinity : moment
}
