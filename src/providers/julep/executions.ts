import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import { viewAt, type Job } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { startJob, type Provider } from '../provider.ts'
import { IdSchema, type ExecutionUpdate, type NewExecution } from './execution-schema.ts'
import { turnsUntil } from './turns.ts'

const ExecutionUnknown = createError('EXECUTION_UNKNOWN', 'Execution not found during get', 404)

/** What an execution has that its job has not; everything else follows from the job's timeline. */
const ExecutionSchema = Type.Object({
  id: IdSchema,
  taskId: IdSchema,
  jobId: IdSchema,
  metadata: Type.Unsafe<object>(Type.Object({}, { additionalProperties: true })),
  /** What clients gave it when they let it go on, by the step of the job. */
  inputs: Type.Unsafe<Record<number, unknown>>(Type.Object({}, { additionalProperties: true }))
}, { additionalProperties: false })
export interface Execution extends Static<typeof ExecutionSchema> {}

export const executions = { name: 'julep.executions', schema: ExecutionSchema }

/** An execution and its job, at a moment (ms). */
export interface Standing { execution: Execution, job: Job, now: number }

/** Throws SHELF_FULL, JOB_LIMIT. */
export async function startExecution (sandbox: Sandbox, julep: Provider, taskId: string, body: NewExecution): Promise<Standing> {
  const { ids } = sandbox
  const execution = { id: ids.uuid4(), taskId, jobId: ids.uuid4(), metadata: body.metadata ?? {}, inputs: {} }
  shelfOf(sandbox).put(execution.id, execution, await findSpent(sandbox, execution))
  try {
    const { job } = await startJob(sandbox, julep, { id: execution.jobId, input: body.input }, { operation: 'createExecution', body })
    return { execution, job, now: sandbox.clock.now() }
  } catch (error) {
    shelfOf(sandbox).delete(execution.id)
    throw error
  }
}

/** Throws EXECUTION_UNKNOWN. */
export async function findExecution (sandbox: Sandbox, id: string): Promise<Standing> {
  const [standing] = await lookUp(sandbox, id)
  if (standing === undefined) throw new ExecutionUnknown()
  return standing
}

/** An execution, if there is one: of an unknown one the server knows an empty history. */
export async function lookUp (sandbox: Sandbox, id: string): Promise<Standing[]> {
  const execution = shelfOf(sandbox).get(id)
  return await standingsOf(sandbox, execution === undefined ? [] : [execution])
}

/** All executions of a task, oldest first. */
export async function executionsOf (sandbox: Sandbox, taskId: string): Promise<Standing[]> {
  return await standingsOf(sandbox, Array.from(shelfOf(sandbox).entries(), ([, execution]) => execution).filter(execution => execution.taskId === taskId))
}

/** Stops an execution, or lets one that waits go on. Throws EXECUTION_UNKNOWN, JOB_FINISHED, JOB_NOT_WAITING, JOB_STEP_LIMIT, JOB_LIMIT, SHELF_FULL. */
export async function changeExecution (sandbox: Sandbox, id: string, { status = 'running', input = null }: ExecutionUpdate): Promise<void> {
  const { execution, job, now } = await findExecution(sandbox, id)
  if (status === 'cancelled') {
    await sandbox.jobs.cancel(job.id)
    return
  }
  const next = turnsUntil(job, now).at(-1)!.index + 1
  const isHeld = job.steps[next]?.plan.after === 'resume'
  const changed = { ...execution, inputs: { ...execution.inputs, [next]: input } }
  const isSpent = await findSpent(sandbox, changed)
  // before the job goes on, which cannot be taken back
  shelfOf(sandbox).mustFit(id, changed, isSpent)
  // a job that waits for time to pass, or that somebody has forced to wait, goes on too
  if (viewAt(job, now).state === 'waiting' && !isHeld) await sandbox.jobs.force(job.id, 'running')
  else await sandbox.jobs.resume(job.id)
  shelfOf(sandbox).put(id, changed, isSpent)
}

/** Which executions make room for one, if it takes that: the oldest that have ended. */
async function findSpent (sandbox: Sandbox, execution: Execution): Promise<(other: Execution) => boolean> {
  // one that goes is mostly enough; only for a large execution all are looked at
  for (const most of [0, 1]) {
    const ended = await oldestEnded(sandbox, most)
    const isSpent = (other: Execution) => ended.has(other)
    if (shelfOf(sandbox).fits(execution.id, execution, isSpent)) return isSpent
  }
  const ended = await oldestEnded(sandbox, Infinity)
  return other => ended.has(other)
}

/** At most so many of those that have ended, the oldest ones. */
async function oldestEnded (sandbox: Sandbox, most: number): Promise<Set<Execution>> {
  const ended = new Set<Execution>()
  for (const [, execution] of shelfOf(sandbox).entries()) {
    if (ended.size >= most) break
    const [standing] = await standingsOf(sandbox, [execution])
    if (standing === undefined || viewAt(standing.job, standing.now).finishedAt !== null) ended.add(execution)
  }
  return ended
}

/** The executions with their jobs, whether their provider knows these or not; those are left out whose job made room for another. */
async function standingsOf ({ jobs, clock }: Sandbox, executions: readonly Execution[]): Promise<Standing[]> {
  const found = await Promise.all(executions.map(({ jobId }) => jobs.find(jobId).catch(() => undefined)))
  const now = clock.now()
  return executions.flatMap((execution, index) => found[index] === undefined ? [] : [{ execution, job: found[index].job, now }])
}

function shelfOf (sandbox: Sandbox) {
  return sandbox.shelf(executions)
}
