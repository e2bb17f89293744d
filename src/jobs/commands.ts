import createError from '@fastify/error'
import { hasEnded, positionAt, progressAt, type Job } from './job.ts'
import { isFinal, type State } from './state.ts'
import { layOut, type Pause, type PlannedStep } from './timeline.ts'

export const JobFinished = createError('JOB_FINISHED', 'Job %s is already %s', 409)
export const JobNotWaiting = createError('JOB_NOT_WAITING', 'Job %s is %s, not held back: there is nothing to resume', 409)
export const JobHeld = createError('JOB_HELD', 'Job %s is held already; release it to let it go on', 409)
export const JobNotHeld = createError('JOB_NOT_HELD', 'Job %s is not held; hold it first', 409)
export const JobStepLimit = createError('JOB_STEP_LIMIT', 'Job %s has taken %s steps, the most that a job can take before its end; force a final state, or create another job', 409)

/** A script has at most 1,000 steps; commands may add as many again. */
const maxSteps = 2000

/** How many pauses a step keeps one by one; the sum of those before them is kept as one. */
const maxPauses = 100

/**
 * Puts the job into `state` at `now` (ms). Its script goes on behind the next step of that state, if there is one, as though
 * that step's moment had come; else the job stays there. One that is held is held there too. Throws JOB_FINISHED, JOB_STEP_LIMIT.
 */
export function force (job: Job, now: number, state: State, given: { output?: unknown, error?: unknown } = {}): Job {
  const position = positionAt(job, now)
  const current = job.steps[position]!
  if (isFinal(current.state)) throw new JobFinished(job.id, current.state)
  if (position + 1 >= maxSteps && !isFinal(state)) throw new JobStepLimit(job.id, position + 1)
  const ahead = job.steps.slice(position + 1)
  const next = ahead.findIndex(step => step.state === state)
  const [step = { state, after: 0 }, ...rest]: PlannedStep[] = next === -1 ? [] : ahead.slice(next).map(step => step.plan)
  const { after, progress = state === 'succeeded' ? 100 : progressAt(job, position, now), unknownStatus } = step
  const { output = step.output, error = step.error } = given
  return move(job, position, [{ state, after, progress, output, error, unknownStatus }, ...rest], now)
}

/** Cancels the job at `now` (ms), unless its lifecycle says that this comes too late: then it ends as its script says, and at once. Throws JOB_FINISHED. */
export function cancel (job: Job, now: number): Job {
  if (job.cancelTooLate !== true) return force(job, now, 'cancelled')
  const end = job.steps.slice(positionAt(job, now) + 1).find(({ state }) => isFinal(state))
  return force(job, now, end?.state ?? 'succeeded')
}

/** Lets a job that is held back go on at `now` (ms). Throws JOB_NOT_WAITING. */
export function resume (job: Job, now: number): Job {
  const position = positionAt(job, now)
  const ahead = job.steps.slice(position + 1)
  if (ahead[0]?.plan.after !== 'resume') throw new JobNotWaiting(job.id, job.steps[position]!.state)
  return move(job, position, ahead.map(step => step.plan), now)
}

/** Stops the job where it stands at `now` (ms): no step comes and its progress stays, until it is released. Throws JOB_FINISHED, JOB_HELD. */
export function hold (job: Job, now: number): Job {
  const position = positionAt(job, now)
  const current = job.steps[position]!
  if (job.held !== undefined) throw new JobHeld(job.id)
  if (hasEnded(job, now)) throw new JobFinished(job.id, current.state)
  const [next, ...rest] = job.steps.slice(position + 1)
  const left = next === undefined || next.at === Infinity ? null : next.at - now
  const ahead = next === undefined ? [] : [next, ...rest].map(step => ({ ...step, at: Infinity, moment: null }))
  const paused = { ...current, pauses: [...current.pauses ?? [], { from: now }] }
  return { ...job, held: { left }, steps: [...job.steps.slice(0, position), paused, ...ahead] }
}

/** Lets a job that is held go on at `now` (ms), with what was left of its step's time. Throws JOB_NOT_HELD. */
export function release (job: Job, now: number): Job {
  const { held, ...free } = job
  if (held === undefined) throw new JobNotHeld(job.id)
  const position = positionAt(job, now)
  const current = job.steps[position]!
  const pauses = shorten(current.pauses!.map(({ from, to = now }) => ({ from, to })))
  const ahead = layOut(job.steps.slice(position + 1).map(step => step.plan), now + (held.left ?? Infinity), current)
  return { ...free, steps: [...job.steps.slice(0, position), { ...current, pauses }, ...ahead] }
}

/** Marks the step that a command has brought to a job, which nobody has seen yet: within one moment, the numbers of the changes say how the job stood. */
export function byCommand (job: Job, index: number, now: number, change: number): Job {
  const step = job.steps[index]
  if (step !== undefined && step.at <= now) step.change = change
  return job
}

/** The pauses of a step without empty ones. Of too many, the first two become one that is as long as both. */
function shorten (pauses: ReadonlyArray<Required<Pause>>): Pause[] {
  const kept = pauses.filter(({ from, to }) => to > from)
  if (kept.length <= maxPauses) return kept
  const [first, second, ...rest] = kept as [Required<Pause>, Required<Pause>, ...Pause[]]
  return [{ from: first.from, to: first.to + second.to - second.from }, ...rest]
}

/** The past stays; the future is laid out anew from `now` (ms) on. A job that is held stands still at its new place, if that is no end. */
function move (job: Job, position: number, plan: readonly PlannedStep[], now: number): Job {
  const { held, ...free } = job
  const moved = { ...free, steps: [...job.steps.slice(0, position + 1), ...layOut(plan, now, job.steps[position])] }
  return held === undefined || hasEnded(moved, now) ? moved : hold(moved, now)
}
