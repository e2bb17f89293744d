import { InvalidField } from '../validation/index.ts'
import type { Clock } from '../time/index.ts'
import { momentOf } from './job.ts'
import type { JobStore } from './store.ts'
import type { Scheduler, Transition } from './scheduler.ts'
import type { State } from './state.ts'

type OnTransition = (listener: (transition: Transition) => void) => () => void

/** Advances a clock and returns the transitions of its jobs, in order. Each method throws InvalidField, CLOCK_TOO_MANY_STEPS. */
export class Advance {
  readonly #clock: Clock
  readonly #store: JobStore
  readonly #scheduler: Scheduler
  readonly #onTransition: OnTransition

  constructor (clock: Clock, store: JobStore, scheduler: Scheduler, onTransition: OnTransition) {
    this.#clock = clock
    this.#store = store
    this.#scheduler = scheduler
    this.#onTransition = onTransition
  }

  /** Advances to a moment (ms), which must not be in the past. */
  to (moment: number, field?: string): Transition[] {
    return this.#collect(() => this.#clock.advance(moment, field))
  }

  /** Advances by a duration in ms. */
  by (duration: number): Transition[] {
    return this.#collect(() => this.#clock.reach(this.#clock.now() + duration, 'by'))
  }

  /** Advances until no job has a step that begins without a command. */
  untilIdle (): Transition[] {
    return this.#collect(() => {
      while (this.#scheduler.pending > 0) this.#clock.reach(this.#clock.next)
    })
  }

  /** Advances until a job is in a state. Also throws JOB_UNKNOWN, and InvalidField if no step of the job leads to the state. */
  until (id: string, state: State): Transition[] {
    const job = this.#store.get(id)
    const moment = momentOf(job, state, this.#clock.now())
    if (moment === undefined) {
      const reason = job.held === undefined ? '' : ': it is held; release it first'
      throw new InvalidField('until.state', `job ${id} will not reach ${state} by itself${reason}`)
    }
    return this.#collect(() => this.#clock.reach(moment))
  }

  #collect (act: () => void): Transition[] {
    this.#clock.settle()
    const transitions: Transition[] = []
    const unsubscribe = this.#onTransition(transition => transitions.push(transition))
    try {
      act()
    } finally {
      unsubscribe()
    }
    return transitions
  }
}
