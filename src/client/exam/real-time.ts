import type { Duration } from '../words.ts'
import { toInvalid } from './scenario.ts'

// The client under test runs in real time, so an exam limits and measures it on the real clock.

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A duration in ms, at most 24 days, which is the longest that a timer takes. Throws INVALID_SCENARIO. */
export function toLimit (duration: Duration, scenario: string): number {
  const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(duration)) ?? []
  const limit = Number(number) * units[unit as keyof typeof units]
  if (limit > 0 && limit <= 24 * units.d) return limit
  throw toInvalid(scenario, 'limit must be a duration greater than 0 and at most 24d, like "30s"', 'limit')
}

/** Returns a function that returns the time (ms) since this call. */
export function stopwatch (): () => number {
  const begin = performance.now()
  return () => Math.round(performance.now() - begin)
}

/** Calls `act` after `time` ms unless the function that it returns is called before. */
export function later (time: number, act: () => void): () => void {
  const timer = setTimeout(act, time)
  return () => clearTimeout(timer)
}
