import type { Clock } from '../time/index.ts'
import type { Job } from './job.ts'
import { isFinal, type State } from './state.ts'

/** A job went from one state to another. */
export interface Transition { job: string, provider: string, from: State, to: State, at: string }

/**
 * Announces what jobs do, each transition once, in order, with the exact moment it happened. It decides nothing: the
 * timeline does, whether anybody listens or not.
 */
export class Scheduler {
  readonly #clock: Clock
  readonly #announce: (transition: Transition) => void
  /** The last step that was announced of each job that can still move, by itself or by a command. */
  readonly #announced = new Map<string, number>()
  /** How to take back the wake-up for the next step, for each job that has one. */
  readonly #wakes = new Map<string, () => void>()

  constructor (clock: Clock, announce: (transition: Transition) => void) {
    this.#clock = clock
    this.#announce = announce
  }

  /** How many jobs will move by themselves. */
  get pending (): number {
    return this.#wakes.size
  }

  /** Follows a job that is new or was rewritten; what is past by now is announced at once, behind what was due before it. */
  follow (job: Job): void {
    this.#plan(job, this.#announced.get(job.id) ?? 0)
    this.#clock.settle()
  }

  /** `position`: the last step that was announced. */
  #plan (job: Job, position: number): void {
    this.#wakes.get(job.id)?.()
    this.#wakes.delete(job.id)
    const next = job.steps[position + 1]
    if (next === undefined && isFinal(job.steps[position]!.state)) this.#announced.delete(job.id)
    else this.#announced.set(job.id, position)
    if (next !== undefined && next.at !== Infinity) this.#wakes.set(job.id, this.#clock.at(next.at, () => this.#reach(job, position + 1)))
  }

  #reach (job: Job, position: number): void {
    this.#plan(job, position)
    this.#announceStep(job, position)
  }

  /** A step that only brings progress or output is no transition. */
  #announceStep (job: Job, index: number): void {
    const from = job.steps[index - 1]!.state
    const { state: to, moment: at } = job.steps[index]!
    if (from !== to) this.#announce({ job: job.id, provider: job.provider, from, to, at: at! })
  }
}
