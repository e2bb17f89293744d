import type { Job, State } from '../../../client/index.ts'
import { firstFinal, states } from '../words.ts'
import { Column } from './column.ts'

/** What only the visible rows need. */
export interface JobFacts { id: string, provider: string, kind: string, lifecycle: string, status: string, held: boolean, error: unknown }

/** The jobs of the sandbox, in the order of their creation. A job keeps its index until the table is cleared. */
export class JobTable {
  facts: JobFacts[] = []
  /** The state of each job, as an index into `states`. */
  readonly #states = new Column(new Uint8Array(1024))
  readonly #created = new Column(new Float64Array(1024))
  /** Where the steps of a job begin in the columns of steps, and how many they are. */
  readonly #first = new Column(new Int32Array(1024))
  readonly #count = new Column(new Int32Array(1024))
  readonly #stepAt = new Column(new Float64Array(8192))
  readonly #stepState = new Column(new Uint8Array(8192))
  readonly #byId = new Map<string, number>()
  #usedSteps = 0
  /** How many jobs are in each state. */
  counts = new Int32Array(states.length)

  get size (): number { return this.facts.length }

  find (id: string): number | undefined { return this.#byId.get(id) }

  stateOf (job: number): State { return states[this.#states.values[job]!]! }

  isFinal (job: number): boolean { return this.#states.values[job]! >= firstFinal }

  createdAt (job: number): number { return this.#created.values[job]! }

  stepsOf (job: number): number { return this.#count.values[job]! }

  /** When a step begins (ms); infinite while the job is held or waits to be resumed. */
  stepAt (job: number, step: number): number { return this.#stepAt.values[this.#first.values[job]! + step]! }

  stepState (job: number, step: number): State { return states[this.#stepState.values[this.#first.values[job]! + step]!]! }

  /** The start of the next step after `now` (ms); infinite if no step is due. */
  nextStepAt (job: number, now: number): number {
    for (let step = 0; step < this.stepsOf(job); step++) if (this.stepAt(job, step) > now) return this.stepAt(job, step)
    return Infinity
  }

  /** Adds a job, or replaces what is known of it. Returns its index. */
  put ({ id, provider, kind, lifecycle, status, state, held, error, createdAt, steps }: Job): number {
    const known = this.#byId.get(id)
    const job = known ?? this.facts.length
    this.facts[job] = { id, provider, kind, lifecycle, status, held, error }
    if (known === undefined) this.#add(id, job)
    this.#setState(job, state, known === undefined)
    this.#created.values[job] = Date.parse(createdAt)
    if (known === undefined || steps.length > this.#count.values[job]!) {
      this.#first.values[job] = this.#usedSteps
      this.#usedSteps += steps.length
      this.#stepAt.grow(this.#usedSteps)
      this.#stepState.grow(this.#usedSteps)
    }
    this.#count.values[job] = steps.length
    const first = this.#first.values[job]!
    for (const [index, step] of steps.entries()) {
      this.#stepAt.values[first + index] = step.at === null ? Infinity : Date.parse(step.at)
      this.#stepState.values[first + index] = states.indexOf(step.state)
    }
    return job
  }

  /** Changes the state of a job. Returns whether its timeline had this step: else it was commanded, and the timeline is another one now. */
  change (job: number, to: State, at: number): boolean {
    this.#setState(job, to, false)
    for (let step = 0; step < this.stepsOf(job); step++) if (this.stepAt(job, step) === at && this.stepState(job, step) === to) return true
    return false
  }

  clear (): void {
    this.facts = []
    this.#byId.clear()
    this.#usedSteps = 0
    this.counts.fill(0)
  }

  #add (id: string, job: number): void {
    this.#byId.set(id, job)
    for (const column of [this.#states, this.#created, this.#first, this.#count]) column.grow(job + 1)
  }

  #setState (job: number, state: State, isNew: boolean): void {
    if (!isNew) this.counts[this.#states.values[job]!]!--
    const index = states.indexOf(state)
    this.#states.values[job] = index
    this.counts[index]!++
  }
}
