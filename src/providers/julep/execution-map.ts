import createError from '@fastify/error'
import { viewAt } from '../../jobs/index.ts'
import { Ids, type Seed } from '../../random/index.ts'
import { toIso } from '../../time/index.ts'
import { changesUntil, type ExecutionChange } from './execution-changes.ts'
import type { ExecutionBody, PageQuery, TransitionBody, TransitionType } from './execution-schema.ts'
import type { ExecutionView } from './executions.ts'
import { toText, toTimestamp } from './map.ts'
import { toInteger } from './values.ts'

export function toExecution (view: ExecutionView): ExecutionBody {
  const { execution, job, now } = view
  const status = toStatus(view)
  const { output, createdAt } = viewAt(job, now)
  return {
    task_id: execution.taskId,
    status: status.status,
    input: job.input as object,
    output,
    error: status.error,
    transition_count: status.transition_count,
    created_at: toTimestamp(createdAt),
    updated_at: status.updated_at,
    metadata: execution.metadata,
    id: execution.id
  }
}

/** The response of the call that creates an execution, the only one that names the execution's job. */
export function toStarted (view: ExecutionView): ExecutionBody {
  return { ...toExecution(view), metadata: { ...view.execution.metadata, jobs: [view.job.id] } }
}

/** An event of the stream. `changes` are the changes of the execution so far. */
export function toStatus ({ execution, job, now }: ExecutionView, changes: readonly ExecutionChange[] = changesUntil(job, now)) {
  // the changes so far are never empty, and each has its step
  const last = changes.at(-1)!
  const { unknownStatus } = job.steps[last.index]!.plan
  return {
    execution_id: execution.id,
    status: unknownStatus ?? last.status,
    updated_at: toMoment(last),
    error: last.status === 'failed' ? toErrorText({ job }, last) : null,
    transition_count: changes.filter(({ transition }) => transition !== null).length,
    metadata: execution.metadata
  }
}

/** The transitions that lead to a next step. */
const continuing: ReadonlySet<TransitionType> = new Set(['step', 'resume'])

/**
 * The history of an execution, oldest first; empty for an unknown execution. The ids are drawn from the seed and the job, so that
 * each read returns the same ids.
 */
export function toTransitions (view: ExecutionView | undefined, seed: Seed): TransitionBody[] {
  if (view === undefined) return []
  const { execution, job, now } = view
  const ids = new Ids(`${seed}\n${job.id}`)
  const target = { workflow: 'main', scope_id: ids.uuid4() }
  let step = 0
  return changesUntil(job, now).flatMap(change => {
    const { transition: type } = change
    if (type === null) return []
    const moment = toMoment(change)
    const current = { ...target, step }
    if (continuing.has(type)) step++
    return {
      type,
      output: toOutput(view, change),
      created_at: moment,
      updated_at: moment,
      execution_id: execution.id,
      current,
      next: type === 'init' || continuing.has(type) ? { ...target, step } : null,
      step_label: null,
      id: ids.uuid4(),
      metadata: {}
    }
  })
}

function toOutput ({ execution, job }: ExecutionView, change: ExecutionChange): unknown {
  switch (change.transition) {
    case 'init': return job.input
    case 'resume': return execution.inputs[change.index] ?? null
    case 'error': return toErrorText({ job }, change)
    case 'cancelled': return null
    // each change has its step
    default: return job.steps[change.index]!.output
  }
}

function toErrorText ({ job }: Pick<ExecutionView, 'job'>, { index }: ExecutionChange): string {
  // each change has its step
  const { error, state } = job.steps[index]!
  return toText(error) || `Execution ${state}`
}

function toMoment ({ at }: ExecutionChange): string {
  return toTimestamp(toIso(at))
}

/** The message of the server's database, because the server itself does not limit `limit` and `offset` (observed). */
const ClauseInvalid = createError('CLAUSE_INVALID', 'Invalid %s clause', 400)

/** One page of a list whose items are in order of creation. Throws CLAUSE_INVALID. */
export function toPage<T extends { created_at: string, updated_at: string }> (items: readonly T[], query: PageQuery): { items: T[] } {
  const { sort_by: key = 'created_at', direction = 'desc' } = query
  const limit = toCount(query, 'limit', 100)
  const offset = toCount(query, 'offset', 0)
  const sorted = items.toSorted((a, b) => a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0)
  return { items: (direction === 'desc' ? sorted.reverse() : sorted).slice(offset, offset + limit) }
}

function toCount (query: PageQuery, key: 'limit' | 'offset', fallback: number): number {
  const count = toInteger(query[key]) ?? fallback
  if (count < 0) throw new ClauseInvalid(key)
  return count
}
