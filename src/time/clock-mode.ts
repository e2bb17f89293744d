import { InvalidField } from '../validation/index.ts'

export type ClockMode = 'real' | 'scaled' | 'frozen'

/** `rate` is virtual ms per real ms: 1 when real, 0 when frozen. `now` is ms since the epoch. */
export interface ClockReading { mode: ClockMode, rate: number, now: number }

/** Where a clock begins. A frozen one without `now` begins at `frozenStart`, the others at the real moment. */
export interface ClockStart { mode: ClockMode, rate?: number | undefined, now?: number | undefined }

/** A frozen clock that is told no moment begins here, so that two runs with the same seed answer alike: 2025-01-01T00:00:00.000Z. */
export const frozenStart = Date.UTC(2025, 0, 1)

/** The first and the last moment a clock can show, in ms: those that ISO 8601 writes with four digits. */
export const firstMoment = Date.parse('0000-01-01T00:00:00.000Z')
export const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

export function toMode (rate: number): ClockMode {
  return rate === 0 ? 'frozen' : rate === 1 ? 'real' : 'scaled'
}

/** The rate that goes with what is given of mode and rate; `current` if nothing is. Throws InvalidField, `rate` below `within`. */
export function toRate ({ mode, rate }: { mode?: ClockMode | undefined, rate?: number | undefined }, current = 0, within = ''): number {
  if (mode === undefined && rate === undefined) return current
  const field = `${within}rate`
  const wanted = mode ?? toMode(rate!)
  if (wanted !== 'scaled') {
    const only = wanted === 'real' ? 1 : 0
    if (rate !== undefined && rate !== only) throw new InvalidField(field, `a ${wanted} clock has no rate but ${only}; for another one the mode is scaled`)
    return only
  }
  const scaled = rate ?? (toMode(current) === 'scaled' ? current : 0)
  if (!(scaled > 0 && scaled <= 1_000_000)) throw new InvalidField(field, 'a scaled clock needs a rate above 0, at most 1000000')
  return scaled
}

/** Throws InvalidField if no clock can show the moment (ms). */
export function mustBeShowable (moment: number, field: string): void {
  if (moment < firstMoment) throw new InvalidField(field, `the clock begins at ${toIso(firstMoment)}`)
  if (moment > lastMoment) throw new InvalidField(field, `the clock ends at ${toIso(lastMoment)}`)
}

/**
 * Where a clock begins that differs from `otherwise` in what is given. One that is frozen without a moment begins at
 * `frozenStart`, whatever time it is. Throws InvalidField, its path below `field`.
 */
export function toClockStart (given: Partial<ClockReading>, otherwise: ClockStart, field: string): ClockStart {
  const rate = toRate(given, toRate(otherwise), `${field}.`)
  if (given.now !== undefined) mustBeShowable(given.now, `${field}.now`)
  return { mode: toMode(rate), rate, now: given.now ?? otherwise.now }
}

/** A moment in ms since the epoch, in ISO 8601 with milliseconds. */
export function toIso (moment: number): string {
  return new Date(moment).toISOString()
}
