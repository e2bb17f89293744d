import { custom } from '../validation/index.ts'
import { PlannedJob } from './planned-job.ts'
import { isFinal, type State } from './state.ts'
import type { Pause, Step } from './timeline.ts'

/** An id is a part of URLs. JSON allows half of a surrogate pair, a URL does not. */
export const JobIdSchema = custom<string>({ type: 'string', minLength: 1, maxLength: 200 }, isJobId,
  'must be a string of 1 to 200 characters, without half of a surrogate pair')

function isJobId (value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= 200 && !/\p{Surrogate}/u.test(value)
}

/** A job is its timeline. It is immutable: a command replaces it by another one. */
export interface Job {
  readonly id: string
  readonly provider: string
  readonly kind: string
  readonly lifecycle: string
  /** The thing at its provider to which it belongs (a project). The jobs of a group can be listed. */
  readonly group?: string | undefined
  readonly input: unknown
  /** All steps, past and future, by moment; never empty. */
  readonly steps: readonly Step[]
  /** The moment (ms) from which on the provider knows the job. */
  readonly visibleFrom: number
  /** The moment (ms) from which on the provider does not know the job any more; Infinity for never. */
  readonly visibleUntil: number
  /** Whether a cancel comes too late: the job then ends as its script says. */
  readonly cancelTooLate?: boolean
  /** Only while the job is held. `left`: the ms that were left until its next step; null if that does not come by itself. */
  readonly held?: { readonly left: number | null }
  /** The revision of the sandbox's jobs that created it; undefined if it was loaded with the sandbox. */
  readonly createdRevision?: number
}

/** A job as it is at one moment. */
export interface JobView {
  readonly job: Job
  readonly id: string
  readonly provider: string
  readonly kind: string
  readonly input: unknown
  readonly state: State
  /** A status that the provider shows in place of its own for the state; undefined if it shows its own. */
  readonly unknownStatus: string | undefined
  /** A whole number from 0 to 100. */
  readonly progress: number
  readonly output: unknown
  readonly error: unknown
  /** ISO 8601 with milliseconds. */
  readonly createdAt: string
  /** When its current step began, in ISO 8601 with milliseconds. */
  readonly updatedAt: string
  /** When its final state began, in ISO 8601 with milliseconds; null in any other state. */
  readonly finishedAt: string | null
}

/** The position of a job at `now` (ms): the index of the last step that has begun. */
export function positionAt (job: Job, now: number): number {
  if (job instanceof PlannedJob) return job.positionAt(now)
  const { steps } = job
  let position = steps.length - 1
  while (position > 0 && steps[position]!.at > now) position--
  return position
}

/** The step at a position, which is always the index of a step. */
export function stepAt (job: Job, position: number): Step {
  return job instanceof PlannedJob ? job.stepAt(position) : job.steps[position]!
}

/** The position of the last step. */
export function lastOf (job: Job): number {
  return job instanceof PlannedJob ? job.last : job.steps.length - 1
}

/** The state of a job at `now` (ms). A pure function of the timeline: reading a job changes nothing. */
export function stateAt (job: Job, now: number): State {
  return stateOf(job, positionAt(job, now))
}

/** The state at a position. */
function stateOf (job: Job, position: number): State {
  return job instanceof PlannedJob ? job.stateOf(position) : stepAt(job, position).state
}

/**
 * The state of a job at a moment (ms) and a revision of the sandbox's jobs: a frozen clock shows the same moment before and
 * after a command. `existed`: whether the job had been created; if not, `state` is its first state.
 */
export function stateAtRevision (
  job: Job,
  moment: number,
  revision: number
): { state: State, unknownStatus: string | undefined, existed: boolean } {
  const existed = existedAt(job, moment, revision)
  let position = existed ? positionAt(job, moment) : 0
  // back over the steps that commands have added at this moment: never the first one
  for (let added = position; added > 0; added--) {
    const step = stepAt(job, added)
    if (step.at !== moment) break
    if ((step.revision ?? 0) > revision) position = added - 1
  }
  const { state, plan } = stepAt(job, position)
  return { state, unknownStatus: plan.unknownStatus, existed }
}

/** Whether the job had been created by a moment (ms) and a revision of the sandbox's jobs. */
export function existedAt (job: Job, moment: number, revision: number): boolean {
  return stepAt(job, 0).at <= moment && (job.createdRevision ?? 0) <= revision
}

/** Whether the job is in a final state at `now` (ms) and has no further step. No command changes it any more. */
export function hasEnded (job: Job, now: number): boolean {
  const position = positionAt(job, now)
  return position === lastOf(job) && isFinal(stateOf(job, position))
}

export function viewAt (job: Job, now: number): JobView {
  const position = positionAt(job, now)
  const step = stepAt(job, position)
  const first = position === 0 ? step : stepAt(job, 0)
  const { state, output, error, moment, plan } = step
  return {
    job,
    id: job.id,
    provider: job.provider,
    kind: job.kind,
    input: job.input,
    state,
    unknownStatus: plan.unknownStatus,
    progress: progressOf(step, now),
    output,
    error,
    // both steps have begun, so they have a moment
    createdAt: first.moment!,
    updatedAt: moment!,
    finishedAt: isFinal(state) ? moment : null
  }
}

/** The progress of a job in this step at `now` (ms). It rises evenly to that of the next step while the job works and is not held. */
export function progressOf ({ state, at, progress, next, pauses = [] }: Step, now: number): number {
  const isWorking = state === 'running' || state === 'retrying'
  if (!isWorking || next === undefined) return Math.floor(progress)
  return Math.floor(progress + (next.progress - progress) * (now - at - lengthOf(pauses, now)) / next.after)
}

/** The length (ms) of all pauses up to `now`. */
export function lengthOf (pauses: readonly Pause[], now: number): number {
  return pauses.reduce((sum, { from, to = Infinity }) => sum + Math.max(0, Math.min(to, now) - from), 0)
}

/** Whether the provider knows the job at `now` (ms). */
export function isVisible (job: Job, now: number): boolean {
  return now >= job.visibleFrom && now < job.visibleUntil
}

/** From `from` (ms) up to, and not including, `to` (ms), which may be Infinity. */
export interface Span { readonly from: number, readonly to: number }

/** When a client that waits for the end of the job has to wait: while the provider knows the job and its state is not final. In order. */
export function unfinishedSpans ({ steps, visibleFrom, visibleUntil }: Job): Span[] {
  const spans: Span[] = []
  let begin: number | undefined
  for (const { state, at } of steps) {
    if (!isFinal(state)) begin ??= at
    else if (begin !== undefined) {
      spans.push({ from: begin, to: at })
      begin = undefined
    }
  }
  if (begin !== undefined) spans.push({ from: begin, to: Infinity })
  return spans.map(({ from, to }) => ({ from: Math.max(from, visibleFrom), to: Math.min(to, visibleUntil) }))
    .filter(({ from, to }) => from < to)
}

/** When a job first was in a state, in ISO 8601 with milliseconds; null if it has not been yet. */
export function reachedAt (view: JobView, state: State): string | null {
  const last = positionOf(view)
  for (let position = 0; position <= last; position++) if (stateOf(view.job, position) === state) return stepAt(view.job, position).moment
  return null
}

/** The last step so far that has one of the states; undefined if there is none. */
export function lastStepIn (view: JobView, states: readonly State[]): Step | undefined {
  let position = positionOf(view)
  while (position >= 0 && !states.includes(stateOf(view.job, position))) position--
  return position === -1 ? undefined : stepAt(view.job, position)
}

/** The position of the step that a view shows. */
function positionOf ({ job, updatedAt }: JobView): number {
  return positionAt(job, Date.parse(updatedAt))
}

/** The moment (ms) at which the job reaches `state`: `now` if it is in it, undefined if it does not reach it by itself. */
export function momentOf (job: Job, state: State, now: number): number | undefined {
  if (stateAt(job, now) === state) return now
  return job.steps.find(step => step.at > now && step.at !== Infinity && step.state === state)?.at
}
