import { FormatRegistry, Kind, Type, TypeRegistry, type Static, type TObject, type TSchema, type TUnsafe } from '@sinclair/typebox'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import { shorten } from './text.ts'

/** Input that cannot be used. `field` is the path of the offending value, in the sender's own names. */
export class InvalidField extends Error {
  readonly code = 'INVALID_FIELD'
  readonly statusCode = 400
  readonly field: string

  constructor (field: string, message: string) {
    super(`${field}: ${message}`)
    this.field = field
  }
}

/** One thing that is wrong with a value. */
export interface Issue {
  /** The keys that lead to it, from the outside in. */
  path: readonly string[]
  rule: 'required' | 'unknown' | 'type' | 'minimum' | 'maximum' | 'integer' | 'other'
  /** The schema that was broken, and the value that broke it. */
  schema: TSchema
  value: unknown
  /** What it must be, to put behind the field's name: `must be a string`. */
  message: string
}

const rules: Partial<Record<ValueErrorType, Issue['rule']>> = {
  [ValueErrorType.ObjectRequiredProperty]: 'required',
  [ValueErrorType.ObjectAdditionalProperties]: 'unknown',
  [ValueErrorType.IntegerMinimum]: 'minimum',
  [ValueErrorType.NumberMinimum]: 'minimum',
  [ValueErrorType.IntegerMaximum]: 'maximum',
  [ValueErrorType.NumberMaximum]: 'maximum',
  [ValueErrorType.Integer]: 'integer',
  [ValueErrorType.String]: 'type',
  [ValueErrorType.Array]: 'type',
  [ValueErrorType.Object]: 'type',
  [ValueErrorType.Boolean]: 'type',
  [ValueErrorType.Number]: 'type'
}

const saying = Symbol('saying')

/** A type with a check of our own. `schema` is what OpenAPI shows of it, `says` what an error says: `must be …`. */
export function custom<T> (kind: string, schema: object, check: (value: unknown) => boolean, says: string): TUnsafe<T> {
  if (!TypeRegistry.Has(kind)) TypeRegistry.Set(kind, (_schema, value) => check(value))
  return Type.Unsafe<T>({ ...schema, [Kind]: kind, [saying]: says })
}

/** One of a few words. */
export function oneOf<const T extends string> (words: readonly T[], options: object = {}): TUnsafe<T> {
  const known = new Set<unknown>(words)
  return custom(`one of ${words.join()}`, { type: 'string', enum: words, ...options }, value => known.has(value), `must be one of ${words.join(', ')}`)
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
FormatRegistry.Set('uuid', value => uuid.test(value))
FormatRegistry.Set('date-time', isMoment)

/** ISO 8601, with a zone: without one it would be another moment on each machine. */
export function isMoment (value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/i.test(value) && !Number.isNaN(Date.parse(value))
}

export const MomentSchema = custom<string>('Moment', { type: 'string', format: 'date-time', description: 'ISO 8601, with a zone' }, isMoment,
  'must be a moment like 2025-01-01T00:00:00.000Z')

/** How many issues of a value are looked for: a huge body may have millions, which nobody reads. */
const enough = 100

/** The issues of a value, the outermost first, not more than enough; none if it fits. The schema is compiled at the first call. */
export function checker<T extends TSchema> (schema: T): (value: unknown) => Issue[] {
  let compiled: TypeCheck<T> | undefined
  return value => {
    compiled ??= TypeCompiler.Compile(schema)
    if (compiled.Check(value)) return []
    const issues: Issue[] = []
    for (const error of compiled.Errors(value)) if (issues.push(toIssue(error)) === enough) break
    return issues
  }
}

/** A checker for each schema that `mustFit` was given: compiling one takes longer than all of its checks. */
const checkers = new WeakMap<TSchema, ReturnType<typeof checker>>()

/** Checks a value that did not come as a request. Throws InvalidField, its path below `field`. */
export function mustFit<T extends TSchema> (schema: T, value: unknown, field: string): asserts value is Static<T> {
  const issuesOf = checkers.get(schema) ?? checker(schema)
  checkers.set(schema, issuesOf)
  const [issue] = issuesOf(value)
  if (issue !== undefined) throw new InvalidField(toField(issue.path, field), issue.message)
}

/** Reads a value that may be anything: a property that does not fit its schema counts as missing, and has its schema's default. */
export function lenient<T extends TObject> (schema: T): (value: unknown) => Static<T> {
  let checks: Array<{ name: string, fits: (value: unknown) => boolean, otherwise: unknown }> | undefined
  return value => {
    checks ??= Object.entries(schema.properties).map(([name, property]) => {
      const compiled = TypeCompiler.Compile(property)
      return { name, fits: value => compiled.Check(value), otherwise: property.default }
    })
    const given = (value ?? {}) as Record<string, unknown>
    const read: Record<string, unknown> = {}
    for (const { name, fits, otherwise } of checks) read[name] = fits(given[name]) ? given[name] : otherwise
    return read as Static<T>
  }
}

/** `['steps', '0', 'state']` → `steps[0].state` */
export function toField (path: readonly string[], within = ''): string {
  return path.map(key => shorten(key)).reduce((field, key) => /^\d+$/.test(key) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`, within)
}

function toIssue ({ type, schema, path, value, message }: ValueError): Issue {
  const rule = rules[type] ?? 'other'
  return {
    path: path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~')),
    rule,
    schema,
    value,
    message: (rule === 'other' ? (schema as { [saying]?: string })[saying] : undefined) ?? toMessage(rule, schema, value, message)
  }
}

function toMessage (rule: Issue['rule'], schema: TSchema, value: unknown, message: string): string {
  switch (rule) {
    case 'required': return 'is required'
    case 'unknown': return 'is not known here'
    case 'minimum': return `must be at least ${schema.minimum}`
    case 'maximum': return `must be at most ${schema.maximum}`
    case 'integer': return 'must be a whole number'
    case 'type': return `must be ${withArticle(schema.type)}`
    default: return toLimit(schema, value) ?? `is not usable (${message.toLowerCase()})`
  }
}

/** How long a text or a list may be, or which types may stand there. */
function toLimit ({ anyOf, minLength, maxLength, minItems, maxItems }: TSchema, value: unknown): string | undefined {
  if (anyOf !== undefined) return `must be ${anyOf.map((choice: TSchema) => withArticle(choice.type)).join(' or ')}`
  if (minLength !== undefined && value === '') return 'must not be empty'
  if (maxLength !== undefined) return `must have at most ${maxLength} characters`
  if (minItems !== undefined && Array.isArray(value) && value.length < minItems) return 'must not be empty'
  return maxItems === undefined ? undefined : `must have at most ${maxItems} items`
}

function withArticle (type: string): string {
  return type === 'null' ? type : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}
