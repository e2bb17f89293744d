import { custom } from '../../validation/index.ts'

/** The values that pydantic accepts. Its messages about other values are in problems.ts. */

const hex = /^[0-9a-f]{32}$/
const hyphenated = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The canonical spelling of a UUID; undefined if the value is not a UUID. Julep accepts UUIDs with hyphens, as 32 digits, in
 * braces and after `urn:uuid:`, in upper and lower case (fact sheet).
 */
export function toUuid (value: unknown): string | undefined {
  const spelling = String(value).toLowerCase()
  const bare = spelling.startsWith('urn:uuid:') ? spelling.slice(9) : /^\{.*\}$/.test(spelling) ? spelling.slice(1, -1) : spelling
  if (hyphenated.test(bare)) return bare
  if (!hex.test(bare)) return undefined
  return [bare.slice(0, 8), bare.slice(8, 12), bare.slice(12, 16), bare.slice(16, 20), bare.slice(20)].join('-')
}

export const UuidSchema = custom<string>({ type: 'string', format: 'uuid' }, value => toUuid(value) !== undefined, 'must be a UUID')

/** The canonical spelling of a value that fits UuidSchema. */
export function canonical (uuid: string): string {
  // the schema accepts only values for which toUuid returns a text
  return toUuid(uuid)!
}

/** The canonical name of a resource that is created without one. The server draws two words and three letters. */
export function nameFor (noun: string, id: string): string {
  return `${noun}_${id.slice(0, 8)}`
}

/** The whole number that pydantic reads from a value: also from text, as in a query. */
export function toInteger (value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*[+-]?\d+(\.0*)?\s*$/.test(value) ? Number(value) : value
  return Number.isInteger(number) ? number as number : undefined
}

export function integer (fallback: number, description: string) {
  return custom<number | string>({ type: 'integer', default: fallback, description },
    value => toInteger(value) !== undefined, 'must be a whole number')
}

/** A whole number from `minimum` to `maximum`, also in text. */
export function boundedInteger (minimum: number, maximum: number) {
  return custom<number | string>({ type: 'integer', minimum, maximum }, value => {
    const number = toInteger(value)
    return number !== undefined && number >= minimum && number <= maximum
  }, `must be a whole number from ${minimum} to ${maximum}`)
}

/** An optional object. pydantic treats null as a missing value, here and in the schemas below. */
export const MaybeObjectSchema = custom<object | null>({ type: ['object', 'null'], additionalProperties: true },
  value => typeof value === 'object' && !Array.isArray(value), 'must be an object or null')

export const MaybeStringSchema = custom<string | null>({ type: ['string', 'null'] },
  value => value === null || typeof value === 'string', 'must be a string or null')

const count = { minimum: 0, maximum: 65535 }

export const MaybeCountSchema = custom<number | null>({ type: ['integer', 'null'], ...count },
  value => value === null || isWithin(toInteger(value)), `must be a whole number from ${count.minimum} to ${count.maximum}, or null`)

function isWithin (value: number | undefined): boolean {
  return value !== undefined && value >= count.minimum && value <= count.maximum
}

const textOrTexts = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] }

export const TextOrTextsSchema = custom<string | string[]>(textOrTexts,
  value => [value].flat().every(text => typeof text === 'string'), 'must be a string or an array of strings')
