import { InvalidField } from '../validation/index.ts'
import type { Clock } from '../time/index.ts'
import { momentOf } from './job.ts'
import type { JobStore } from './store.ts'
import type { Scheduler, Transition } from './scheduler.ts'
import type { State } from './state.ts'

/** Advances a clock and answers the transitions of the jobs on it, in the order in which they happened on the way. */
export class Advance {
  readonly #clock: Clock
  readonly #store: JobStore
  readonly #scheduler: Scheduler
  readonly #onTransition: (listener: (transition: Transition) => void) => () => void

  constructor (clock: Clock, store: JobStore, scheduler: Scheduler, onTransition: (listener: (transition: Transition) => void) => () => void) {
    this.#clock = clock
    this.#store = store
    this.#scheduler = scheduler
    this.#onTransition = onTransition
  }

  /** To a moment (ms). Throws InvalidField if it lies behind. */
  to (moment: number, field?: string): Transition[] {
    return this.#watch(() => this.#clock.advance(moment, field))
  }

  /** By so many ms. */
  by (duration: number): Transition[] {
    return this.#watch(() => this.#clock.reach(this.#clock.now() + duration, 'by'))
  }

  /** Until no job will move by itself. */
  untilIdle (): Transition[] {
    return this.#watch(() => {
      while (this.#scheduler.pending > 0) this.#clock.reach(this.#clock.next)
    })
  }

  /** Until a job is in a state. Throws JOB_UNKNOWN, and InvalidField if it will never be. */
  until (id: string, state: State): Transition[] {
    const job = this.#store.get(id)
    const moment = momentOf(job, state, this.#clock.now())
    if (moment === undefined) throw new InvalidField('until.state', `job ${id} will not come to ${state} by itself${job.held === undefined ? '' : ': it is held; release it first'}`)
    return this.#watch(() => this.#clock.reach(moment))
  }

  #watch (act: () => void): Transition[] {
    this.#clock.settle()
    const transitions: Transition[] = []
    const unwatch = this.#onTransition(transition => transitions.push(transition))
    try {
      act()
    } finally {
      unwatch()
    }
    return transitions
  }
}
