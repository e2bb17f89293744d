import type { State } from '../jobs/index.ts'

/** What an operation can be for. An operation without a role is judged only as a request. */
export const roles = [
  /** Reads the status of jobs by their ids. */
  'status',
  /** Fetches the result of a job that has ended. */
  'result',
  /** Lists jobs or other things in pages. */
  'list',
  /** Exchanges credentials for a token. */
  'sign-in',
  /** Follows the status of a job in a stream of events. */
  'stream'
] as const
export type Role = typeof roles[number]

/** A time on both clocks, in ms since the epoch. */
export interface Moment {
  /** The clock of the machine. */
  readonly real: number
  /** The clock of the sandbox. */
  readonly sandbox: number
}

/** What a response showed of a job. */
export interface Shown {
  readonly state: State
  /** Whether the status in the response is not one of the documented ones. */
  readonly unknownStatus: boolean
  /** Whether the provider did not know the job: 404, null, or omitted. */
  readonly missing: boolean
}

/** One request of a client and its response, as the rules see them. */
export interface Call {
  /** `req-7` */
  readonly id: string
  /** Its number among all requests of the sandbox, from 1. */
  readonly number: number
  readonly provider: string
  /** The names of its operations: `['julep.getJob']`; several for GraphQL. */
  readonly operations: readonly string[]
  readonly roles: ReadonlySet<Role>
  readonly method: string
  /** The path, without the query. */
  readonly path: string
  /** Fingerprint of the credential; empty without one. */
  readonly client: string
  /** Two requests on one connection have the same number. */
  readonly connection: number
  readonly started: Moment
  /** Undefined while the request is pending. */
  readonly ended: Moment | undefined
  /** The status of the response; undefined if none was sent. */
  readonly status: number | undefined
  /** `left`: the client closed the connection; `cut`: a fault did. */
  readonly outcome: 'pending' | 'responded' | 'left' | 'cut'
  readonly faults: readonly string[]
  /** Equal for two requests with the same method, URL and body. */
  readonly fingerprint: string
  readonly headers: Readonly<Record<string, string>>
  readonly responseHeaders: Readonly<Record<string, string>>
  /** The JSON body as a value; null if there is none. */
  readonly body: unknown
  /**
   * In the form of `body`, for a list, a sign-in and a request with a fault; null for any other, because no rule reads it, and the
   * values of ten thousand responses would take longer than the rest of a report.
   */
  readonly response: unknown
  /** Whether the response is one of GraphQL with errors. */
  readonly hasErrors: boolean
  /** The jobs that the request names, each with what the response showed of it; undefined if it showed nothing of it. */
  readonly asked: ReadonlyMap<string, Shown | undefined>
  /** For a request for a result: the ids in it, one of which may be the project of a job. */
  readonly projects: ReadonlySet<string>
  /** The jobs that the request created. */
  readonly created: readonly string[]
  /** The jobs that the request created and whose ids a fault kept from the client. */
  readonly lost: readonly string[]
}

/** Whether the service failed in a way that passes: a client may retry. */
export function hasFailed ({ status, outcome }: Call): boolean {
  return outcome === 'cut' || (status !== undefined && (status >= 500 || status === 429 || status === 408 || status === 425))
}

/** Whether the response is a success. A GraphQL response with errors is not. */
export function hasSucceeded ({ status = 0, outcome, hasErrors }: Call): boolean {
  return outcome === 'responded' && status >= 200 && status < 300 && !hasErrors
}

/**
 * The time (ms) from the end of a response to the next request: on the real clock, or on the clock of the sandbox if that is
 * longer, because a test that advances the clock has waited.
 */
export function gapBetween (before: Call, after: Call): number {
  const { ended = before.started } = before
  return Math.max(0, after.started.real - ended.real, after.started.sandbox - ended.sandbox)
}

/** The gaps between each call and the next, in ms. */
export function gapsOf (calls: readonly Call[]): number[] {
  return calls.slice(1).map((call, index) => gapBetween(calls[index]!, call))
}

/** The first and the last of calls, of which there is at least one. */
export function endsOf (calls: readonly Call[]): [first: Call, last: Call] {
  return [calls[0]!, calls.at(-1)!]
}

/** The time (ms) from the first to the last of calls: on the real clock, or on the clock of the sandbox if that is longer. */
export function spanOf (calls: readonly Call[]): number {
  const [{ started: first }, { started: last }] = endsOf(calls)
  return Math.max(last.real - first.real, last.sandbox - first.sandbox)
}

/** Whether a request was sent before the other one ended, when its client did not have the response. */
export function overlaps (before: Call, after: Call): boolean {
  return before.ended === undefined || after.started.real < before.ended.real
}
