import { custom } from '../validation/index.ts'
import { isFinal, type State } from './state.ts'
import type { Pause, Step } from './timeline.ts'

/** An id has a place in URLs: half of a surrogate pair, which JSON can write, has none. */
export const JobIdSchema = custom<string>('JobId', { type: 'string', minLength: 1, maxLength: 200 },
  value => typeof value === 'string' && value.length > 0 && value.length <= 200 && !/\p{Surrogate}/u.test(value), 'must be a string of 1 to 200 characters, without half of a surrogate pair')

/** A job is its timeline. It is never changed, only replaced by one that a command has rewritten. */
export interface Job {
  readonly id: string
  readonly provider: string
  readonly kind: string
  readonly lifecycle: string
  /** What it belongs to at its provider (a project), for those who ask for all jobs of it. */
  readonly group?: string | undefined
  readonly input: unknown
  /** All steps, past and to come, by moment; never empty. */
  readonly steps: readonly Step[]
  /** Outside these moments (ms) the provider does not know the job. */
  readonly visibleFrom: number
  readonly visibleUntil: number
  /** Whoever cancels it finds that it has just ended. */
  readonly cancelTooLate?: boolean
  /** While it is held: how many ms were left until its next step; null if none comes by itself. */
  readonly held?: { readonly left: number | null }
  /** Which change made it, of all that there were; undefined if it was there from the beginning. */
  readonly born?: number
}

/** A job as it stands at one moment. */
export interface JobView {
  readonly job: Job
  readonly id: string
  readonly provider: string
  readonly kind: string
  readonly input: unknown
  readonly state: State
  /** The word that its provider shows instead of its own for the state, if there is one. */
  readonly unknownStatus: string | undefined
  /** 0 to 100, whole. */
  readonly progress: number
  readonly output: unknown
  readonly error: unknown
  /** ISO 8601 with ms, as all its moments. */
  readonly createdAt: string
  /** When it came to the state that it is in. */
  readonly updatedAt: string
  readonly finishedAt: string | null
}

/** Where in its timeline the job stands at `now` (ms): the index of the last step that has come. */
export function positionAt (job: Job, now: number): number {
  let position = job.steps.length - 1
  while (position > 0 && job.steps[position]!.at > now) position--
  return position
}

/** The state of the job at a moment (ms): a pure function of the timeline, so that reading never moves anything. */
export function stateAt (job: Job, now: number): State {
  return job.steps[positionAt(job, now)]!.state
}

/**
 * How the job stood at a moment (ms) when there had been so many changes: a clock that stands still shows one moment before a
 * command and behind it. `made` says whether it was there; before that it stands where it begins.
 */
export function standingAt (job: Job, moment: number, changes: number): { state: State, made: boolean } {
  const { steps, born = 0 } = job
  if (steps[0]!.at > moment || born > changes) return { state: steps[0]!.state, made: false }
  const next = steps.findIndex(({ at, change = 0 }) => at === moment && change > changes)
  return { state: next === -1 ? stateAt(job, moment) : steps[next - 1]!.state, made: true }
}

/** Whether the job has ended at a moment (ms), with no step to come: nothing moves it any more. */
export function hasEnded (job: Job, now: number): boolean {
  const position = positionAt(job, now)
  return position === job.steps.length - 1 && isFinal(job.steps[position]!.state)
}

/** The whole job at a moment (ms). */
export function viewAt (job: Job, now: number): JobView {
  const position = positionAt(job, now)
  const { state, output, error, moment, plan } = job.steps[position]!
  return {
    job,
    id: job.id,
    provider: job.provider,
    kind: job.kind,
    input: job.input,
    state,
    unknownStatus: plan.unknownStatus,
    progress: progressAt(job, position, now),
    output,
    error,
    createdAt: job.steps[0]!.moment!,
    updatedAt: moment!,
    finishedAt: isFinal(state) ? moment : null
  }
}

/** While a job works and is not held, its progress moves evenly from one step's to the next one's; else it stands. */
export function progressAt (job: Job, position: number, now: number): number {
  const { state, at, progress, next, pauses = [] } = job.steps[position]!
  const moves = state === 'running' || state === 'retrying'
  if (!moves || next === undefined) return Math.floor(progress)
  return Math.floor(progress + (next.progress - progress) * (now - at - lengthOf(pauses, now)) / next.after)
}

/** How long (ms) the pauses have lasted by `now`. */
export function lengthOf (pauses: readonly Pause[], now: number): number {
  return pauses.reduce((sum, { from, to = Infinity }) => sum + Math.max(0, Math.min(to, now) - from), 0)
}

/** Whether the provider knows the job at a moment (ms). */
export function isVisible (job: Job, now: number): boolean {
  return now >= job.visibleFrom && now < job.visibleUntil
}

/** A stretch of time in ms: its end is no part of it, and is Infinity where there is none. */
export interface Span { readonly from: number, readonly to: number }

/** When the job keeps a client waiting that waits for its end: while its provider knows it, and its state is not final. In order. */
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
  return spans.map(({ from, to }) => ({ from: Math.max(from, visibleFrom), to: Math.min(to, visibleUntil) })).filter(({ from, to }) => from < to)
}

/** The moment (ms) at which the job is next in `state`: now if it is already, undefined if it never will be by itself. */
export function momentOf (job: Job, state: State, now: number): number | undefined {
  if (stateAt(job, now) === state) return now
  return job.steps.find(step => step.at > now && step.at !== Infinity && step.state === state)?.at
}
