import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** The random draws for one request. They depend on the seed and the index only, so that each request can be repeated alone. */
export function drawer (seed, index) {
  const generator = xoroshiro128plus(Math.imul(seed, 0x85ebca6b) ^ Math.imul(index + 1, 0x9e3779b1))
  // the first draws of similar seeds are similar
  for (let skipped = 0; skipped < 8; skipped++) generator.next()

  const int = (least, most) => uniformInt(generator, least, most)
  return {
    /** A whole number from `least` to `most`, both included. */
    int,
    chance: probability => int(0, 999_999) < probability * 1_000_000,
    pick: list => list[int(0, list.length - 1)]
  }
}
