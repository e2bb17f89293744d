import type { Job, State } from '../../../jobs/index.ts'
import { executionStatuses, type ExecutionStatus, type TransitionType } from './schema.ts'

type Step = Job['steps'][number]

/** A change of an execution. All changes follow from the timeline of its job and from the steps of its task. */
export interface ExecutionChange {
  /** ms since the epoch; Infinity while the job is waiting before it. */
  at: number
  /** The index of the job's step that causes it. */
  index: number
  status: ExecutionStatus
  /** The transition that the execution's history has for it; null if the history has none. */
  transition: TransitionType | null
}

/** The facts of a task that determine the changes of its execution. */
export interface Course {
  /** The steps of the task, if it was created: with one step only, `finish` stands for it, and the history has no `step`. */
  steps?: readonly unknown[] | undefined
  /** How many of them are done in the job's first stretch of work, besides the first one. */
  spread?: number | undefined
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

/** The transitions after which a step of the task is done, or the execution has ended. */
const completing: ReadonlySet<TransitionType | null> = new Set(['step', 'resume', 'finish', 'error', 'cancelled'])

/** The spread of a job that is new, for a task with so many steps. A lifecycle that has more steps keeps them. */
export function spreadOf (job: Job, steps: number): number {
  return Math.max(0, steps - changesOf(job).filter(({ transition }) => completing.has(transition)).length)
}

/**
 * All changes of an execution, past and future, in order of time; never empty. A command that changes the future keeps the past
 * ones.
 */
export function changesOf ({ steps }: Job, course: Course = {}): ExecutionChange[] {
  const changes: ExecutionChange[] = []
  for (const [index, { state, at, plan }] of steps.entries()) {
    const before = steps[index - 1]?.state
    const begins = (before ?? 'queued') === 'queued' && (state === 'running' || state === 'retrying' || state === 'waiting')
    if (begins) changes.push({ at, index, status: 'starting', transition: 'init' })
    if (begins && state !== 'waiting') {
      changes.push(...workOf(steps, index, course))
      continue
    }
    const change: ExecutionChange = { at, index, status: executionStatuses[state], transition: toTransition(state, before) }
    // a failed attempt that is retried is not a transition, and changes nothing that a client sees
    const last = changes.at(-1)
    // each change has its step
    const isVisible = last === undefined || change.status !== last.status || plan.unknownStatus !== steps[last.index]!.plan.unknownStatus
    if (change.transition !== null || isVisible) changes.push(change)
  }
  return changes
}

/** The changes of the first stretch of work: one for each step of the task that is done in it, the first after the startup. */
function workOf (timeline: Job['steps'], index: number, { steps: { length: count } = [], spread = 0 }: Course): ExecutionChange[] {
  // the caller has the index from the timeline
  const step = timeline[index]!
  const end = timeline[index + 1]?.at ?? Infinity
  const first: ExecutionChange = { at: Math.min(step.at + startup, end), index, status: 'running', transition: count === 1 ? null : 'step' }
  if (step.next === undefined) return [first]
  const length = step.next.after
  const rest = Math.max(0, length - startup)
  const later = Array.from({ length: spread }, (_, number) => timeOf(step, Math.floor(length - rest + rest * (number + 1) / (spread + 1))))
  return [first, ...later.filter(at => at <= end).map(at => ({ ...first, at }))]
}

/** When (ms) a step has worked for so many ms, its pauses not counted. */
function timeOf ({ at, pauses = [] }: Step, worked: number): number {
  return pauses.reduce((time, { from, to = Infinity }) => time > from ? time + to - from : time, at + worked)
}

function toTransition (state: State, before: State | undefined): TransitionType | null {
  if (state !== 'running') return transitionTypes[state]
  return before === 'waiting' ? 'resume' : before === 'retrying' ? null : 'step'
}

/** The changes up to `now` (ms), at least one. */
export function changesUntil (job: Job, now: number, course?: Course): ExecutionChange[] {
  return changesOf(job, course).filter(({ at }) => at <= now)
}
