import { custom } from '../../validation.ts'
import { toUuid } from './uuid.ts'

/** Values as pydantic takes them. What it says of the others stands in problems.ts. */

export const UuidSchema = custom<string>('Uuid', { type: 'string', format: 'uuid' }, value => toUuid(value) !== undefined, 'must be a UUID')

/** The whole number that pydantic makes of a value: of text too, as in a query. */
export function toInteger (value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*[+-]?\d+(\.0*)?\s*$/.test(value) ? Number(value) : value
  return Number.isInteger(number) ? number as number : undefined
}

export function integer (standard: number, description: string) {
  return custom<number | string>('Julep integer', { type: 'integer', default: standard, description }, value => toInteger(value) !== undefined, 'must be a whole number')
}

/** A field that may be left out or null, for which pydantic makes no difference. */
export const MaybeObjectSchema = custom<object | null>('Julep object or null', { type: ['object', 'null'], additionalProperties: true },
  value => typeof value === 'object' && !Array.isArray(value), 'must be an object or null')

export const MaybeStringSchema = custom<string | null>('Julep text or null', { type: ['string', 'null'] },
  value => value === null || typeof value === 'string', 'must be a string or null')

const count = { minimum: 0, maximum: 65535 }

export const MaybeCountSchema = custom<number | null>('Julep count or null', { type: ['integer', 'null'], ...count },
  value => value === null || isWithin(toInteger(value)), `must be a whole number from ${count.minimum} to ${count.maximum}, or null`)

function isWithin (value: number | undefined): boolean {
  return value !== undefined && value >= count.minimum && value <= count.maximum
}

export const TextOrTextsSchema = custom<string | string[]>('Julep text or texts', { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  value => [value].flat().every(text => typeof text === 'string'), 'must be a string or an array of strings')
