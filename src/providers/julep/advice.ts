import type { Problem } from './problems.ts'

/** A problem as the server has been seen to tell it: its place in one word, with advice for some, and the value as text. */
export function toAdvised ({ type, msg, loc, input }: Problem) {
  return { type, msg, loc: toPlace(loc), ...toAdvice(type), received: toText(input) }
}

/** `['path', 'job_id']` → `path.job_id`; what lies in a body is named without it: `['body', 'input']` → `input`. */
function toPlace (loc: Problem['loc']): string {
  return (loc[0] === 'body' && loc.length > 1 ? loc.slice(1) : loc).join('.')
}

function toAdvice (type: string): { fix?: string, example?: string } {
  switch (type) {
    case 'missing': return { fix: 'Add this required field to your request', example: '{ "field_name": "value" }' }
    case 'json_invalid': return { fix: 'Provide valid JSON format' }
    case 'uuid_parsing': return { fix: 'Provide a valid UUID (e.g., 123e4567-e89b-12d3-a456-426614174000)' }
    default: return {}
  }
}

/** The server is written in Python; objects and arrays are written as JSON here. */
function toText (input: unknown): string {
  if (typeof input === 'string') return input
  return input === null ? 'None' : input === true ? 'True' : input === false ? 'False' : JSON.stringify(input)
}
