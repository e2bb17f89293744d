import createError from '@fastify/error'
import { viewAt, type Job } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { startJob, type Provider } from '../provider.ts'
import { type ExecutionUpdate, type NewExecution } from './execution-schema.ts'
import { turnsUntil } from './turns.ts'

const ExecutionUnknown = createError('EXECUTION_UNKNOWN', 'Execution not found during get', 404)

/** What an execution has that its job has not; everything else follows from the job's timeline. */
export interface Execution {
  id: string
  taskId: string
  jobId: string
  metadata: object
  /** What clients gave it when they let it go on, by the step of the job. */
  inputs: Readonly<Record<number, unknown>>
}

/** An execution and its job, at a moment (ms). */
export interface Standing { execution: Execution, job: Job, now: number }

/** Throws SHELF_FULL, JOB_LIMIT. */
export async function startExecution (sandbox: Sandbox, julep: Provider, taskId: string, body: NewExecution): Promise<Standing> {
  const { ids } = sandbox
  const execution = { id: ids.uuid4(), taskId, jobId: ids.uuid4(), metadata: body.metadata ?? {}, inputs: {} }
  await keep(sandbox, execution)
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

/** Stops an execution, or lets one that waits go on. Throws EXECUTION_UNKNOWN, JOB_FINISHED, JOB_NOT_WAITING. */
export async function changeExecution (sandbox: Sandbox, id: string, { status = 'running', input = null }: ExecutionUpdate): Promise<void> {
  const { execution, job, now } = await findExecution(sandbox, id)
  if (status === 'cancelled') {
    await sandbox.jobs.cancel(job.id)
    return
  }
  const next = turnsUntil(job, now).at(-1)!.index + 1
  const isHeld = job.steps[next]?.plan.after === 'resume'
  // a job that waits for time to pass, or that somebody has forced to wait, goes on too
  if (viewAt(job, now).state === 'waiting' && !isHeld) await sandbox.jobs.force(job.id, 'running')
  else await sandbox.jobs.resume(job.id)
  shelfOf(sandbox).put(id, { ...execution, inputs: { ...execution.inputs, [next]: input } })
}

/** Keeps an execution; if there is no room, the oldest that has ended makes some. Throws SHELF_FULL. */
async function keep (sandbox: Sandbox, execution: Execution): Promise<void> {
  const shelf = shelfOf(sandbox)
  try {
    shelf.put(execution.id, execution)
  } catch {
    const ended = await oldestEnded(sandbox)
    shelf.put(execution.id, execution, other => other === ended)
  }
}

async function oldestEnded (sandbox: Sandbox): Promise<Execution | undefined> {
  for (const [, execution] of shelfOf(sandbox).entries()) {
    const [standing] = await standingsOf(sandbox, [execution])
    if (standing === undefined || viewAt(standing.job, standing.now).finishedAt !== null) return execution
  }
}

/** The executions with their jobs, whether their provider knows these or not; those are left out whose job made room for another. */
async function standingsOf ({ jobs, clock }: Sandbox, executions: readonly Execution[]): Promise<Standing[]> {
  const found = await Promise.all(executions.map(({ jobId }) => jobs.find(jobId).catch(() => undefined)))
  const now = clock.now()
  return executions.flatMap((execution, index) => found[index] === undefined ? [] : [{ execution, job: found[index].job, now }])
}

function shelfOf (sandbox: Sandbox) {
  return sandbox.shelf<Execution>('julep.executions')
}
