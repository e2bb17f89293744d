import createError from '@fastify/error'
import { lastMoment } from './clock.ts'
import { isFinal, type State } from './state.ts'

export const JobFinished = createError('JOB_FINISHED', 'Job %s is already %s', 409)
export const JobNotWaiting = createError('JOB_NOT_WAITING', 'Job %s is %s, not held back: there is nothing to resume', 409)

/** One step of a lifecycle, its duration drawn. What it does not say is undefined. */
export interface PlannedStep {
  state: State
  /** ms after the step before; `resume`: it comes when the job is resumed. */
  after: number | 'resume'
  /** 0 to 100, at the step's start. */
  progress?: number | undefined
  output?: unknown
  error?: unknown
}

/** A planned step with its moment, and what holds from then on. */
export interface Step {
  plan: PlannedStep
  state: State
  /** ms since the epoch; Infinity while the job is held back before it. */
  at: number
  /** `at` in ISO 8601, written once because that costs more than a poll; null while it is Infinity. */
  moment: string | null
  progress: number
  output: unknown
  error: unknown
}

/** A job is its timeline. It is never changed, only replaced by one that a command has rewritten. */
export interface Job {
  readonly id: string
  readonly provider: string
  readonly kind: string
  readonly lifecycle: string
  readonly input: unknown
  /** All steps, past and to come, by moment; never empty. */
  readonly steps: readonly Step[]
  /** Outside these moments (ms) the provider does not know the job. */
  readonly visibleFrom: number
  readonly visibleUntil: number
}

/** A job as it stands at one moment. */
export interface JobView {
  readonly job: Job
  readonly id: string
  readonly provider: string
  readonly kind: string
  readonly input: unknown
  readonly state: State
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

/** Gives planned steps their moments: the first comes at `from` (ms), each other one after the one before it. */
export function layOut (plan: readonly PlannedStep[], from: number, before?: Step): Step[] {
  const steps: Step[] = []
  let last = before
  for (const planned of plan) {
    const at = steps.length === 0 ? from : planned.after === 'resume' ? Infinity : reachable(last!.at + planned.after)
    const succeeded = planned.state === 'succeeded'
    last = {
      plan: planned,
      state: planned.state,
      at,
      moment: at === Infinity ? null : new Date(at).toISOString(),
      progress: planned.progress ?? (succeeded ? 100 : last?.progress ?? 0),
      output: planned.output ?? last?.output ?? null,
      // success leaves nothing behind of an earlier attempt's error
      error: planned.error ?? (succeeded ? null : last?.error ?? null)
    }
    steps.push(last)
  }
  return steps
}

/** Behind the end of the clock lies never. */
function reachable (moment: number): number {
  return moment > lastMoment ? Infinity : moment
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

/** The whole job at a moment (ms). */
export function viewAt (job: Job, now: number): JobView {
  const position = positionAt(job, now)
  const { state, output, error, moment } = job.steps[position]!
  return {
    job,
    id: job.id,
    provider: job.provider,
    kind: job.kind,
    input: job.input,
    state,
    progress: progressAt(job, position, now),
    output,
    error,
    createdAt: job.steps[0]!.moment!,
    updatedAt: moment!,
    finishedAt: isFinal(state) ? moment : null
  }
}

/** While a job works, its progress moves evenly from one step's to the next one's; else it stands. */
function progressAt (job: Job, position: number, now: number): number {
  const step = job.steps[position]!
  const next = job.steps[position + 1]
  const moves = step.state === 'running' || step.state === 'retrying'
  if (!moves || next === undefined || next.at === Infinity) return Math.floor(step.progress)
  return Math.floor(step.progress + (next.progress - step.progress) * (now - step.at) / (next.at - step.at))
}

/** Whether the provider knows the job at a moment (ms). */
export function isVisible (job: Job, now: number): boolean {
  return now >= job.visibleFrom && now < job.visibleUntil
}

/**
 * Until when (ms) the job keeps somebody waiting who waits for its end from `now` on: `now` itself when it has ended or is not
 * known, Infinity when it will never end by itself.
 */
export function unfinishedUntil (job: Job, now: number): number {
  if (now < job.visibleFrom || isFinal(stateAt(job, now))) return now
  const end = job.steps.find(step => step.at > now && isFinal(step.state))
  return Math.max(now, Math.min(end?.at ?? Infinity, job.visibleUntil))
}

/** The moment (ms) at which the job is next in `state`: now if it is already, undefined if it never will be by itself. */
export function momentOf (job: Job, state: State, now: number): number | undefined {
  if (stateAt(job, now) === state) return now
  return job.steps.find(step => step.at > now && step.at !== Infinity && step.state === state)?.at
}

/**
 * Puts the job into `state` at `now` (ms). Its script goes on behind the next step of that state, if there is one, as though
 * that step's moment had come; else the job stays there. Throws JOB_FINISHED.
 */
export function force (job: Job, now: number, state: State, given: { output?: unknown, error?: unknown } = {}): Job {
  const position = positionAt(job, now)
  const current = job.steps[position]!
  if (isFinal(current.state)) throw new JobFinished(job.id, current.state)
  const ahead = job.steps.slice(position + 1)
  const next = ahead.findIndex(step => step.state === state)
  const [step = { state, after: 0 }, ...rest]: PlannedStep[] = next === -1 ? [] : ahead.slice(next).map(step => step.plan)
  return rewrite(job, position, [{ ...step, progress: step.progress ?? (state === 'succeeded' ? 100 : progressAt(job, position, now)), ...given }, ...rest], now)
}

/** Lets a job that is held back go on at `now` (ms). Throws JOB_NOT_WAITING. */
export function resume (job: Job, now: number): Job {
  const position = positionAt(job, now)
  const ahead = job.steps.slice(position + 1)
  if (ahead[0]?.plan.after !== 'resume') throw new JobNotWaiting(job.id, job.steps[position]!.state)
  return rewrite(job, position, ahead.map(step => step.plan), now)
}

function rewrite (job: Job, position: number, plan: readonly PlannedStep[], now: number): Job {
  return { ...job, steps: [...job.steps.slice(0, position + 1), ...layOut(plan, now, job.steps[position])] }
}
