import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import { viewAt, type Job } from '../../../jobs/index.ts'
import type { ProviderJobs, Sandbox } from '../../../sandboxes/index.ts'
import { complete } from '../completion.ts'
import { seek } from '../resources.ts'
import { IdSchema } from '../schema.ts'
import { mustBeKnown } from '../strict.ts'
import { tasks } from '../tasks/schema.ts'
import { kindOf, labelOf, outputOf, type TaskStep } from '../tasks/steps.ts'
import { MaybeStringSchema } from '../values.ts'
import { changesUntil, spreadOf } from './changes.ts'
import type { ExecutionUpdate, NewExecution } from './schema.ts'

export const ExecutionUnknown = createError('EXECUTION_UNKNOWN', 'Execution not found during get', 404)

/** A step of the task as it was when the execution was created. */
const StepRecordSchema = Type.Object({ type: Type.String(), label: MaybeStringSchema }, { additionalProperties: false })

/** The data of an execution that its job does not have; everything else follows from the job's timeline. */
const ExecutionSchema = Type.Object({
  id: IdSchema,
  taskId: IdSchema,
  jobId: IdSchema,
  metadata: Type.Unsafe<object>(Type.Object({}, { additionalProperties: true })),
  /** The inputs with which clients resumed it, by the index of the job's step. */
  inputs: Type.Unsafe<Record<number, unknown>>(Type.Object({}, { additionalProperties: true })),
  /** The steps of `main` of its task, none for a task that was never created. */
  steps: Type.Optional(Type.Array(StepRecordSchema)),
  /** How many of them are done in the job's first stretch of work, besides the first one. */
  spread: Type.Optional(Type.Integer({ minimum: 0 }))
}, { additionalProperties: false })
export interface Execution extends Static<typeof ExecutionSchema> {}

export const executions = { name: 'julep.executions', schema: ExecutionSchema }

/** An execution and its job at a moment (ms). */
export interface ExecutionView { execution: Execution, job: Job, now: number }

/** Throws COLLECTION_FULL, JOB_LIMIT, and RESOURCE_UNKNOWN with `--julep-strict`. */
export function startExecution (sandbox: Sandbox, jobs: ProviderJobs, taskId: string, body: NewExecution): ExecutionView {
  mustBeKnown(sandbox, tasks, taskId)
  const { ids, clock, seed } = sandbox
  const main = seek(sandbox, tasks, taskId)?.data.main ?? []
  const execution = {
    id: ids.uuid4(),
    taskId,
    jobId: ids.uuid4(),
    metadata: body.metadata ?? {},
    inputs: {},
    steps: main.map(toRecord),
    spread: 0
  }
  const isSpent = endedIn(sandbox)
  // checked before the job is started; the spread, which follows from the job, does not change the size
  collectionOf(sandbox).mustFit(execution.id, execution, isSpent)
  const last = main.at(-1)
  const fallbackOutput = last && outputOf(last, () => complete(seed, execution.jobId))
  const { job } = jobs.start({ id: execution.jobId, input: body.input, fallbackOutput }, { operation: 'createExecution', body })
  const started = { ...execution, spread: spreadOf(job, main.length) }
  collectionOf(sandbox).put(execution.id, started, isSpent)
  return { execution: started, job, now: clock.now() }
}

function toRecord (step: TaskStep) {
  return { type: kindOf(step).type, label: labelOf(step) }
}

/** Throws EXECUTION_UNKNOWN. */
export function findExecution (sandbox: Sandbox, id: string): ExecutionView {
  const view = seekExecution(sandbox, id)
  if (view === undefined) throw new ExecutionUnknown()
  return view
}

/** Returns undefined for an unknown execution. */
export function seekExecution (sandbox: Sandbox, id: string): ExecutionView | undefined {
  const execution = collectionOf(sandbox).get(id)
  return execution && toView(sandbox, execution)
}

/** Returns the id of the execution whose job this is; undefined if it has none. */
export function executionIdOf (sandbox: Sandbox, jobId: string): string | undefined {
  for (const [id, execution] of collectionOf(sandbox).entries()) if (execution.jobId === jobId) return id
  return undefined
}

/** Returns the id of the job of an execution; undefined for an unknown execution. */
export function jobIdOf (sandbox: Sandbox, id: string): string | undefined {
  return collectionOf(sandbox).get(id)?.jobId
}

/** Returns all executions of a task, oldest first. */
export function executionsOf (sandbox: Sandbox, taskId: string): ExecutionView[] {
  const all = Array.from(collectionOf(sandbox).entries(), ([, execution]) => execution)
  return all.filter(execution => execution.taskId === taskId).flatMap(execution => toView(sandbox, execution) ?? [])
}

/**
 * Cancels an execution, or resumes one that waits. Throws EXECUTION_UNKNOWN, JOB_FINISHED, JOB_NOT_WAITING, JOB_STEP_LIMIT,
 * JOB_LIMIT, COLLECTION_FULL.
 */
export function changeExecution (sandbox: Sandbox, id: string, { status = 'running', input = null }: ExecutionUpdate): void {
  const view = findExecution(sandbox, id)
  if (status === 'cancelled') sandbox.jobs.cancel(view.job.id)
  else resumeExecution(sandbox, view, input)
}

function resumeExecution (sandbox: Sandbox, { execution, job, now }: ExecutionView, input: object | null): void {
  // the changes up to now are never empty
  const next = changesUntil(job, now).at(-1)!.index + 1
  const isHeld = job.steps[next]?.plan.after === 'resume'
  const resumed = { ...execution, inputs: { ...execution.inputs, [next]: input } }
  const isSpent = endedIn(sandbox)
  // checked before the job is resumed, which cannot be undone
  collectionOf(sandbox).mustFit(execution.id, resumed, isSpent)
  // a job that waits for time to pass, or was forced to wait, is resumed too
  if (viewAt(job, now).state === 'waiting' && !isHeld) sandbox.jobs.force(job.id, 'running')
  else sandbox.jobs.resume(job.id)
  collectionOf(sandbox).put(execution.id, resumed, isSpent)
}

/** Which executions make room for another: those that have ended, and those without a job. */
function endedIn (sandbox: Sandbox): (execution: Execution) => boolean {
  return execution => {
    const view = toView(sandbox, execution)
    return view === undefined || viewAt(view.job, view.now).finishedAt !== null
  }
}

/**
 * Returns the execution with its job, whether Julep shows the job at this moment or not; undefined if the job was evicted to make
 * room for another.
 */
function toView ({ jobs, clock }: Sandbox, execution: Execution): ExecutionView | undefined {
  const [job] = jobs.stored([execution.jobId])
  return job && { execution, job, now: clock.now() }
}

function collectionOf (sandbox: Sandbox) {
  return sandbox.collection(executions)
}
