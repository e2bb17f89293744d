import type { TSchema } from '@sinclair/typebox'
import type { Failure } from '../../http/failure.ts'
import type { Issue } from '../../validation/index.ts'
import { keepsLimits } from './fields.ts'
import { toInteger } from './values.ts'

/** A problem with one value, in the format of pydantic. */
export interface Problem { type: string, loc: Array<string | number>, msg: string, input: unknown }

export const notJson: Problem = { type: 'json_invalid', loc: ['body'], msg: 'JSON decode error', input: {} }

const locations: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', body: 'body', headers: 'header' }

/** All problems of a request. `body` is the body of the request. */
export function toProblems ({ part, issues }: Extract<Failure, { kind: 'invalid' }>, body: unknown): Problem[] {
  // Fastify validates these four parts only
  const location = locations[part]!
  return firstOfEach(issues).map(issue => {
    const [type, msg] = toTypeAndMessage(issue)
    return { type, loc: [location, ...issue.path.map(toKey)], msg, input: issue.kind === 'required' ? body : issue.value }
  })
}

/** pydantic names an item of a list by its number. */
function toKey (key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key
}

/** The first issue of each path: TypeBox reports a missing value a second time, as a value of the wrong type. */
function firstOfEach (issues: readonly Issue[]): Issue[] {
  const byPath = new Map<string, Issue>()
  for (const issue of issues) {
    const path = issue.path.join('/')
    if (!byPath.has(path)) byPath.set(path, issue)
  }
  return [...byPath.values()]
}

function toTypeAndMessage ({ kind, schema, path, value }: Issue): [type: string, msg: string] {
  const { format, type } = schema
  const words: unknown[] | undefined = schema.enum
  if (kind === 'required' || (path.length === 0 && value === null)) return ['missing', 'Field required']
  if (path.length === 0) return ['model_attributes_type', 'Input should be a valid dictionary or object to extract fields from']
  if (format === 'uuid') return ['uuid_parsing', 'Input should be a valid UUID']
  if (words !== undefined) return ['literal_error', `Input should be ${words.filter(isText).map(word => `'${word}'`).join(' or ')}`]
  switch ([type].flat()[0]) {
    case 'integer': return toProblemOfInteger(schema, value)
    // an object that does not fit is a step of no known kind
    case 'object': return isObject(value) ? ['missing', 'Field required'] : ['dict_type', 'Input should be a valid dictionary']
    case 'boolean': return ['bool_type', 'Input should be a valid boolean']
    case 'array': return toProblemOfList(schema, value)
    default: return toProblemOfText(schema, value)
  }
}

function isObject (value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText (word: unknown): word is string {
  return typeof word === 'string'
}

function toProblemOfText ({ minLength = 0, maxLength = Infinity, pattern }: TSchema, value: unknown): [type: string, msg: string] {
  if (typeof value !== 'string') return ['string_type', 'Input should be a valid string']
  if (!keepsLimits(value, { minLength })) return ['string_too_short', `String should have at least ${minLength} character`]
  if (!keepsLimits(value, { maxLength })) return ['string_too_long', `String should have at most ${maxLength} characters`]
  return ['string_pattern_mismatch', `String should match pattern '${pattern}'`]
}

function toProblemOfList ({ minItems, items }: TSchema, value: unknown): [type: string, msg: string] {
  if (!Array.isArray(value)) return ['list_type', 'Input should be a valid list']
  if (items.format === 'uuid') return ['uuid_parsing', 'Input should be a valid UUID']
  return ['too_short', `List should have at least ${minItems} item after validation, not ${value.length}`]
}

function toProblemOfInteger ({ minimum, maximum }: TSchema, value: unknown): [type: string, msg: string] {
  const number = toInteger(value)
  if (number !== undefined) {
    return number < minimum
      ? ['greater_than_equal', `Input should be greater than or equal to ${minimum}`]
      : ['less_than_equal', `Input should be less than or equal to ${maximum}`]
  }
  switch (typeof value) {
    case 'string': return ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer']
    case 'number': return ['int_from_float', 'Input should be a valid integer, got a number with a fractional part']
    default: return ['int_type', 'Input should be a valid integer']
  }
}
