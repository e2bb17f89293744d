import type { Clock, Due } from '../time/index.ts'
import { lastOf, stepAt, type Job } from './job.ts'
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
  /** By job. Only jobs that can still change. */
  readonly #followed = new Map<string, Followed>()
  #pending = 0

  constructor (clock: Clock, announce: (transition: Transition) => void) {
    this.#clock = clock
    this.#announce = announce
  }

  /** The number of jobs with a step that comes by itself. */
  get pending (): number {
    return this.#pending
  }

  /** Adds a new job, or replaces one. Steps that have begun are announced now, after all transitions that were due before them. */
  follow (job: Job): void {
    const known = this.#followed.get(job.id)
    if (known === undefined) this.#plan(new Followed(this, job))
    else {
      this.#drop(known)
      known.job = job
      this.#plan(known)
    }
    this.#clock.settle()
  }

  /** The next step of a job has come. */
  advance (followed: Followed): void {
    this.#pending--
    followed.position++
    this.#plan(followed)
    this.#announceStep(followed.job, followed.position)
  }

  #plan (followed: Followed): void {
    const { job, position } = followed
    const next = position === lastOf(job) ? undefined : stepAt(job, position + 1)
    if (next === undefined && isFinal(stepAt(job, position).state)) this.#followed.delete(job.id)
    else this.#followed.set(job.id, followed)
    followed.at = next?.at ?? Infinity
    if (followed.at === Infinity) return
    this.#pending++
    this.#clock.plan(followed.at, followed)
  }

  #drop (followed: Followed): void {
    if (followed.at === Infinity) return
    this.#pending--
    this.#clock.drop(followed.at, followed)
  }

  /** Announces nothing if the step has the state of the step before it. */
  #announceStep (job: Job, position: number): void {
    const from = stepAt(job, position - 1).state
    const { state: to, moment } = stepAt(job, position)
    // a step that has begun has a moment
    if (from !== to) this.#announce({ job: job.id, provider: job.provider, from, to, at: moment! })
  }
}

/** A job that can still change. An object in place of callbacks, which would take three times the memory. */
class Followed implements Due {
  readonly #scheduler: Scheduler
  job: Job
  /** The position of the last step that was announced. */
  position = 0
  /** When (ms) the next step comes; Infinity if it does not come by itself. */
  at = Infinity

  constructor (scheduler: Scheduler, job: Job) {
    this.#scheduler = scheduler
    this.job = job
  }

  run (): void {
    this.#scheduler.advance(this)
  }
}
