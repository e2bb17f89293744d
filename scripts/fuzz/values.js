import { isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql'
import { resolve } from './operations.js'

/** The ids of all jobs and projects. They are few, so that requests find what earlier requests have created. */
export const ids = Array.from({ length: 12 }, (_, place) => `0193f1d2-7a40-7c31-8f0e-${String(place).padStart(12, '0')}`)

const lifecycles = ['success', 'failure', 'stuck', 'flapping', 'instant', 'slow', 'late', 'partial-result', 'retry-then-success', 'own']
const soon = [0, 5, '20ms']

/** Values for fields by name, where the schema alone does not lead to a useful one. Durations in real time are short. */
const known = {
  id: ids,
  job: ids,
  jobId: ids,
  job_id: ids,
  execution_id: ids,
  task_id: ids,
  projectId: ids,
  bulkId: ids,
  lifecycle: lifecycles,
  timeout: soon,
  delay: soon,
  drip: soon,
  wait: [0, 0, 0, 1],
  rate: [0.5, 2, 1000],
  seed: [1, 'word'],
  profile: ['flaky', 'slow', 'down'],
  operation: ['julep.getJobStatus', 'waveline.getJob', 'datasaur.getJob', 'immuta.getJobStatuses', 'starfish.getJobStatus'],
  cursor: ['', '5'],
  lastEventId: [0, 5],
  now: ['2030-01-01T00:00:00Z'],
  url: ['https://example.com/a.pdf'],
  model: ['gpt-4o-2024-08-06']
}

/** Draws a value for a schema of an OpenAPI document. It is valid except where the schema leaves something unsaid. */
export function toValue (schema, document, draw, name = '') {
  const { type, enum: words, const: constant, anyOf, oneOf, allOf, ...rest } = resolve(schema, document)
  if (constant !== undefined) return constant
  if (words !== undefined) return draw.pick(words)
  if (Object.hasOwn(known, name) && type !== 'array' && draw.chance(0.9)) return draw.pick(known[name])
  if (allOf !== undefined) return Object.assign({}, ...allOf.map(part => toValue(part, document, draw, name)))
  const choice = anyOf ?? oneOf
  if (choice !== undefined) return toValue(draw.pick(choice), document, draw, name)
  switch (Array.isArray(type) ? draw.pick(type) : type ?? (rest.properties === undefined ? 'any' : 'object')) {
    case 'object': return toObject(rest, document, draw)
    case 'array': return listOf(draw.int(rest.minItems ?? 0, 3), () => toValue(rest.items ?? {}, document, draw, name.replace(/s$/, '')))
    case 'string': return toText(rest, draw)
    case 'integer': return draw.int(rest.minimum ?? -1, Math.min(rest.maximum ?? 20, (rest.minimum ?? 0) + 20))
    case 'number': return draw.int(0, Math.min(rest.maximum ?? 100, 100) * 10) / 10
    case 'boolean': return draw.chance(0.5)
    case 'null': return null
    default: return draw.pick([{ a: 1 }, {}, [1, 'two', null], 'text', 7, null, true])
  }
}

function toObject ({ properties = {}, required = [], additionalProperties }, document, draw) {
  const drawn = Object.entries(properties)
    .filter(([key]) => required.includes(key) || draw.chance(0.3))
    .map(([key, schema]) => [key, toValue(schema, document, draw, key)])
  const isOpen = typeof additionalProperties === 'object'
  if (isOpen && draw.chance(0.5)) drawn.push([draw.pick(['a', 'x-b', 'accept']), toValue(additionalProperties, document, draw)])
  return Object.fromEntries(drawn)
}

function toText ({ format, pattern, examples }, draw) {
  if (format === 'date-time') return draw.pick(['2025-01-01T00:00:00Z', '2025-01-01T00:00:30.5Z', '2031-06-01T12:00:00+02:00'])
  if (format === 'uuid') return draw.pick(ids)
  if (format === 'binary') return 'bytes'
  if (pattern?.includes('ms|s|m|h|d') === true) return draw.pick(['0s', '5ms', '1s', '30s', '5m', '2h'])
  if (examples !== undefined) return draw.pick(examples)
  return draw.pick(['text', 'a', 'stuck', 'Ünï çødé', '7', ...ids.slice(0, 2)])
}

/** Draws a valid value for an input type of GraphQL. */
export function toInput (type, draw, name = '') {
  if (isNonNullType(type)) return toInput(type.ofType, draw, name)
  if (isListType(type)) return listOf(draw.int(0, 3), () => toInput(type.ofType, draw, name.replace(/s$/, '')))
  if (isEnumType(type)) return draw.pick(type.getValues()).name
  if (isInputObjectType(type)) {
    return Object.fromEntries(Object.values(type.getFields())
      .filter(field => isNonNullType(field.type) || draw.chance(0.3))
      .map(field => [field.name, toInput(field.type, draw, field.name)]))
  }
  if (Object.hasOwn(known, name) && draw.chance(0.9)) return draw.pick(known[name])
  switch (type.name) {
    case 'Int': return draw.int(0, 20)
    case 'Float': return draw.int(0, 20) / 4
    case 'Boolean': return draw.chance(0.5)
    case 'DateTime': return '2025-01-01T00:00:00Z'
    default: return draw.pick(['text', '1', ...ids.slice(0, 3)])
  }
}

function listOf (length, draw) {
  return Array.from({ length }, draw)
}
