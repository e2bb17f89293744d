import { toList, type OneOrMore } from '../../validation/index.ts'
import { excerpt, shorten } from '../../validation/text.ts'
import { differenceOf, type Difference } from '../../validation/subset.ts'
import type { Outcome, KeptBody } from '../exchange.ts'
import { ExchangeReader } from './reading.ts'
import { toIso } from '../../time/index.ts'

/** Which exchanges match. A field that is not given matches all. */
export interface Match {
  provider?: string | undefined
  /** `julep.getJobStatus`, or several, any of which matches */
  operation?: OneOrMore<string> | undefined
  /** An id that is a text in the path, the query, the body or the response. */
  job?: string | undefined
  method?: string | undefined
  /** Without the name of the sandbox and the query. */
  path?: string | undefined
  /** As the client sent it. */
  url?: string | undefined
  query?: Readonly<Record<string, string>> | undefined
  /** By name, regardless of case; null for a header that must be missing. */
  headers?: Readonly<Record<string, string | null>> | undefined
  /** The fingerprint of the credential. */
  key?: string | undefined
  connection?: number | undefined
  /** The arguments of a root field of a GraphQL request. */
  arguments?: ArgumentsMatch | undefined
  /** A JSON subset of the request's body. */
  body?: unknown
  /** A JSON subset of the response's body. The name is that of the control API. */
  response?: unknown
  status?: number | undefined
  outcome?: Outcome | undefined
  /** The id of a fault that affected it, or `any`, or `none`. */
  fault?: string | undefined
  /** The id of the stub that responded, or `any`, or `none`. */
  stub?: string | undefined
  /** In ms of the sandbox's clock: at this moment or later. */
  from?: number | undefined
  /** In ms of the sandbox's clock: before this moment. */
  until?: number | undefined
}

/** Matches the arguments of a GraphQL field. */
export interface ArgumentsMatch {
  /** A JSON subset of the arguments of a field. */
  readonly subset: unknown
  /** Returns the arguments of each field of a request that the match is about. */
  readonly read: (request: unknown) => readonly unknown[]
}

/** Undefined if it is not known: a part of a body is not kept, or its lists are too long to compare. */
type MatchResult = boolean | undefined

type Test<Wanted> = (reading: ExchangeReader, wanted: NonNullable<Wanted>) => MatchResult

/** The fast tests first: the first that is false ends the search. */
const tests: { [Field in keyof Match]-?: Test<Match[Field]> } = {
  provider: ({ exchange }, wanted) => exchange.provider === wanted,
  operation: ({ exchange }, wanted) => toList(wanted).some(operation => exchange.operations.includes(operation)),
  method: ({ exchange }, wanted) => exchange.method === wanted.toUpperCase(),
  status: ({ exchange }, wanted) => exchange.status === wanted,
  outcome: ({ exchange }, wanted) => exchange.outcome === wanted,
  connection: ({ exchange }, wanted) => exchange.connection === wanted,
  key: ({ exchange }, wanted) => exchange.head.key === wanted,
  fault: ({ faults }, wanted) => wanted === 'any' ? faults.length > 0 : wanted === 'none' ? faults.length === 0 : faults.includes(wanted),
  stub: ({ exchange: { stub } }, wanted) => wanted === 'any'
    ? stub !== undefined
    : wanted === 'none' ? stub === undefined : stub === wanted,
  from: ({ exchange }, wanted) => exchange.at >= wanted,
  until: ({ exchange }, wanted) => exchange.at < wanted,
  url: ({ exchange }, wanted) => exchange.url === wanted,
  path: (reading, wanted) => reading.path === wanted,
  query: ({ query }, wanted) => Object.entries(wanted).every(([name, value]) => query.getAll(name).includes(value)),
  headers: ({ headers }, wanted) => Object.entries(wanted).every(header => hasHeader(headers, header)),
  job: (reading, wanted) => reading.mentions(wanted),
  arguments: (reading, { subset, read }) => contains(reading.exchange.body, [subset], () => read(reading.parameters)),
  body: (reading, wanted) => contains(reading.exchange.body, wanted, () => reading.body),
  response: (reading, wanted) => contains(reading.exchange.responseBody, wanted, () => reading.responseBody)
}

// `tests` has exactly the keys of a match
const fields = Object.keys(tests) as Array<keyof Match>

function hasHeader (headers: Readonly<Record<string, string>>, [name, value]: [string, string | null]): boolean {
  return (headers[name.toLowerCase()] ?? null) === value
}

function contains (text: KeptBody | undefined, wanted: unknown, value: () => unknown): MatchResult {
  const difference = text?.truncated === true ? 'undecided' : differenceOf(wanted, value())
  return difference === 'undecided' ? undefined : difference === undefined
}

function test (reading: ExchangeReader, match: Match, field: keyof Match): MatchResult {
  // TypeScript does not know that the test and the value are those of the same field
  return (tests[field] as Test<unknown>)(reading, match[field] as NonNullable<unknown>)
}

/** The fields of a match that are given. */
export function fieldsOf (match: Match): Array<keyof Match> {
  return fields.filter(field => match[field] !== undefined)
}

/** Whether an exchange matches; undefined if that is not known. */
export function matches (reading: ExchangeReader, match: Match): MatchResult {
  let result: MatchResult = true
  for (const field of fieldsOf(match)) {
    const one = test(reading, match, field)
    if (one === false) return false
    if (one === undefined) result = undefined
  }
  return result
}

/** Why an exchange does not match, one sentence for each field. */
export function reasonsOf (reading: ExchangeReader, match: Match): string[] {
  return fieldsOf(match).flatMap(field => {
    const result = test(reading, match, field)
    if (result === true) return []
    return result === undefined ? `${field} is not known: ${whyUnknown(reading, field)}` : toReason(reading, match, field)
  })
}

/** A job is unknown if a body is truncated; a body also if it cannot be compared. */
function whyUnknown ({ exchange }: ExchangeReader, field: keyof Match): string {
  // a body that is unknown is there
  const isWhole = field !== 'job' && !exchange[field === 'response' ? 'responseBody' : 'body']!.truncated
  return isWhole ? 'its lists are too long to compare' : 'the bodies are kept up to 16 kB'
}

/** The values of an exchange for the reasons of `toReason`. */
const shown: Partial<Record<keyof Match, (reading: ExchangeReader) => unknown>> = {
  provider: ({ exchange }) => exchange.provider ?? null,
  operation: ({ exchange }) => exchange.operations.join(' and ') || null,
  method: ({ exchange }) => exchange.method,
  status: ({ exchange }) => exchange.status ?? null,
  outcome: ({ exchange }) => exchange.outcome,
  connection: ({ exchange }) => exchange.connection,
  key: ({ exchange }) => exchange.head.key ?? null,
  fault: ({ faults }) => faults.join(' and ') || 'none',
  stub: ({ exchange }) => exchange.stub ?? 'none',
  url: ({ exchange }) => exchange.url,
  path: ({ path }) => path
}

function toReason (reading: ExchangeReader, match: Match, field: keyof Match): string {
  const wanted = match[field]
  const { at } = reading.exchange
  switch (field) {
    // `field` is one of those that the match has, and the exchange differs in it
    case 'job': return `it does not name the job ${quote(wanted)}`
    case 'from': return `it arrived at ${toIso(at)}, before ${toIso(wanted as number)}`
    case 'until': return `it arrived at ${toIso(at)}, not before ${toIso(wanted as number)}`
    case 'headers': {
      const [name, value] = Object.entries(match.headers!).find(header => !hasHeader(reading.headers, header))!
      return `the header ${shorten(name)} is ${quote(reading.headers[name.toLowerCase()])}, not ${quote(value ?? undefined)}`
    }
    case 'query': {
      const { query } = reading
      const [name, value] = Object.entries(match.query!).find(([name, value]) => !query.getAll(name).includes(value))!
      return `query.${shorten(name)} is ${quote(query.has(name) ? query.getAll(name).join(', ') : undefined)}, not ${quote(value)}`
    }
    case 'arguments': {
      const { subset, read } = match.arguments!
      const [given, ...more] = read(reading.parameters)
      if (given === undefined) return `it has no such field: ${quote(subset)}`
      if (more.length > 0) return `no field has these arguments: ${quote(subset)}`
      return toDifference('arguments', subset, given)
    }
    case 'body': return toDifference(field, wanted, reading.body)
    case 'response': return toDifference(field, wanted, reading.responseBody)
    default: return `${field} is ${quote(shown[field]!(reading))}, not ${quote(wanted)}`
  }
}

function toDifference (field: string, wanted: unknown, given: unknown): string {
  const { path, expected, actual } = differenceOf(wanted, given) as Difference
  return `${[field, ...path].map(key => shorten(key)).join('.')} is ${quote(actual)}, not ${quote(expected)}`
}

function quote (value: unknown): string {
  return value === undefined ? 'missing' : excerpt(value)
}
