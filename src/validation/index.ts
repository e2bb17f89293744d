import { FormatRegistry, Kind, Type, TypeRegistry, type Static, type TObject, type TSchema, type TUnsafe } from '@sinclair/typebox'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import { shorten } from './text.ts'

/** An input value that is missing, unknown or not valid. The server responds 400. */
export class InvalidField extends Error {
  readonly code = 'INVALID_FIELD'
  readonly statusCode = 400
  /** The path of the value, in the names that the client used: `steps[0].after`. */
  readonly field: string

  constructor (field: string, message: string) {
    super(`${field}: ${message}`)
    this.field = field
  }
}

/** One thing that is wrong with a value. */
export interface Issue {
  /** The keys from the outermost value to this one. */
  path: readonly string[]
  kind: 'required' | 'unknown' | 'type' | 'minimum' | 'maximum' | 'integer' | 'other'
  /** The schema that the value does not fit. */
  schema: TSchema
  value: unknown
  /** What the value must be, to follow the name of the field: `must be a string`. */
  message: string
}

const kinds: Partial<Record<ValueErrorType, Issue['kind']>> = {
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

/** The keys under which `custom` keeps a check and its error message; shared with the copy of this module in `jobdouble/provider`. */
const customCheck = Symbol.for('jobdouble.check')
const customMessage = Symbol.for('jobdouble.message')

/** A schema with a check of its own. */
interface CustomSchema { [customCheck] (value: unknown): boolean, [customMessage]: string }

// one kind for all: TypeBox keeps the checks of kinds for ever, and each bundle has a registry of its own
const customKind = 'JobdoubleCustom'
TypeRegistry.Set<CustomSchema>(customKind, (schema, value) => schema[customCheck](value))

/** A schema whose check is a function. OpenAPI shows `schema`; `message` says in an error what the value must be: `must be …`. */
export function custom<T> (schema: object, check: (value: unknown) => boolean, message: string): TUnsafe<T> {
  return Type.Unsafe<T>({ ...schema, [Kind]: customKind, [customCheck]: check, [customMessage]: message })
}

/** The schema of a string that is one of the given words. */
export function oneOf<const T extends string> (words: readonly T[], options: object = {}): TUnsafe<T> {
  const known = new Set<unknown>(words)
  const schema = { type: 'string', enum: words, ...options }
  return custom(schema, value => known.has(value), `must be one of ${words.join(', ')}`)
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
FormatRegistry.Set('uuid', value => uuid.test(value))
FormatRegistry.Set('date-time', isMoment)

const zonedTime = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/i

/** Whether a value is an ISO 8601 time with a zone. Without a zone it would mean a different moment on each machine. */
export function isMoment (value: unknown): boolean {
  return typeof value === 'string' && zonedTime.test(value) && !Number.isNaN(Date.parse(value))
}

export const MomentSchema = custom<string>(
  { type: 'string', format: 'date-time', description: 'ISO 8601, with a zone' }, isMoment, 'must be a moment like 2025-01-01T00:00:00.000Z')

/** How many issues of a value are collected: a huge body may have millions. */
const maxIssues = 100

/** Returns a function that lists the issues of a value, at most 100, the outermost first. It compiles the schema at its first call. */
export function checker<T extends TSchema> (schema: T): (value: unknown) => Issue[] {
  let compiled: TypeCheck<T> | undefined
  return value => {
    compiled ??= TypeCompiler.Compile(schema)
    if (compiled.Check(value)) return []
    const issues: Issue[] = []
    for (const error of compiled.Errors(value)) if (issues.push(toIssue(error)) === maxIssues) break
    return issues
  }
}

/** The checkers of `mustFit`, by schema: to compile a schema takes longer than to check many values. */
const checkers = new WeakMap<TSchema, ReturnType<typeof checker>>()

/** Checks a value that Fastify has not validated. Throws InvalidField for a path within `field`. */
export function mustFit<T extends TSchema> (schema: T, value: unknown, field: string): asserts value is Static<T> {
  const issuesOf = checkers.get(schema) ?? checker(schema)
  checkers.set(schema, issuesOf)
  const [issue] = issuesOf(value)
  if (issue !== undefined) throw new InvalidField(toField(issue.path, field), issue.message)
}

/** Returns a function that reads any value as an object of the schema: a property that does not fit gets the default of its schema. */
export function lenient<T extends TObject> (schema: T): (value: unknown) => Static<T> {
  let checks: Array<{ name: string, fits: (value: unknown) => boolean, fallback: unknown }> | undefined
  return value => {
    checks ??= Object.entries(schema.properties).map(([name, property]) => {
      const compiled = TypeCompiler.Compile(property)
      return { name, fits: value => compiled.Check(value), fallback: property.default }
    })
    // a property of a primitive is undefined, as that of an empty object is
    const given = (value ?? {}) as Record<string, unknown>
    const read: Record<string, unknown> = {}
    for (const { name, fits, fallback } of checks) read[name] = fits(given[name]) ? given[name] : fallback
    // every property fits its schema, or is the default of it
    return read as Static<T>
  }
}

/** Writes a path as a client would: `['steps', '0', 'state']` → `steps[0].state`. `within`: the path of the value to which it belongs. */
export function toField (path: readonly string[], within = ''): string {
  const join = (field: string, key: string) => /^\d+$/.test(key) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`
  return path.map(key => shorten(key)).reduce(join, within)
}

/** A value, or a list of several. */
export type OneOrMore<T> = T | readonly T[]

/** The values as a list; an empty one if there is none. */
export function toList<T extends string> (values: OneOrMore<T> | undefined): readonly T[] {
  return values === undefined ? [] : typeof values === 'string' ? [values] : values
}

/** Each value with its path: `field` for a single one, `field[1]` for the second of a list. */
export function withFields<T extends string> (values: OneOrMore<T> | undefined, field: string): Array<{ item: T, field: string }> {
  const isSingle = typeof values === 'string'
  return toList(values).map((item, index) => ({ item, field: isSingle ? field : toField([String(index)], field) }))
}

function toIssue ({ type, schema, path, value, message }: ValueError): Issue {
  const kind = kinds[type] ?? 'other'
  // set by `custom`, and unknown to the type of a schema
  const own = kind === 'other' ? (schema as Partial<CustomSchema>)[customMessage] : undefined
  return {
    path: path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~')),
    kind,
    schema,
    value,
    message: own ?? toMessage(kind, schema, value, message)
  }
}

function toMessage (kind: Issue['kind'], schema: TSchema, value: unknown, message: string): string {
  switch (kind) {
    case 'required': return 'is required'
    case 'unknown': return 'is not a known field'
    case 'minimum': return `must be at least ${schema.minimum}`
    case 'maximum': return `must be at most ${schema.maximum}`
    case 'integer': return 'must be a whole number'
    case 'type': return `must be ${withArticle(schema.type)}`
    default: return toLimit(schema, value) ?? `is not valid (${message.toLowerCase()})`
  }
}

/** Which types or lengths the schema allows; undefined if it limits neither. */
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
