import createError from '@fastify/error'
import { positionAt, progressAt, type Job } from './job.ts'
import { isFinal, type State } from './state.ts'
import { layOut, type PlannedStep } from './timeline.ts'

export const JobFinished = createError('JOB_FINISHED', 'Job %s is already %s', 409)
export const JobNotWaiting = createError('JOB_NOT_WAITING', 'Job %s is %s, not held back: there is nothing to resume', 409)

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

/** The past stays; the future is laid out anew from `now` (ms) on. */
function rewrite (job: Job, position: number, plan: readonly PlannedStep[], now: number): Job {
  return { ...job, steps: [...job.steps.slice(0, position + 1), ...layOut(plan, now, job.steps[position])] }
}
