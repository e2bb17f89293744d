import { custom } from '../validation/index.ts'

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** What a duration looks like: `"1500ms"`, `"30s"`, `"5m"`, `"2h"`, `"1d"`, or a number of milliseconds. */
export const durationPattern = '^\\d+(\\.\\d+)?(ms|s|m|h|d)$'
const shape = new RegExp(durationPattern)

export const durationForms = [{ type: 'number', minimum: 0 }, { type: 'string', pattern: durationPattern }]
export const durationExamples = '"1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds'

export const DurationSchema = custom<string | number>('Duration', { anyOf: durationForms, description: `A duration: ${durationExamples}` },
  value => toMilliseconds(value) !== undefined, `must be a duration: ${durationExamples}`)

/** Milliseconds, whole; undefined for anything that is not a duration. */
export function toMilliseconds (duration: unknown): number | undefined {
  if (typeof duration === 'number') return duration >= 0 && Number.isFinite(duration) ? Math.round(duration) : undefined
  if (typeof duration !== 'string' || !shape.test(duration)) return undefined
  const unit = duration.replace(/[\d.]+/, '') as keyof typeof units
  return Math.round(Number.parseFloat(duration) * units[unit])
}
