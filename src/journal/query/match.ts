import { excerpt, shorten } from '../../validation/text.ts'
import { differenceOf, type Difference } from '../../validation/subset.ts'
import type { Outcome, KeptBody } from '../exchange.ts'
import { ExchangeReader } from './reading.ts'
import { toIso } from '../../time/index.ts'

/** Which requests are meant; what is not said matches all. */
export interface Match {
  provider?: string | undefined
  /** `julep.getJobStatus` */
  operation?: string | undefined
  /** A text that is the id: in the path, the query, the body or the answer. */
  job?: string | undefined
  method?: string | undefined
  /** Without the sandbox and the query. */
  path?: string | undefined
  /** As the client sent it. */
  url?: string | undefined
  query?: Readonly<Record<string, string>> | undefined
  /** By name in any case; null for one that must not be there. */
  headers?: Readonly<Record<string, string | null>> | undefined
  /** The fingerprint of the credential. */
  key?: string | undefined
  connection?: number | undefined
  /** The arguments of a root field of a GraphQL request. */
  arguments?: ArgumentsMatch | undefined
  /** A JSON subset of the request's body, and of the answer's. */
  body?: unknown
  answer?: unknown
  status?: number | undefined
  outcome?: Outcome | undefined
  /** The id of a fault that spoilt it, or `any`, or `none`. */
  fault?: string | undefined
  /** ms of the sandbox's clock: from this moment on, and before that one. */
  from?: number | undefined
  until?: number | undefined
}

/** `subset` is a JSON subset of the arguments of a field; `read` returns the arguments of each field that the match is about. */
export interface ArgumentsMatch { readonly subset: unknown, readonly read: (request: unknown) => readonly unknown[] }

/** Undefined where what would say so has been cut off, or takes too long to be compared. */
type Verdict = boolean | undefined

type Test<Wanted> = (reading: ExchangeReader, wanted: NonNullable<Wanted>) => Verdict

/** The cheap ones first: the first that says no ends the search. */
const tests: { [Field in keyof Match]-?: Test<Match[Field]> } = {
  provider: ({ entry }, wanted) => entry.provider === wanted,
  operation: ({ entry }, wanted) => entry.operations.includes(wanted),
  method: ({ entry }, wanted) => entry.method === wanted.toUpperCase(),
  status: ({ entry }, wanted) => entry.status === wanted,
  outcome: ({ entry }, wanted) => entry.outcome === wanted,
  connection: ({ entry }, wanted) => entry.connection === wanted,
  key: ({ entry }, wanted) => entry.head.key === wanted,
  fault: ({ faults }, wanted) => wanted === 'any' ? faults.length > 0 : wanted === 'none' ? faults.length === 0 : faults.includes(wanted),
  from: ({ entry }, wanted) => entry.at >= wanted,
  until: ({ entry }, wanted) => entry.at < wanted,
  url: ({ entry }, wanted) => entry.url === wanted,
  path: (reading, wanted) => reading.path === wanted,
  query: ({ query }, wanted) => Object.entries(wanted).every(([name, value]) => query.getAll(name).includes(value)),
  headers: ({ headers }, wanted) => Object.entries(wanted).every(([name, value]) => (headers[name.toLowerCase()] ?? null) === value),
  job: (reading, wanted) => reading.mentions(wanted),
  arguments: (reading, { subset, read }) => contains(reading.entry.body, [subset], () => read(reading.parameters)),
  body: (reading, wanted) => contains(reading.entry.body, wanted, () => reading.body),
  answer: (reading, wanted) => contains(reading.entry.answer, wanted, () => reading.answer)
}

const fields = Object.keys(tests) as Array<keyof Match>

function contains (text: KeptBody | undefined, wanted: unknown, value: () => unknown): Verdict {
  const difference = text?.truncated === true ? 'undecided' : differenceOf(wanted, value())
  return difference === 'undecided' ? undefined : difference === undefined
}

function test (reading: ExchangeReader, match: Match, field: keyof Match): Verdict {
  return (tests[field] as Test<unknown>)(reading, match[field] as NonNullable<unknown>)
}

/** The fields of a match that say something. */
export function fieldsOf (match: Match): Array<keyof Match> {
  return fields.filter(field => match[field] !== undefined)
}

/** Whether a request is meant; undefined if that is not known, because what would say so has been cut off or takes too long to be compared. */
export function matches (reading: ExchangeReader, match: Match): Verdict {
  let verdict: Verdict = true
  for (const field of fieldsOf(match)) {
    const one = test(reading, match, field)
    if (one === false) return false
    if (one === undefined) verdict = undefined
  }
  return verdict
}

/** Why a request is not meant, a sentence for each field. */
export function reasonsOf (reading: ExchangeReader, match: Match): string[] {
  return fieldsOf(match).flatMap(field => {
    const verdict = test(reading, match, field)
    if (verdict === true) return []
    return verdict === undefined ? `${field} is not known: ${whyUnknown(reading, field)}` : toReason(reading, match, field)
  })
}

/** A job is unknown where a body was cut, a body also where it could not be compared. */
function whyUnknown ({ entry }: ExchangeReader, field: keyof Match): string {
  const isWhole = field !== 'job' && entry[field === 'answer' ? 'answer' : 'body']?.truncated !== true
  return isWhole ? 'its lists are too long to be compared' : 'the bodies are kept up to 16 kB'
}

const shown: Partial<Record<keyof Match, (reading: ExchangeReader) => unknown>> = {
  provider: ({ entry }) => entry.provider ?? null,
  operation: ({ entry }) => entry.operations.join(' and ') || null,
  method: ({ entry }) => entry.method,
  status: ({ entry }) => entry.status ?? null,
  outcome: ({ entry }) => entry.outcome,
  connection: ({ entry }) => entry.connection,
  key: ({ entry }) => entry.head.key ?? null,
  fault: ({ faults }) => faults.join(' and ') || 'none',
  url: ({ entry }) => entry.url,
  path: ({ path }) => path
}

function toReason (reading: ExchangeReader, match: Match, field: keyof Match): string {
  const wanted = match[field]
  const { at } = reading.entry
  switch (field) {
    case 'job': return `it does not name the job ${show(wanted)}`
    case 'from': return `it came at ${toIso(at)}, before ${toIso(wanted as number)}`
    case 'until': return `it came at ${toIso(at)}, not before ${toIso(wanted as number)}`
    case 'headers': {
      const [name, value] = Object.entries(match.headers!).find(([name, value]) => (reading.headers[name.toLowerCase()] ?? null) !== value)!
      return `the header ${shorten(name)} is ${show(reading.headers[name.toLowerCase()])}, not ${show(value ?? undefined)}`
    }
    case 'query': {
      const { query } = reading
      const [name, value] = Object.entries(match.query!).find(([name, value]) => !query.getAll(name).includes(value))!
      return `query.${shorten(name)} is ${show(query.has(name) ? query.getAll(name).join(', ') : undefined)}, not ${show(value)}`
    }
    case 'arguments': {
      const { subset, read } = match.arguments!
      const [given, ...more] = read(reading.parameters)
      if (given === undefined || more.length > 0) return `${given === undefined ? 'it has no such field' : 'no field has these arguments'}: ${show(subset)}`
      return toDifference('arguments', subset, given)
    }
    case 'body':
    case 'answer': return toDifference(field, wanted, reading[field])
    default: return `${field} is ${show(shown[field]!(reading))}, not ${show(wanted)}`
  }
}

function toDifference (field: string, wanted: unknown, given: unknown): string {
  const { path, expected, actual } = differenceOf(wanted, given) as Difference
  return `${[field, ...path].map(key => shorten(key)).join('.')} is ${show(actual)}, not ${show(expected)}`
}

function show (value: unknown): string {
  return value === undefined ? 'not there' : excerpt(value)
}
