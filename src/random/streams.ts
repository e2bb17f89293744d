import { createHash } from 'node:crypto'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** A seed is what a user types: a number or a word. `42` and `"42"` are the same seed. */
export type Seed = number | string

export interface RandomStream {
  /** A whole number, both ends included. */
  integer (from: number, to: number): number
  bytes (count: number): Uint8Array
}

/** A stream that says where it stands. */
export interface SeededStream extends RandomStream {
  /** Four whole numbers of 32 bits. */
  readonly state: readonly number[]
}

/**
 * The random stream of one purpose. Each purpose draws from a stream of its own, so that a new consumer of randomness
 * never shifts what the others draw.
 */
export function randomStream (seed: Seed, purpose: string): SeededStream {
  const digest = createHash('sha256').update(`${seed}\n${purpose}`).digest()
  return streamFrom([0, 4, 8, 12].map(offset => digest.readInt32LE(offset)))
}

/** The stream that goes on where another one stood. */
export function streamFrom (state: readonly number[]): SeededStream {
  const generator = xoroshiro128plusFromState(state)
  const integer = (from: number, to: number) => uniformInt(generator, from, to)
  return {
    integer,
    bytes: count => Uint8Array.from({ length: count }, () => integer(0, 255)),
    get state () { return generator.getState() }
  }
}
