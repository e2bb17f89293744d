import { sizeOf } from '../validation/size.ts'
import type { Job } from './job.ts'
import { isFinal } from './state.ts'

/**
 * Bytes of V8's heap, measured with Node 20 on 64 bits: a job that a command has changed, with its entries in the indexes and in
 * the scheduler, a step with its plan, a pause. Until then it takes a third, but there must always be room to cancel it.
 */
const costs = { job: 1200, step: 300, pause: 100 } as const

/** Estimates how many bytes of memory the jobs of a store take. A value that jobs share, such as the output of a lifecycle, counts once. */
export class JobMemory {
  readonly #values = new Map<unknown, { bytes: number, jobs: number }>()
  readonly #limit: number
  #bytes = 0

  /** A value is measured only until it exceeds `limit` bytes. */
  constructor (limit: number) {
    this.#limit = limit
  }

  get bytes (): number {
    return this.#bytes
  }

  add (job: Job): void {
    const { steps } = job
    this.#bytes += ownBytes(job, steps)
    for (const value of valuesOf(job, steps)) {
      let known = this.#values.get(value)
      if (known === undefined) {
        this.#values.set(value, known = { bytes: sizeOf(value, this.#limit), jobs: 0 })
        this.#bytes += known.bytes
      }
      known.jobs++
    }
  }

  /** The job must have been added. */
  remove (job: Job): void {
    const { steps } = job
    this.#bytes -= ownBytes(job, steps)
    for (const value of valuesOf(job, steps)) {
      const known = this.#values.get(value)
      if (known === undefined || --known.jobs > 0) continue
      this.#values.delete(value)
      this.#bytes -= known.bytes
    }
  }
}

/** A job without a final state counts one step more, so that there is always room to cancel it. */
function ownBytes ({ id, kind, lifecycle, group = '' }: Job, steps: Job['steps']): number {
  const names = id.length + kind.length + lifecycle.length + group.length
  const pauses = steps.reduce((sum, { pauses = [] }) => sum + pauses.length, 0)
  // a job has at least one step
  const ends = isFinal(steps.at(-1)!.state)
  return costs.job + names + pauses * costs.pause + (ends ? steps.length : steps.length + 1) * costs.step
}

/** The input of a job, and the outputs, errors and statuses of its steps, each once. */
function valuesOf ({ input }: Job, steps: Job['steps']): Set<unknown> {
  const values = new Set([input])
  let last: Job['steps'][number] | undefined
  for (const step of steps) {
    const { output, error, plan } = step
    // a step usually has the output and the error of the step before it
    if (output !== last?.output) values.add(output)
    if (error !== last?.error) values.add(error)
    if (plan.unknownStatus !== undefined) values.add(plan.unknownStatus)
    last = step
  }
  values.delete(null)
  return values
}
