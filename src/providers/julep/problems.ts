import type { TSchema } from '@sinclair/typebox'
import type { Failure } from '../../http/failure.ts'
import type { Issue } from '../../validation.ts'
import { toInteger } from './values.ts'

/** What is wrong with one value, as pydantic tells it. */
export interface Problem { type: string, loc: string[], msg: string, input: unknown }

export const notJson: Problem = { type: 'json_invalid', loc: ['body'], msg: 'JSON decode error', input: {} }

const locations: Record<string, string> = { params: 'path', querystring: 'query', body: 'body', headers: 'header' }

/** All that is wrong with a request. `body` is the one that came. */
export function toProblems ({ part, issues }: Extract<Failure, { kind: 'invalid' }>, body: unknown): Problem[] {
  const places = issues.map(({ path }) => path.join('/'))
  // of what is missing TypeBox says also that it has the wrong type
  return issues.filter((_, index) => places.indexOf(places[index]!) === index).map(issue => {
    const [type, msg] = toComplaint(issue)
    return { type, loc: [locations[part]!, ...issue.path], msg, input: issue.rule === 'required' ? body : issue.value }
  })
}

function toComplaint ({ rule, schema, path, value }: Issue): [type: string, msg: string] {
  const { format, enum: words, type } = schema
  if (rule === 'required' || (path.length === 0 && value === null)) return ['missing', 'Field required']
  if (path.length === 0) return ['model_attributes_type', 'Input should be a valid dictionary or object to extract fields from']
  if (format === 'uuid') return ['uuid_parsing', 'Input should be a valid UUID']
  if (words !== undefined) return ['literal_error', `Input should be ${words.map((word: string) => `'${word}'`).join(' or ')}`]
  switch ([type].flat()[0]) {
    case 'integer': return toComplaintOfInteger(schema, value)
    case 'object': return ['dict_type', 'Input should be a valid dictionary']
    default: return ['string_type', 'Input should be a valid string']
  }
}

function toComplaintOfInteger ({ minimum, maximum }: TSchema, value: unknown): [type: string, msg: string] {
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
