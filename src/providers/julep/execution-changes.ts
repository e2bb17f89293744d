import type { Job, State } from '../../jobs/index.ts'
import { executionStatuses, type ExecutionStatus, type TransitionType } from './execution-schema.ts'

/** A change of an execution. All changes follow from the timeline of its job. */
export interface ExecutionChange {
  /** ms since the epoch; Infinity while the job is waiting before it. */
  at: number
  /** The index of the job's step that causes it. */
  index: number
  status: ExecutionStatus
  /** The transition that the execution's history has for it; null if the history has none. */
  transition: TransitionType | null
}

/** How long an execution is `starting` before its first step is done, in ms, unless its job changes earlier (inferred). */
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

/**
 * All changes of an execution, past and future, in order of time; never empty. A command that changes the future keeps the past
 * ones.
 */
export function changesOf ({ steps }: Job): ExecutionChange[] {
  const changes: ExecutionChange[] = []
  for (const [index, { state, at, plan }] of steps.entries()) {
    const before = steps[index - 1]?.state
    const begins = (before ?? 'queued') === 'queued' && (state === 'running' || state === 'retrying' || state === 'waiting')
    if (begins) changes.push({ at, index, status: 'starting', transition: 'init' })
    const works = begins && state !== 'waiting'
    const change: ExecutionChange = works
      ? { at: Math.min(at + startup, steps[index + 1]?.at ?? Infinity), index, status: 'running', transition: 'step' }
      : { at, index, status: executionStatuses[state], transition: toTransition(state, before) }
    // a failed attempt that is retried is not a transition, and changes nothing that a client sees
    const last = changes.at(-1)
    // each change has its step
    const isVisible = last === undefined || change.status !== last.status || plan.unknownStatus !== steps[last.index]!.plan.unknownStatus
    if (change.transition !== null || isVisible) changes.push(change)
  }
  return changes
}

function toTransition (state: State, before: State | undefined): TransitionType | null {
  if (state !== 'running') return transitionTypes[state]
  return before === 'waiting' ? 'resume' : before === 'retrying' ? null : 'step'
}

/** The changes up to `now` (ms), at least one. */
export function changesUntil (job: Job, now: number): ExecutionChange[] {
  return changesOf(job).filter(({ at }) => at <= now)
}
