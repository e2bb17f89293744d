import { Type, type Static } from '@sinclair/typebox'
import { custom, InvalidField, mustFit, oneOf, toField } from '../validation/index.ts'
import type { RandomStream } from '../random/index.ts'

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** What a duration that is not a number looks like: `"1500ms"`, `"30s"`, `"5m"`, `"2h"`, `"1d"`. */
export const durationPattern = '^\\d+(\\.\\d+)?(ms|s|m|h|d)$'
const durationText = new RegExp(durationPattern)

const durationForms = [{ type: 'number', minimum: 0 }, { type: 'string', pattern: durationPattern }]
const durationExamples = '"1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds'

export const DurationSchema = custom<string | number>({ anyOf: durationForms, description: `A duration: ${durationExamples}` },
  value => toMilliseconds(value) !== undefined, `must be a duration: ${durationExamples}`)

/** Milliseconds, rounded to a whole number; undefined if the value is not a duration. */
export function toMilliseconds (duration: unknown): number | undefined {
  if (typeof duration === 'number') return duration >= 0 && Number.isFinite(duration) ? Math.round(duration) : undefined
  if (typeof duration !== 'string' || !durationText.test(duration)) return undefined
  // the pattern allows only these units after the digits
  const unit = duration.replace(/[\d.]+/, '') as keyof typeof units
  return Math.round(Number.parseFloat(duration) * units[unit])
}

const closed = { additionalProperties: false }
const RangeSchema = Type.Object({ min: DurationSchema, max: DurationSchema }, closed)
const NormalSchema = Type.Object({ mean: DurationSchema, deviation: DurationSchema }, closed)
const ExponentialSchema = Type.Object({ mean: DurationSchema, distribution: oneOf(['exponential']) }, closed)

/** A delay as it is written in a request or a file. */
type WrittenDelay = string | number | Static<typeof RangeSchema> | Static<typeof NormalSchema> | Static<typeof ExponentialSchema>

const delayForms = `a duration (${durationExamples}), {min, max}, {mean, deviation} or {mean, distribution: "exponential"}`
const afterForms = `"resume", ${delayForms}`

/** When a step begins, as it is written. The properties of an object are checked by `readAfter`, which names the wrong one. */
export const AfterSchema = custom<WrittenDelay>({
  anyOf: [...durationForms, { const: 'resume' }, RangeSchema, NormalSchema, ExponentialSchema],
  description: `How long after the step before: ${durationExamples}; or drawn when the job is made: from a range, around a mean, ` +
    'or exponentially; "resume" waits for the resume command'
}, value => value === 'resume' || isObject(value) || toMilliseconds(value) !== undefined, `must be ${afterForms}`)

/** How long something takes, as it is written. The properties of an object are checked by `readDelay`, which names the wrong one. */
export const DelaySchema = custom<WrittenDelay>({
  anyOf: [...durationForms, RangeSchema, NormalSchema, ExponentialSchema],
  description: `${durationExamples}; or drawn each time: from a range, around a mean, or exponentially`
}, value => isObject(value) || toMilliseconds(value) !== undefined, `must be ${delayForms}`)

/** Draws a duration: a whole number of ms. */
export type Draw = (random: RandomStream) => number

/** As `readDelay`, but a step may also wait for the resume command. Throws InvalidField. */
export function readAfter (after: WrittenDelay, field: string): number | 'resume' | Draw {
  return after === 'resume' ? after : readDelay(after, field, afterForms)
}

/** A duration in ms, or a function that draws one. `forms` says in an error what the value may be. Throws InvalidField. */
export function readDelay (delay: WrittenDelay, field: string, forms = delayForms): number | Draw {
  // the schema has checked that all other values are durations
  if (!isObject(delay)) return checkedMilliseconds(delay)
  if ('min' in delay || 'max' in delay) return readRange(delay, field)
  if ('distribution' in delay) return readExponential(delay, field)
  if ('mean' in delay || 'deviation' in delay) return readNormal(delay, field)
  throw new InvalidField(field, `must be ${forms}`)
}

/** Every length from `min` to `max`, both included, is equally likely. */
function readRange (range: unknown, field: string): Draw {
  mustFit(RangeSchema, range, field)
  const [min, max] = [bounded(checkedMilliseconds(range.min)), bounded(checkedMilliseconds(range.max))]
  if (max < min) throw new InvalidField(toField(['max'], field), 'must not be less than min')
  return random => random.integer(min, max)
}

/** The normal distribution around the mean; never less than 0, never more than four deviations above the mean. */
function readNormal (normal: unknown, field: string): Draw {
  mustFit(NormalSchema, normal, field)
  const [mean, deviation] = [checkedMilliseconds(normal.mean), checkedMilliseconds(normal.deviation)]
  return random => bounded(mean + deviation * Math.max(-4, Math.min(4, standardNormal(random))))
}

/** Mostly short and seldom long, like the times between independent events. */
function readExponential (exponential: unknown, field: string): Draw {
  mustFit(ExponentialSchema, exponential, field)
  const mean = checkedMilliseconds(exponential.mean)
  return random => bounded(-Math.log(fraction(random)) * mean)
}

/** A duration that DurationSchema has checked, in ms. */
export function checkedMilliseconds (duration: string | number): number {
  return toMilliseconds(duration)!
}

/** The Box-Muller method. It always draws twice, so that the state of the stream does not depend on the result. */
function standardNormal (random: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(fraction(random)))
  return radius * Math.cos(2 * Math.PI * fraction(random))
}

/** Greater than 0, at most 1. */
function fraction (random: RandomStream): number {
  return random.integer(1, 2 ** 32) / 2 ** 32
}

/** A whole number that stays exact when it is added to a moment. 2^52 ms is long after the end of the clock. */
function bounded (ms: number): number {
  return Math.round(Math.max(0, Math.min(ms, 2 ** 52)))
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
