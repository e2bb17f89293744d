import type { Job, State } from '../../jobs/index.ts'
import { executionStatuses, type ExecutionStatus, type TransitionType } from './execution-schema.ts'

/** A change of an execution, as a job's timeline implies it. */
export interface Turn {
  /** ms since the epoch; Infinity while the job is held back before it. */
  at: number
  /** The step of the job that brought it. */
  index: number
  status: ExecutionStatus
  /** What the execution's history keeps of it; null if nothing. */
  transition: TransitionType | null
}

/** How long an execution is starting before its first step is done, in ms, unless its job moves on before (inferred). */
const startup = 500

const transitionTypes = {
  queued: null,
  running: 'step',
  retrying: null,
  waiting: 'wait',
  succeeded: 'finish',
  failed: 'error',
  cancelled: 'cancelled',
  expired: 'error'
} as const satisfies Record<State, TransitionType | null>

/** All turns of an execution, past and to come, by moment; never empty. A command that rewrites the future leaves those that are past. */
export function turnsOf ({ steps }: Job): Turn[] {
  const turns: Turn[] = []
  for (const [index, { state, at, plan }] of steps.entries()) {
    const before = steps[index - 1]?.state
    const begins = (before ?? 'queued') === 'queued' && (state === 'running' || state === 'retrying' || state === 'waiting')
    if (begins) turns.push({ at, index, status: 'starting', transition: 'init' })
    const works = begins && state !== 'waiting'
    const turn: Turn = works
      ? { at: Math.min(at + startup, steps[index + 1]?.at ?? Infinity), index, status: 'running', transition: 'step' }
      : { at, index, status: executionStatuses[state], transition: toTransition(state, before) }
    // an attempt that fails and is made again is nothing that the history keeps
    const last = turns.at(-1)
    const shows = last === undefined || turn.status !== last.status || plan.unknownStatus !== steps[last.index]!.plan.unknownStatus
    if (turn.transition !== null || shows) turns.push(turn)
  }
  return turns
}

function toTransition (state: State, before: State | undefined): TransitionType | null {
  if (state !== 'running') return transitionTypes[state]
  return before === 'waiting' ? 'resume' : before === 'retrying' ? null : 'step'
}

/** The turns that have come by `now` (ms), one at least. */
export function turnsUntil (job: Job, now: number): Turn[] {
  return turnsOf(job).filter(({ at }) => at <= now)
}
