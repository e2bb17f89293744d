import createError from '@fastify/error'
import { hasEnded, positionAt, progressOf, stepAt, type Job } from './job.ts'
import { PlannedJob } from './planned-job.ts'
import { isFinal, type State } from './state.ts'
import { layOut, type Pause, type PlannedStep, type Step } from './timeline.ts'

export const JobFinished = createError('JOB_FINISHED', 'Job %s has already ended: it is %s; no command can change it', 409)
export const JobNotWaiting = createError('JOB_NOT_WAITING', 'Job %s is %s and does not wait for the resume command', 409)
export const JobHeld = createError('JOB_HELD', 'Job %s is already held; release it first', 409)
export const JobNotHeld = createError('JOB_NOT_HELD', 'Job %s is not held; hold it first', 409)
export const JobStepLimit = createError('JOB_STEP_LIMIT',
  'Job %s has taken %s steps, the limit for a job that has not ended; force a final state, or create another job', 409)

/** A script has at most 1,000 steps; commands may add another 1,000. */
const maxSteps = 2000

/** How many pauses of a step are stored. Of more pauses, the first ones are merged. */
const maxPauses = 100

type Command = (job: Job, now: number) => Job

/**
 * Puts the job into `state` at `now` (ms). It continues with the steps after the next step of that state, as if that step had
 * just come; without such a step it stays in the state. A held job stays held. Throws JOB_FINISHED, JOB_STEP_LIMIT.
 */
export function force (job: Job, now: number, state: State, given: { output?: unknown, error?: unknown } = {}): Job {
  const position = positionAt(job, now)
  const current = stepAt(job, position)
  if (isFinal(current.state)) throw new JobFinished(job.id, current.state)
  if (position + 1 >= maxSteps && !isFinal(state)) throw new JobStepLimit(job.id, position + 1)
  const ahead = job.steps.slice(position + 1)
  const next = ahead.findIndex(step => step.state === state)
  const [step = { state, after: 0 }, ...rest]: PlannedStep[] = next === -1 ? [] : ahead.slice(next).map(step => step.plan)
  const { after, progress = state === 'succeeded' ? 100 : progressOf(current, now), unknownStatus } = step
  const { output = step.output, error = step.error } = given
  return replan(job, position, [{ state, after, progress, output, error, unknownStatus }, ...rest], now)
}

/** Cancels the job at `now` (ms). If its lifecycle has `cancelTooLate`, it ends now as its script says. Throws JOB_FINISHED. */
export const cancel: Command = (job, now) => {
  if (job.cancelTooLate !== true) return force(job, now, 'cancelled')
  const end = job.steps.slice(positionAt(job, now) + 1).find(({ state }) => isFinal(state))
  return force(job, now, end?.state ?? 'succeeded')
}

/** Takes the step that waits for the resume command, at `now` (ms). Throws JOB_NOT_WAITING. */
export const resume: Command = (job, now) => {
  const position = positionAt(job, now)
  const ahead = job.steps.slice(position + 1)
  if (ahead[0]?.plan.after !== 'resume') throw new JobNotWaiting(job.id, stepAt(job, position).state)
  return replan(job, position, ahead.map(step => step.plan), now)
}

/** Holds the job at `now` (ms): it keeps its state and progress until it is released. Throws JOB_FINISHED, JOB_HELD. */
export const hold: Command = (job, now) => {
  const position = positionAt(job, now)
  const current = stepAt(job, position)
  if (job.held !== undefined) throw new JobHeld(job.id)
  if (hasEnded(job, now)) throw new JobFinished(job.id, current.state)
  const [next, ...rest] = job.steps.slice(position + 1)
  const left = next === undefined || next.at === Infinity ? null : next.at - now
  const ahead = next === undefined ? [] : [next, ...rest].map(step => ({ ...step, at: Infinity, moment: null }))
  const paused = { ...current, pauses: [...current.pauses ?? [], { from: now }] }
  return { ...withSteps(job, [...job.steps.slice(0, position), paused, ...ahead]), held: { left } }
}

/** Continues a held job at `now` (ms): the next step comes after the time that was left of the current one. Throws JOB_NOT_HELD. */
export const release: Command = (job, now) => {
  const { held } = job
  if (held === undefined) throw new JobNotHeld(job.id)
  const position = positionAt(job, now)
  const current = stepAt(job, position)
  // `hold` has added one
  const pauses = mergePauses(current.pauses!.map(({ from, to = now }) => ({ from, to })))
  const ahead = layOut(job.steps.slice(position + 1).map(step => step.plan), now + (held.left ?? Infinity), current)
  return withSteps(job, [...job.steps.slice(0, position), { ...current, pauses }, ...ahead])
}

/**
 * Marks the step at `index`, which a command has just added, with the revision of the command: of several steps at one moment,
 * the revisions say which of them a request could see. Changes the job in place, because only the command has it so far.
 */
export function markRevision (job: Job, index: number, now: number, revision: number): Job {
  const step = job.steps[index]
  if (step !== undefined && step.at <= now) step.revision = revision
  return job
}

/** Removes empty pauses. If there are too many, the first two are merged into one that is as long as both. */
function mergePauses (pauses: ReadonlyArray<Required<Pause>>): Pause[] {
  const [first, second, ...rest] = pauses.filter(({ from, to }) => to > from)
  if (first === undefined) return []
  if (second === undefined) return [first]
  return rest.length + 2 <= maxPauses ? [first, second, ...rest] : [{ from: first.from, to: first.to + second.to - second.from }, ...rest]
}

/** Keeps the steps up to `position` and lays out `plan` from `now` (ms) on. A held job is held again, unless it has ended now. */
function replan (job: Job, position: number, plan: readonly PlannedStep[], now: number): Job {
  const replanned = withSteps(job, [...job.steps.slice(0, position + 1), ...layOut(plan, now, job.steps[position])])
  return job.held === undefined || hasEnded(replanned, now) ? replanned : hold(replanned, now)
}

/** The job with other steps, and not held. */
function withSteps (job: Job, steps: readonly Step[]): Job {
  const { held, ...free } = job instanceof PlannedJob ? job.toLaidOut() : job
  return { ...free, steps }
}
