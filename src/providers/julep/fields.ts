import { custom } from '../../validation/index.ts'
import { toUuid } from './values.ts'

/** The fields of bodies, checked as pydantic checks them. Its messages are in problems.ts. */

export interface TextLimits { minLength?: number, maxLength?: number, pattern?: string }

/** Whether a text keeps its limits. pydantic counts code points, and its patterns are Unicode patterns. */
export function keepsLimits (text: string, { minLength = 0, maxLength = Infinity, pattern }: TextLimits): boolean {
  // a text has at least half as many code points as UTF-16 units: a huge one is not spread
  if (text.length > 2 * maxLength) return false
  const length = [...text].length
  return length >= minLength && length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(text))
}

export function text (limits: TextLimits = {}) {
  return custom<string>({ type: 'string', ...limits },
    value => typeof value === 'string' && keepsLimits(value, limits), 'must be a string within its limits')
}

export function maybeText (limits: TextLimits = {}) {
  return custom<string | null>({ type: ['string', 'null'], ...limits },
    value => value === null || (typeof value === 'string' && keepsLimits(value, limits)), 'must be a string within its limits, or null')
}

/** The documented pattern of a canonical name, which has only ASCII. */
const canonicalName = { minLength: 1, maxLength: 255, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }

export const NameSchema = text({ minLength: 1, maxLength: 255 })
export const MaybeNameSchema = maybeText({ minLength: 1, maxLength: 255 })
export const MaybeCanonicalNameSchema = maybeText(canonicalName)

export const FlagSchema = custom<boolean>({ type: 'boolean' }, value => typeof value === 'boolean', 'must be true or false')

export const MaybeUuidSchema = custom<string | null>({ type: ['string', 'null'], format: 'uuid' },
  value => value === null || toUuid(value) !== undefined, 'must be a UUID or null')

export const MaybeUuidsSchema = custom<string[] | null>(
  { type: ['array', 'null'], items: { type: 'string', format: 'uuid' } },
  value => value === null || (Array.isArray(value) && value.every(item => typeof item === 'string' && toUuid(item) !== undefined)),
  'must be an array of UUIDs, or null'
)

export const MaybeIntegerSchema = custom<number | null>({ type: ['integer', 'null'] },
  value => value === null || Number.isInteger(value), 'must be a whole number or null')

/** An object that is not null. */
export const ObjectSchema = custom<object>({ type: 'object', additionalProperties: true },
  value => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be an object')

/** One of a few words, or null. */
export function maybeOneOf<const T extends string> (words: readonly T[]) {
  const known = new Set<unknown>([...words, null])
  return custom<T | null>({ type: ['string', 'null'], enum: [...words, null] },
    value => known.has(value), `must be one of ${words.join(', ')}, or null`)
}
