import type { Issue } from '../../validation.ts'

/** What is wrong with a value, in the words of hapi's validator (inferred), to put behind its name. */
export function toComplaint ({ rule, schema, value, path, message }: Issue): string {
  switch (rule) {
    case 'unknown': return 'is not allowed'
    case 'minimum': return `must be greater than or equal to ${schema.minimum}`
    case 'maximum': return `must be less than or equal to ${schema.maximum}`
    case 'integer': return typeof value === 'number' ? 'must be an integer' : 'must be a number'
    case 'type': return path.length === 0 ? 'must be of type object' : message
    case 'other': return toLimit(schema, value) ?? message
    default: return message
  }
}

function toLimit ({ enum: words, minItems, maxItems }: Issue['schema'], value: unknown): string | undefined {
  if (value === '') return 'is not allowed to be empty'
  if (words !== undefined) return `must be one of [${words.join(', ')}]`
  if (!Array.isArray(value) || maxItems === undefined) return undefined
  return value.length > maxItems ? `must contain less than or equal to ${maxItems} items` : `must contain at least ${minItems} items`
}
