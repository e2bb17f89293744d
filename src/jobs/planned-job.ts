import type { Job } from './job.ts'
import type { State } from './state.ts'
import { toIso } from '../time/index.ts'
import { layOut, nextMoment, type PlannedStep, type Step, type StepValues } from './timeline.ts'

/** What the jobs of a lifecycle have in common. Jobs with drawn durations or results of their own have a plan of their own. */
export interface Plan {
  readonly lifecycle: string
  /** Never empty. */
  readonly steps: readonly PlannedStep[]
  /** The values of each step. */
  readonly values: readonly StepValues[]
  /** ms from the creation of a job until its provider knows it. */
  readonly visibleAfter: number
  /** ms from the creation of a job until its provider does not know it any more; Infinity for never. */
  readonly vanishAfter: number
  readonly cancelTooLate: boolean
}

/** A job that no command has changed: its steps follow from its plan and the moment of its creation, which take a fifth of the memory. */
export class PlannedJob implements Job {
  readonly id: string
  readonly provider: string
  readonly kind: string
  readonly group: string | undefined
  readonly input: unknown
  readonly createdRevision: number
  readonly #plan: Plan
  readonly #createdAt: number

  /** `createdAt` in ms. */
  constructor (
    { id, provider, kind, group, input = null }: Pick<Job, 'id' | 'provider' | 'kind' | 'group'> & { input?: unknown },
    plan: Plan,
    createdAt: number,
    createdRevision: number
  ) {
    this.id = id
    this.provider = provider
    this.kind = kind
    this.group = group
    this.input = input
    this.createdRevision = createdRevision
    this.#plan = plan
    this.#createdAt = createdAt
  }

  get lifecycle (): string { return this.#plan.lifecycle }
  get visibleFrom (): number { return this.#createdAt + this.#plan.visibleAfter }
  get visibleUntil (): number { return this.#createdAt + this.#plan.vanishAfter }
  get cancelTooLate (): boolean { return this.#plan.cancelTooLate }

  /** Laid out at each call; see stepAt. */
  get steps (): readonly Step[] {
    return layOut(this.#plan.steps, this.#createdAt)
  }

  /** The step at a position, as `steps` has it. */
  stepAt (position: number): Step {
    const { steps, values } = this.#plan
    const plan = steps[position]!
    const at = this.#momentOf(position)
    const nextAt = position === this.last ? Infinity : nextMoment(at, steps[position + 1]!)
    const { progress, output, error } = values[position]!
    return {
      plan,
      state: plan.state,
      at,
      moment: at === Infinity ? null : toIso(at),
      progress,
      output,
      error,
      next: nextAt === Infinity ? undefined : { after: nextAt - at, progress: values[position + 1]!.progress },
      pauses: undefined,
      revision: undefined
    }
  }

  /** The position of the last step. */
  get last (): number {
    return this.#plan.steps.length - 1
  }

  /** The same job as a record, for a command to change. */
  toLaidOut (): Job {
    const { id, provider, kind, lifecycle, group, input, steps, visibleFrom, visibleUntil, cancelTooLate, createdRevision } = this
    const record = { id, provider, kind, lifecycle, group, input, steps, visibleFrom, visibleUntil, createdRevision }
    return cancelTooLate ? { ...record, cancelTooLate } : record
  }

  /** See positionAt in job.ts. */
  positionAt (now: number): number {
    const { steps } = this.#plan
    let at = this.#createdAt
    let position = 0
    while (position < this.last) {
      at = nextMoment(at, steps[position + 1]!)
      if (at > now) break
      position++
    }
    return position
  }

  #momentOf (position: number): number {
    const { steps } = this.#plan
    let at = this.#createdAt
    for (let next = 1; next <= position; next++) at = nextMoment(at, steps[next]!)
    return at
  }

  stateOf (position: number): State {
    return this.#plan.steps[position]!.state
  }
}
