import { createHash } from 'node:crypto'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { v1, v4 } from 'uuid'

/** What a user types: a number or a word. `42` and `"42"` are the same seed. */
export type Seed = number | string

export interface RandomStream {
  /** A whole number from `from` to `to`, both included. */
  integer (from: number, to: number): number
  bytes (count: number): Uint8Array
}

/** Returns the random stream of a purpose, from its beginning. */
export type RandomSource = (purpose: string) => RandomStream

/** A stream whose state can be saved. */
export interface SeededStream extends RandomStream {
  /** Four whole numbers of 32 bits. */
  readonly state: readonly number[]
}

/**
 * The random stream of one purpose. Each purpose has its own stream, so that a new consumer of randomness does not change
 * the draws of the others.
 */
export function randomStream (seed: Seed, purpose: string): SeededStream {
  const digest = createHash('sha256').update(`${seed}\n${purpose}`).digest()
  return streamFrom([0, 4, 8, 12].map(offset => digest.readInt32LE(offset)))
}

/** Continues a stream from the state that another one had. */
export function streamFrom (state: readonly number[]): SeededStream {
  const generator = xoroshiro128plusFromState(state)
  const integer = (from: number, to: number) => uniformInt(generator, from, to)
  return {
    integer,
    bytes: count => Uint8Array.from({ length: count }, () => integer(0, 255)),
    get state () { return generator.getState() }
  }
}

/** Ids drawn from the seed of a sandbox: the same seed and the same requests give the same ids. */
export class Ids {
  readonly #random: RandomStream

  /** `random` continues a stream that was saved; by default the ids begin with the first of the seed. */
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
