import { v1, v4 } from 'uuid'
import { randomStream, type RandomStream, type Seed } from './streams.ts'

/** Ids drawn from a sandbox's seed: the same seed and the same requests give the same ids. They may go on with a stream that has given some. */
export class Ids {
  readonly #random: RandomStream

  constructor (seed: Seed, random: RandomStream = randomStream(seed, 'ids')) {
    this.#random = random
  }

  uuid4 (): string {
    return v4({ random: this.#random.bytes(16) })
  }

  /** `now` in ms. */
  uuid1 (now: number): string {
    const random = this.#random.bytes(16)
    return v1({ msecs: now, nsecs: this.#random.integer(0, 9999), random, node: random.subarray(10, 16) })
  }
}
