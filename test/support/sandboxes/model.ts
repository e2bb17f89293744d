import fc from 'fast-check'
import { moment } from '../double.ts'

/** A command to the sandbox `@model`. */
export type Command =
  | { kind: 'create' | 'cancel' | 'read', id: string }
  | { kind: 'advance', by: number }
  | { kind: 'reset' | 'delete' | 'take' | 'restore' | 'list' }

const ids = fc.constantFrom('a', 'b', 'c')

/** Commands that may arrive together: few ids and frequent resets, so that they meet. */
export const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('create' as const, 'cancel' as const, 'read' as const), id: ids }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('reset' as const, 'delete' as const, 'restore' as const) }) }
)

/** A job is queued when it is created, runs a second later, and succeeds four seconds later, unless it is cancelled. Times in seconds. */
interface ModelJob { readonly created: number, readonly cancelled?: number }

/** What a sandbox must hold. `isThere`: whether it exists; `saved`: the content of the snapshot that was taken last. */
export interface Model {
  readonly isThere: boolean
  readonly now: number
  readonly jobs: Readonly<Record<string, ModelJob>>
  readonly saved?: Pick<Model, 'now' | 'jobs'>
}

const initial = { now: 0, jobs: {} }

/** Before the first command. */
export const beginning: Model = { isThere: false, ...initial, saved: initial }

/** What follows from a command: the status and what matters of the body, and the model after it. */
export function follow (model: Model, command: Command): { response: unknown, model: Model } {
  // each command but `delete` creates a sandbox that is missing
  const { now, jobs } = model
  const next = (changed: Partial<Model>, response: unknown) => ({ response, model: { ...model, isThere: true, ...changed } })
  switch (command.kind) {
    case 'create': {
      const { id } = command
      if (id in jobs) return next({}, [409, 'JOB_EXISTS'])
      return next({ jobs: { ...jobs, [id]: { created: now } } }, [201, id, 'queued', moment(now)])
    }
    case 'cancel': {
      const job = jobs[command.id]
      if (job === undefined) return next({}, [404, 'JOB_UNKNOWN'])
      if (hasEnded(job, now)) return next({}, [409, 'JOB_FINISHED'])
      return next({ jobs: { ...jobs, [command.id]: { ...job, cancelled: now } } }, [200, command.id, 'cancelled', moment(job.created)])
    }
    case 'read': {
      const job = jobs[command.id]
      return next({}, job === undefined ? [404, 'JOB_UNKNOWN'] : [200, ...shown(command.id, job, now)])
    }
    case 'list':
      return next({}, [200, moment(now), Object.keys(jobs).sort().map(id => shown(id, jobs[id]!, now))])
    case 'advance':
      return next({ now: now + command.by }, [200, moment(now + command.by), transitionsBetween(jobs, now, now + command.by)])
    case 'reset':
      return next(initial, [200, 0, moment(0)])
    case 'delete':
      return { response: [model.isThere ? 204 : 404], model: { ...model, isThere: false, ...initial } }
    case 'take':
      return next({ saved: { now, jobs } }, [200, moment(now), Object.keys(jobs).sort()])
    case 'restore':
      return next({ ...model.saved }, [200, Object.keys(model.saved!.jobs).length, moment(model.saved!.now)])
  }
}

/** The models after the commands, in any order, that lead to these responses; none if no order explains them. */
export function explain (model: Model, commands: readonly Command[], responses: readonly unknown[]): Model[] {
  if (commands.length === 0) return [model]
  return commands.flatMap((command, index) => {
    const { response, model: after } = follow(model, command)
    if (JSON.stringify(response) !== JSON.stringify(responses[index])) return []
    return explain(after, commands.toSpliced(index, 1), responses.toSpliced(index, 1))
  })
}

function stateAt ({ created, cancelled = Infinity }: ModelJob, now: number): string {
  if (now >= cancelled) return 'cancelled'
  return now >= created + 5 ? 'succeeded' : now >= created + 1 ? 'running' : 'queued'
}

function hasEnded (job: ModelJob, now: number): boolean {
  return ['cancelled', 'succeeded'].includes(stateAt(job, now))
}

function shown (id: string, job: ModelJob, now: number): unknown[] {
  return [id, stateAt(job, now), moment(job.created)]
}

/** In the order of their times, then of the ids. */
function transitionsBetween (jobs: Model['jobs'], from: number, to: number): unknown[] {
  const found = Object.entries(jobs).flatMap(([id, job]) => [job.created + 1, job.created + 5]
    .filter(at => at > from && at <= to && job.cancelled === undefined)
    .map(at => [moment(at), id, stateAt(job, at)]))
  return found.sort((a, b) => a.join() < b.join() ? -1 : 1)
}
