import { InvalidField, toField, toList, withFields, type OneOrMore } from '../validation/index.ts'
import { excerpt, nearest, shorten } from '../validation/text.ts'

/**
 * A provider or the control API, with the path of its specification and its operations. `base`: the path with which the base URL of
 * its clients ends, such as `/api`; `env`: the variables that they read, with `{url}` for the URL of a sandbox.
 */
export interface Part { name: string, base: string, env: Readonly<Record<string, string>>, specification: string, operations: Operation[] }

export interface Operation {
  method: string
  path: string
  /** `['julep.getJobStatus']` for an operation of a provider; all root fields for GraphQL; empty for the control API. */
  names: readonly string[]
  /** The statuses that its specification lists; none for GraphQL. */
  statuses: readonly number[]
  /** Whether it needs no credentials. */
  open: boolean
  /** Those of `names` that start a job. */
  starts: readonly string[]
  /** The fields of its body; undefined if it has none, or any, and for GraphQL. */
  fields?: readonly string[] | undefined
  /** Returns the root fields of a GraphQL request; undefined for REST. */
  callsIn?: ((request: unknown) => readonly Call[]) | undefined
  /** Finds a name in a subset of the arguments of a root field that its schema does not have; undefined for REST. */
  findUnknownArgument?: ((operation: string, subset: unknown) => UnknownArgument | undefined) | undefined
}

/** A name that no argument of a root field, or no field of an input, has: its path, and the names that are known there. */
export interface UnknownArgument { readonly path: readonly string[], readonly known: readonly string[] }

/** A root field of a GraphQL request, with its arguments as the client wrote them. */
export interface Call { operation: string, arguments: Readonly<Record<string, unknown>> }

/** The operations most similar to a request, the most similar first. */
export function nearestOperations (parts: readonly Part[], method: string, path: string): Operation[] {
  const segments = path.split('/')
  const toText = (operation: Operation) => `${operation.method} ${fill(operation.path, segments)}`
  return nearest(parts.flatMap(({ operations }) => operations), `${method} ${path}`, toText)
}

/** An operation, and the part that serves it. */
export interface Found { part: Part, operation: Operation }

/** The operation of a path, of any method if none is given. */
export function findOperation (parts: readonly Part[], path: string, method?: string): Found | undefined {
  const segments = path.split('/')
  for (const part of parts) {
    const operation = part.operations.find(operation =>
      (method ?? operation.method) === operation.method && fits(operation.path.split('/'), segments))
    if (operation !== undefined) return { part, operation }
  }
  return undefined
}

function fits (pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length &&
    pattern.every((segment, index) => segment.startsWith(':') ? segments[index] !== '' : segment === segments[index])
}

/** Why an operation does not match a request, one sentence for each difference. */
export function reasonsAgainst (operation: Operation, method: string, path: string): string[] {
  const reasons = operation.method === method ? [] : [`the method is ${operation.method}, not ${method}`]
  const [known, asked] = [operation.path.split('/'), path.split('/')]
  if (known.length !== asked.length) return [...reasons, `the path has ${count(known)}, not ${asked.length - 1}`]
  for (const [index, segment] of known.entries()) {
    if (segment.startsWith(':') || segment === asked[index]) continue
    reasons.push(`the path has ${JSON.stringify(segment)}, not ${excerpt(asked[index])}`)
  }
  return reasons
}

function count (segments: readonly string[]): string {
  return `${segments.length - 1} segment${segments.length === 2 ? '' : 's'}`
}

/** Fills the parameters of a pattern from a path, so that an id does not count as a difference: `/jobs/:id` → `/jobs/17`. */
function fill (pattern: string, segments: readonly string[]): string {
  return pattern.split('/').map((segment, index) => segment.startsWith(':') ? segments[index] ?? segment : segment).join('/')
}

/** Throws InvalidField for a provider that is not served: it would silently match no request. */
export function mustBeProvider (parts: readonly Part[], provider: string | undefined, field: string): void {
  // the operations of the control API have no names
  const known = parts.filter(({ operations }) => operations.some(({ names }) => names.length > 0)).map(({ name }) => name)
  if (provider !== undefined && !known.includes(provider)) throw new InvalidField(field, `must be one of ${known.join(', ')}`)
}

/** Throws InvalidField for an unknown operation: it would silently match no request. */
export function mustBeOperation (parts: readonly Part[], operation: OneOrMore<string> | undefined, field: string): void {
  const names = parts.flatMap(({ operations }) => operations).flatMap(({ names }) => names)
  for (const { item, field: own } of withFields(operation, field)) {
    if (names.includes(item)) continue
    const near = nearest(names, item, name => name).join(', ')
    throw new InvalidField(own, `${excerpt(item)} is not an operation that this server provides; the most similar are ${near}`)
  }
}

/**
 * Returns what reads the root fields of the requests to a GraphQL provider, which is named by `provider` or `operation`. Throws
 * InvalidField for any other provider.
 */
export function mustReadCalls (
  parts: readonly Part[],
  { provider, operation }: { provider?: string | undefined, operation?: OneOrMore<string> | undefined },
  field: string
): NonNullable<Operation['callsIn']> {
  const readers = new Map(parts.flatMap(({ name, operations }) => operations.flatMap(({ callsIn }) => callsIn ? [[name, callsIn]] : [])))
  const [first, ...rest] = toList(provider ?? operation).map(name => readers.get(name.split('.', 1)[0]!))
  if (first !== undefined && rest.every(reader => reader === first)) return first
  throw new InvalidField(field, `is for GraphQL providers (${[...readers.keys()].join(', ')}): give its operation or provider too`)
}

/** Throws InvalidField for an argument that the GraphQL field of an operation does not have: it would never match. */
export function mustHaveArguments (
  parts: readonly Part[], operation: OneOrMore<string> | undefined, subset: unknown, field: string
): void {
  for (const name of toList(operation)) {
    const { findUnknownArgument } = findByName(parts, name) ?? {}
    const unknown = findUnknownArgument?.(name, subset)
    if (unknown === undefined) continue
    const { path, known } = unknown
    // the path ends with the unknown name
    const near = nearest(known, path.at(-1)!, name => name)
    const hint = near.length === 0 ? 'it has none' : `the most similar are ${near.join(', ')}`
    throw new InvalidField(toField(path, field), `is not an argument of ${name}, so it would never match; ${hint}`)
  }
}

/** Throws InvalidField for an operation that starts no job: a lifecycle for its jobs would never apply. */
export function mustStartJobs (parts: readonly Part[], operation: OneOrMore<string> | undefined, field: string): void {
  mustBeOperation(parts, operation, field)
  const starting = parts.flatMap(({ operations }) => operations).flatMap(({ starts }) => starts)
  for (const { item, field: own } of withFields(operation, field)) {
    if (starting.includes(item)) continue
    const near = nearest(starting, item, name => name).join(', ')
    throw new InvalidField(own, `${item} starts no job, so the lifecycle would never apply; the most similar that do are ${near}`)
  }
}

/** Throws InvalidField for a field in a JSON subset of a body that the request of an operation does not have: it would never match. */
export function mustHaveFields (parts: readonly Part[], operation: OneOrMore<string> | undefined, subset: unknown, field: string): void {
  if (typeof subset !== 'object' || subset === null || Array.isArray(subset)) return
  for (const name of toList(operation)) {
    const { fields } = findByName(parts, name) ?? {}
    if (fields === undefined) continue
    const unknown = Object.keys(subset).find(name => !fields.includes(name))
    if (unknown === undefined) continue
    const near = nearest(fields, unknown, name => name).join(', ')
    const message = `is not a field of the request of ${name}, so it would never match; the most similar are ${near}`
    throw new InvalidField(`${field}.${shorten(unknown)}`, message)
  }
}

function findByName (parts: readonly Part[], name: string): Operation | undefined {
  return parts.flatMap(({ operations }) => operations).find(({ names }) => names.includes(name))
}
