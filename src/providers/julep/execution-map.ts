import { Ids, viewAt, type Seed } from '../../jobs/index.ts'
import type { ExecutionBody, TransitionBody, TransitionType } from './execution-schema.ts'
import type { Standing } from './executions.ts'
import { toText, toTimestamp } from './map.ts'
import { turnsUntil, type Turn } from './turns.ts'

export function toExecution (standing: Standing): ExecutionBody {
  const { execution, job, now } = standing
  const status = toStatus(standing)
  return {
    task_id: execution.taskId,
    status: status.status,
    input: job.input as object,
    output: viewAt(job, now).output,
    error: status.error,
    transition_count: status.transition_count,
    created_at: toTimestamp(job.steps[0]!.moment!),
    updated_at: status.updated_at,
    metadata: execution.metadata,
    id: execution.id
  }
}

/** An execution as the call that makes it answers, and no other: with its job. */
export function toStarted (standing: Standing): ExecutionBody {
  return { ...toExecution(standing), metadata: { ...standing.execution.metadata, jobs: [standing.job.id] } }
}

/** What the stream tells of an execution; `turns` are those that have come. */
export function toStatus ({ execution, job, now }: Standing, turns: readonly Turn[] = turnsUntil(job, now)) {
  const last = turns.at(-1)!
  return {
    execution_id: execution.id,
    status: job.steps[last.index]!.plan.unknownStatus ?? last.status,
    updated_at: toMoment(last),
    error: last.status === 'failed' ? toErrorText({ job }, last) : null,
    transition_count: turns.filter(({ transition }) => transition !== null).length,
    metadata: execution.metadata
  }
}

/** What goes on to a step behind it. */
const steps: ReadonlySet<TransitionType> = new Set(['step', 'resume'])

/** The history of an execution, oldest first. Its ids follow from the seed and the job, so that each reading has the same. */
export function toTransitions ({ execution, job, now }: Standing, seed: Seed): TransitionBody[] {
  const ids = new Ids(`${seed}\n${job.id}`)
  const target = { workflow: 'main', scope_id: ids.uuid4() }
  let step = 0
  return turnsUntil(job, now).filter(({ transition }) => transition !== null).map(turn => {
    const type = turn.transition!
    const moment = toMoment(turn)
    const current = { ...target, step }
    if (steps.has(type)) step++
    return {
      type,
      output: toOutput({ execution, job }, turn),
      created_at: moment,
      updated_at: moment,
      execution_id: execution.id,
      current,
      next: type === 'init' || steps.has(type) ? { ...target, step } : null,
      step_label: null,
      id: ids.uuid4(),
      metadata: {}
    }
  })
}

function toOutput ({ execution, job }: Pick<Standing, 'execution' | 'job'>, turn: Turn): unknown {
  switch (turn.transition) {
    case 'init': return job.input
    case 'resume': return execution.inputs[turn.index] ?? null
    case 'error': return toErrorText({ job }, turn)
    case 'cancelled': return null
    default: return job.steps[turn.index]!.output
  }
}

function toErrorText ({ job }: Pick<Standing, 'job'>, { index }: Turn): string {
  const { error, state } = job.steps[index]!
  return toText(error) || `Execution ${state}`
}

function toMoment ({ at }: Turn): string {
  return toTimestamp(new Date(at).toISOString())
}
