import { sizeOf } from '../validation/size.ts'
import type { Job } from './job.ts'
import { isFinal } from './state.ts'
import type { Step } from './timeline.ts'

/** Bytes of V8's heap, measured with Node 20 on 64 bits: a job with its places in the indexes and in the scheduler, a step with its plan, a pause. */
const costs = { job: 1200, step: 300, pause: 100 } as const

/** How many bytes of memory the jobs of a store take, roughly. A value that several of them share, such as the output of a lifecycle, counts once. */
export class Weights {
  readonly #values = new Map<unknown, { bytes: number, jobs: number }>()
  readonly #limit: number
  #sum = 0

  /** Of a value that alone has more than `limit` bytes, no more is known than that. */
  constructor (limit: number) {
    this.#limit = limit
  }

  get sum (): number {
    return this.#sum
  }

  add (job: Job): void {
    this.#sum += ownBytes(job)
    for (const value of valuesOf(job)) {
      let known = this.#values.get(value)
      if (known === undefined) {
        this.#values.set(value, known = { bytes: sizeOf(value, this.#limit), jobs: 0 })
        this.#sum += known.bytes
      }
      known.jobs++
    }
  }

  remove (job: Job): void {
    this.#sum -= ownBytes(job)
    for (const value of valuesOf(job)) {
      const known = this.#values.get(value)!
      if (--known.jobs > 0) continue
      this.#values.delete(value)
      this.#sum -= known.bytes
    }
  }
}

/** A job that has yet to end counts a step more, so that there is always room for its cancellation. */
function ownBytes ({ id, kind, lifecycle, group = '', steps }: Job): number {
  const names = id.length + kind.length + lifecycle.length + group.length
  const pauses = steps.reduce((sum, { pauses = [] }) => sum + pauses.length, 0)
  const ends = isFinal(steps.at(-1)!.state)
  return costs.job + names + pauses * costs.pause + (ends ? steps.length : steps.length + 1) * costs.step
}

/** What a job was given and what its steps yield, each once. A step mostly has what the one before it had. */
function valuesOf ({ input, steps }: Job): Set<unknown> {
  const values = new Set([input])
  let last: Partial<Step> = {}
  for (const step of steps) {
    const { output, error, plan } = step
    if (output !== last.output) values.add(output)
    if (error !== last.error) values.add(error)
    if (plan.unknownStatus !== undefined) values.add(plan.unknownStatus)
    last = step
  }
  values.delete(null)
  return values
}
