import { InvalidField } from '../validation/index.ts'

export type ClockMode = 'real' | 'scaled' | 'frozen'

/** `rate` is virtual ms per real ms: 1 when real, 0 when frozen. `now` is ms since the epoch. */
export interface ClockReading { mode: ClockMode, rate: number, now: number }

/** How a clock begins. Without `now` a frozen clock begins at `frozenStart`, any other clock at the real time. */
export interface ClockStart { mode: ClockMode, rate?: number | undefined, now?: number | undefined }

/** 2025-01-01T00:00:00.000Z. A fixed moment, so that two runs with the same seed give the same responses. */
export const frozenStart = Date.UTC(2025, 0, 1)

/** The earliest moment that a clock can show, in ms: the first that ISO 8601 writes with a year of four digits. */
export const firstMoment = Date.parse('0000-01-01T00:00:00.000Z')

/** The latest moment that a clock can show, in ms: the last that ISO 8601 writes with a year of four digits. */
export const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

export function toMode (rate: number): ClockMode {
  return rate === 0 ? 'frozen' : rate === 1 ? 'real' : 'scaled'
}

interface GivenRate { mode?: ClockMode | undefined, rate?: number | undefined }

/** The rate from the given mode and rate; `current` without them. Throws InvalidField for `rate`, prefixed with `within`. */
export function toRate ({ mode, rate }: GivenRate, current = 0, within = ''): number {
  const wanted = mode ?? (rate === undefined ? undefined : toMode(rate))
  if (wanted === undefined) return current
  const field = `${within}rate`
  if (wanted !== 'scaled') {
    const only = wanted === 'real' ? 1 : 0
    if (rate === undefined || rate === only) return only
    throw new InvalidField(field, `a ${wanted} clock has the rate ${only}; set the mode to scaled for any other rate`)
  }
  const scaled = rate ?? (toMode(current) === 'scaled' ? current : 0)
  // also false for NaN
  if (scaled > 0 && scaled <= 1_000_000) return scaled
  throw new InvalidField(field, 'the rate of a scaled clock must be greater than 0 and at most 1000000')
}

/** Throws InvalidField if a clock cannot show the moment (ms). */
export function mustBeShowable (moment: number, field: string): void {
  if (moment < firstMoment) throw new InvalidField(field, `the clock begins at ${toIso(firstMoment)}`)
  if (moment > lastMoment) throw new InvalidField(field, `the clock ends at ${toIso(lastMoment)}`)
}

/**
 * The start of a clock: `fallback` with the given values in place of its own. `frozenStart` is not filled in here, because it
 * is not a default of the other modes. Throws InvalidField for a path within `field`.
 */
export function toClockStart (given: Partial<ClockReading>, fallback: ClockStart, field: string): ClockStart {
  const rate = toRate(given, toRate(fallback), `${field}.`)
  if (given.now !== undefined) mustBeShowable(given.now, `${field}.now`)
  return { mode: toMode(rate), rate, now: given.now ?? fallback.now }
}

/** The latest moments and their texts, by the last bits of the moment: writing them anew costs a poll 1.5 µs of 36. */
const latest = { moments: new Array<number>(1024).fill(NaN), texts: new Array<string>(1024).fill('') }

/** A moment in ms since the epoch, in ISO 8601 with milliseconds. */
export function toIso (moment: number): string {
  const place = moment & 1023
  if (latest.moments[place] !== moment) {
    latest.texts[place] = new Date(moment).toISOString()
    latest.moments[place] = moment
  }
  return latest.texts[place]!
}
