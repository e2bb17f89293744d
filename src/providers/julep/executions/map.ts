import createError from '@fastify/error'
import { stepAt, viewAt } from '../../../jobs/index.ts'
import { Ids, type Seed } from '../../../random/index.ts'
import type { Dialect } from '../../../sandboxes/index.ts'
import { toIso } from '../../../time/index.ts'
import { toObservedTimestamp, toText, toTimestamp, type Stamp } from '../map.ts'
import { changesUntil, type ExecutionChange } from './changes.ts'
import type { ExecutionView } from './executions.ts'
import type { ExecutionBody, TransitionBody, TransitionType } from './schema.ts'

export const TransitionUnknown = createError('TRANSITION_UNKNOWN', 'Transition not found', 404)

/** What differs between the dialects. */
interface Words {
  stamp: Stamp
  /** The output of an execution. `last` is its latest transition, undefined if it has none. */
  outputOf (view: ExecutionView, last: ExecutionChange | undefined): unknown
  errorOf (view: ExecutionView, last: ExecutionChange): string | null
  /** What the response that creates an execution has in place of what a later response has. */
  whenCreated (view: ExecutionView): Partial<ExecutionBody>
  /** The output of the transition of a cancellation. */
  cancelled: string | null
  /** The changes that the status of an execution shows. */
  shown (changes: readonly ExecutionChange[]): readonly ExecutionChange[]
  /** When a transition was updated (ms). */
  updatedAt (view: ExecutionView, change: ExecutionChange): number
  metadataOf (stepType: string | undefined): object
}

const words: Readonly<Record<Dialect, Words>> = {
  documented: {
    stamp: toTimestamp,
    outputOf: ({ job, now }) => viewAt(job, now).output,
    errorOf: (view, last) => last.status === 'failed' ? toErrorText(view, last) : null,
    whenCreated: ({ execution, job }) => ({ metadata: { ...execution.metadata, jobs: [job.id] } }),
    cancelled: null,
    shown: changes => changes,
    updatedAt: (_, { at }) => at,
    metadataOf: () => ({})
  },
  // the server reads an execution from its latest transition, and the error from a key that the output of a failure does not have
  observed: {
    stamp: toObservedTimestamp,
    outputOf: (view, last) => last === undefined ? {} : toOutput(view, last, 'observed'),
    errorOf: () => null,
    whenCreated: ({ job }) => ({ output: null, transition_count: null, metadata: { jobs: [job.id] } }),
    cancelled: 'Workflow Cancelled',
    shown: changes => changes.filter((change, index) => !beginsSilently(change, changes[index - 1])),
    updatedAt: ({ now }) => now,
    metadataOf: stepType => stepType === undefined ? {} : { step_type: stepType }
  }
}

/** A task with one step has no transition between its start and its end: the server shows it as starting until then. */
function beginsSilently ({ transition, index }: ExecutionChange, before: ExecutionChange | undefined): boolean {
  return transition === null && before?.transition === 'init' && before.index === index
}

/** The changes that the status of an execution shows in a dialect. */
export function shownIn (dialect: Dialect, changes: readonly ExecutionChange[]): readonly ExecutionChange[] {
  return words[dialect].shown(changes)
}

export function toExecution (view: ExecutionView, dialect: Dialect): ExecutionBody {
  const { execution, job, now } = view
  const changes = changesSoFar(view)
  const { status, error, transition_count: count, updated_at: updated } = toStatus(view, dialect, changes)
  return {
    task_id: execution.taskId,
    status,
    input: job.input as object,
    output: words[dialect].outputOf(view, changes.findLast(({ transition }) => transition !== null)),
    error,
    transition_count: count,
    created_at: words[dialect].stamp(viewAt(job, now).createdAt),
    updated_at: updated,
    metadata: execution.metadata,
    id: execution.id
  }
}

/** The response of the call that creates an execution, the only one that names the execution's job. */
export function toStarted (view: ExecutionView, dialect: Dialect): ExecutionBody {
  return { ...toExecution(view, dialect), ...words[dialect].whenCreated(view) }
}

/** An event of the stream. `changes` are the changes of the execution so far. */
export function toStatus (view: ExecutionView, dialect: Dialect, changes: readonly ExecutionChange[]) {
  const { execution, job } = view
  // the changes so far are never empty
  const last = shownIn(dialect, changes).at(-1)!
  const { unknownStatus } = stepAt(job, last.index).plan
  return {
    execution_id: execution.id,
    status: unknownStatus ?? last.status,
    updated_at: words[dialect].stamp(toIso(last.at)),
    error: words[dialect].errorOf(view, last),
    transition_count: changes.filter(({ transition }) => transition !== null).length,
    metadata: execution.metadata
  }
}

/** The transitions that lead to a next step. */
const continuing: ReadonlySet<TransitionType> = new Set(['step', 'resume'])

/** The transitions that have the label of their step. */
const labelled: ReadonlySet<TransitionType> = new Set(['step', 'resume', 'finish'])

/** A transition, with its moments for a page. */
export interface DatedTransition { createdAt: string, updatedAt: string, body: TransitionBody }

/**
 * The history of an execution, oldest first; empty for an unknown execution. The ids are drawn from the seed and the job, so that
 * each read returns the same ids.
 */
export function toTransitions (
  view: ExecutionView | undefined,
  seed: Seed,
  dialect: Dialect,
  changes: readonly ExecutionChange[] | undefined = view && changesSoFar(view)
): DatedTransition[] {
  if (view === undefined || changes === undefined) return []
  const { execution, job } = view
  const { stamp, updatedAt, metadataOf } = words[dialect]
  const ids = new Ids(`${seed}\n${job.id}`)
  const target = { workflow: 'main', scope_id: ids.uuid4() }
  let step = 0
  return changes.flatMap(change => {
    const { transition: type, at } = change
    if (type === null) return []
    const dates = { createdAt: toIso(at), updatedAt: toIso(updatedAt(view, change)) }
    const current = { ...target, step }
    const record = execution.steps?.[step]
    if (continuing.has(type)) step++
    const body = {
      type,
      output: toOutput(view, change, dialect),
      created_at: stamp(dates.createdAt),
      updated_at: stamp(dates.updatedAt),
      execution_id: execution.id,
      current,
      next: type === 'init' || continuing.has(type) ? { ...target, step } : null,
      step_label: labelled.has(type) ? record?.label ?? null : null,
      id: ids.uuid4(),
      metadata: metadataOf(type === 'init' ? undefined : record?.type)
    }
    return [{ ...dates, body }]
  })
}

/** Throws TRANSITION_UNKNOWN. */
export function findTransition (transitions: readonly DatedTransition[], id: string): TransitionBody {
  const transition = transitions.find(({ body }) => body.id === id)
  if (transition === undefined) throw new TransitionUnknown()
  return transition.body
}

function toOutput ({ execution, job }: ExecutionView, change: ExecutionChange, dialect: Dialect): unknown {
  switch (change.transition) {
    case 'init': return job.input
    case 'resume': return execution.inputs[change.index] ?? null
    case 'error': return toErrorText({ job }, change)
    case 'cancelled': return words[dialect].cancelled
    default: return stepAt(job, change.index).output
  }
}

function toErrorText ({ job }: Pick<ExecutionView, 'job'>, { index }: ExecutionChange): string {
  const { error, state } = stepAt(job, index)
  return toText(error) || `Execution ${state}`
}

function changesSoFar ({ job, now, execution }: ExecutionView): ExecutionChange[] {
  return changesUntil(job, now, execution)
}

/** An execution as an item of a list, with the moments by which it is sorted. */
export function toDated (view: ExecutionView): ExecutionView & { createdAt: string, updatedAt: string } {
  // the changes so far are never empty
  return { ...view, createdAt: viewAt(view.job, view.now).createdAt, updatedAt: toIso(changesSoFar(view).at(-1)!.at) }
}
