import { randomInt } from 'node:crypto'

const characters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A sandbox's name that nobody guesses: fifty bits at random, from no seed, so that two runs against one server do not meet. */
export function drawName (): string {
  return Array.from({ length: 10 }, () => characters[randomInt(characters.length)]).join('')
}
