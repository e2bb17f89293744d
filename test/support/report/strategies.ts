import type { Sketch } from './conversations.ts'

/** A number from 0 to 1, as `Math.random`. */
export type Draw = () => number

/** The pauses (ms) of a client before its retries or polls, one after the other. */
export interface Strategy { readonly name: string, pauses (draw: Draw, count: number): number[] }

const doubled = (base: number, cap: number, attempt: number) => Math.min(cap, base * 2 ** attempt)

/** How libraries wait before a retry. None of them is to be blamed. */
export const goodRetries: readonly Strategy[] = [
  { name: 'full jitter (AWS)', pauses: (draw, count) => list(count, attempt => draw() * doubled(1000, 32_000, attempt)) },
  { name: 'equal jitter', pauses: (draw, count) => list(count, attempt => doubled(1000, 32_000, attempt) * (0.5 + draw() / 2)) },
  {
    name: 'decorrelated jitter',
    pauses: (draw, count) => {
      let pause = 1000
      return list(count, () => (pause = Math.min(32_000, 1000 + draw() * (pause * 3 - 1000))))
    }
  },
  { name: 'Stainless', pauses: (draw, count) => list(count, attempt => doubled(500, 8000, attempt) * (1 - draw() * 0.25)) }
]

/** How libraries wait between polls. */
export const goodPolls: readonly Strategy[] = [
  { name: 'Smithy waiter', pauses: (draw, count) => list(count, attempt => 2000 + draw() * (doubled(2000, 120_000, attempt) - 2000)) },
  { name: 'Google long-running operation', pauses: (_draw, count) => list(count, attempt => Math.min(45_000, 5000 * 1.5 ** attempt)) },
  { name: 'constant 5 s', pauses: (draw, count) => list(count, () => 5000 + draw() * 20) }
]

export function list<T> (count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** A request that fails `pauses.length` times and then succeeds, beginning at `start` (ms). Each response takes up to 50 ms. */
export function retried (pauses: readonly number[], draw: Draw, start = 0, how: Partial<Sketch> = {}): Sketch[] {
  let at = start
  return [...pauses, 0].map((pause, index) => {
    const takes = draw() * 50
    const sketch: Sketch = { at, takes, status: index === pauses.length ? 200 : 503, ...how }
    at += takes + pause
    return sketch
  })
}

/** Polls of one job that shows its end in the last response. */
export function polled (pauses: readonly number[], draw: Draw, how: Partial<Sketch> = {}): Sketch[] {
  let at = 0
  return [...pauses, 0].map((pause, index) => {
    const takes = draw() * 50
    const sketch: Sketch = { at, takes, shows: index === pauses.length ? 'succeeded' : 'running', ...how }
    at += takes + pause
    return sketch
  })
}
