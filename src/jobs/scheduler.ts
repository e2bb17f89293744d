import type { Clock } from '../time/index.ts'
import { stepAt, type Job } from './job.ts'
import { isFinal, type State } from './state.ts'

/** The change of a job from one state to another. `at`: ISO 8601. */
export interface Transition { job: string, provider: string, from: State, to: State, at: string }

/**
 * Announces each transition of a job once, in order, at its exact moment. It decides nothing: the state of a job follows from
 * its timeline, with or without a scheduler.
 */
export class Scheduler {
  readonly #clock: Clock
  readonly #announce: (transition: Transition) => void
  /** By job: the position of the last step that was announced. Only jobs that can still change. */
  readonly #announced = new Map<string, number>()
  /** By job: the function that cancels the callback for its next step. Only jobs whose next step comes by itself. */
  readonly #cancels = new Map<string, () => void>()

  constructor (clock: Clock, announce: (transition: Transition) => void) {
    this.#clock = clock
    this.#announce = announce
  }

  /** The number of jobs with a step that comes by itself. */
  get pending (): number {
    return this.#cancels.size
  }

  /** Adds a new job, or replaces one. Steps that have begun are announced now, after all transitions that were due before them. */
  follow (job: Job): void {
    this.#schedule(job, this.#announced.get(job.id) ?? 0)
    this.#clock.settle()
  }

  /** `position`: that of the last step that was announced. */
  #schedule (job: Job, position: number): void {
    this.#cancels.get(job.id)?.()
    this.#cancels.delete(job.id)
    const next = job.steps[position + 1]
    if (next === undefined && isFinal(stepAt(job, position).state)) this.#announced.delete(job.id)
    else this.#announced.set(job.id, position)
    if (next === undefined || next.at === Infinity) return
    this.#cancels.set(job.id, this.#clock.at(next.at, () => {
      this.#schedule(job, position + 1)
      this.#announceStep(job, position + 1)
    }))
  }

  /** Announces nothing if the step has the state of the step before it. */
  #announceStep (job: Job, position: number): void {
    const from = stepAt(job, position - 1).state
    const { state: to, moment } = stepAt(job, position)
    // a step that has begun has a moment
    if (from !== to) this.#announce({ job: job.id, provider: job.provider, from, to, at: moment! })
  }
}
