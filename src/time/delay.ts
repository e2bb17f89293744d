import { Type, type Static } from '@sinclair/typebox'
import { custom, InvalidField, mustFit, oneOf, toField } from '../validation/index.ts'
import { durationExamples, durationForms, DurationSchema, toMilliseconds } from './duration.ts'
import type { RandomStream } from '../random/index.ts'

const closed = { additionalProperties: false }
const RangeSchema = Type.Object({ min: DurationSchema, max: DurationSchema }, closed)
const NormalSchema = Type.Object({ mean: DurationSchema, deviation: DurationSchema }, closed)
const ExponentialSchema = Type.Object({ mean: DurationSchema, distribution: oneOf(['exponential']) }, closed)

type Written = string | number | Static<typeof RangeSchema> | Static<typeof NormalSchema> | Static<typeof ExponentialSchema>

const forms = `a duration (${durationExamples}), {min, max}, {mean, deviation} or {mean, distribution: "exponential"}`
const says = `"resume", ${forms}`

/** When a step comes, as it is written. What an object holds is looked at when it is read, to name the place of a mistake. */
export const AfterSchema = custom<Written>('After', {
  anyOf: [...durationForms, { const: 'resume' }, RangeSchema, NormalSchema, ExponentialSchema],
  description: `How long after the step before: ${durationExamples}; or drawn when the job is made: from a range, around a mean, or exponentially; "resume" waits for the resume command`
}, value => value === 'resume' || isObject(value) || toMilliseconds(value) !== undefined, `must be ${says}`)

/** How long something takes, as it is written. What an object holds is looked at when it is read. */
export const DelaySchema = custom<Written>('Delay', {
  anyOf: [...durationForms, RangeSchema, NormalSchema, ExponentialSchema],
  description: `${durationExamples}; or drawn each time: from a range, around a mean, or exponentially`
}, value => isObject(value) || toMilliseconds(value) !== undefined, `must be ${forms}`)

/** Draws a duration (ms, whole). */
export type Draw = (random: RandomStream) => number

/** As `readDelay`, where a command may be waited for instead. */
export function readAfter (after: Written, field: string): number | 'resume' | Draw {
  return after === 'resume' ? after : readDelay(after, field, says)
}

/** A duration in ms, or how it is drawn. Throws InvalidField. */
export function readDelay (delay: Written, field: string, choices = forms): number | Draw {
  if (!isObject(delay)) return toMilliseconds(delay)!
  if ('min' in delay || 'max' in delay) return readRange(delay, field)
  if ('distribution' in delay) return readExponential(delay, field)
  if ('mean' in delay || 'deviation' in delay) return readNormal(delay, field)
  throw new InvalidField(field, `must be ${choices}`)
}

/** Any length from `min` to `max`, both included, each as likely as any other. */
function readRange (range: unknown, field: string): Draw {
  mustFit(RangeSchema, range, field)
  const [min, max] = [range.min, range.max].map(end => bounded(toMilliseconds(end)!)) as [number, number]
  if (max < min) throw new InvalidField(toField(['max'], field), 'must not be less than min')
  return random => random.integer(min, max)
}

/** Around the mean, by the normal distribution; never below 0, never more than four deviations above the mean. */
function readNormal (normal: unknown, field: string): Draw {
  mustFit(NormalSchema, normal, field)
  const [mean, deviation] = [normal.mean, normal.deviation].map(part => toMilliseconds(part)!) as [number, number]
  return random => bounded(mean + deviation * Math.max(-4, Math.min(4, standardNormal(random))))
}

/** Mostly short and seldom long, as the times between independent events are. */
function readExponential (exponential: unknown, field: string): Draw {
  mustFit(ExponentialSchema, exponential, field)
  const mean = toMilliseconds(exponential.mean)!
  return random => bounded(-Math.log(fraction(random)) * mean)
}

/** By the method of Box and Muller; two draws each time, so that a stream stands where it did whatever came out. */
function standardNormal (random: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(fraction(random)))
  return radius * Math.cos(2 * Math.PI * fraction(random))
}

/** Above 0, at most 1. */
function fraction (random: RandomStream): number {
  return random.integer(1, 2 ** 32) / 2 ** 32
}

/** Whole, and not so large that it could not be counted with; far behind the end of the clock lies never. */
function bounded (ms: number): number {
  return Math.round(Math.max(0, Math.min(ms, 2 ** 52)))
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
