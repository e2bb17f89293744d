import type { JobRef } from './jobs.ts'
import type { Moment, Provider, State } from './words.ts'

/** `broken`: the connection ended before the response was complete. */
export type Outcome = 'pending' | 'responded' | 'broken'

/** What the journal keeps of a request or of its response. */
export interface RecordedMessage {
  /** Names in lower case; a credential is replaced by its fingerprint. */
  headers: Record<string, string>
  /** JSON as a value, anything else as text; null if there was none. */
  body: unknown
  /** The length of the body in bytes; null if it is unknown. */
  bytes: number | null
  /** Whether the journal keeps only the beginning of the body. */
  truncated: boolean
}

/** A request of a client under test and its response. */
export interface RecordedRequest {
  id: string
  /** When it arrived, on the sandbox's clock. */
  at: Moment
  /** When it arrived, in real time. */
  realAt: Moment
  sandbox: string
  /** null if the path is not served. */
  provider: Provider | null
  /** The first of `operations`; null for an unmatched request. */
  operation: string | null
  /** Several if a GraphQL request has several root fields. */
  operations: string[]
  /** The first of `jobs`; null if there are none. */
  job: string | null
  /** The jobs that the request names, each with its state when the request arrived; null if it did not exist yet. */
  jobs: Array<{ id: string, state: State | null }>
  method: string
  /** As the client sent it. */
  url: string
  /** Without the sandbox and the query. */
  path: string
  /** The number of the connection: requests on the same connection have the same number. */
  connection: number
  outcome: Outcome
  request: RecordedMessage
  /** null until the response begins. */
  response: RecordedMessage & { status: number } | null
  /** In real time; null while the outcome is `pending`. */
  durationMs: number | null
  /** A fingerprint of the credential, to tell credentials apart; null if there was none. */
  key: string | null
  /** The last of `faults`, which made the response if one of them did; null if there are none. */
  fault: string | null
  /** The ids of the faults that were injected. */
  faults: string[]
  /** The id of the stub that responded; null if none did. */
  stub: string | null
  /** The trace and the span of the client (W3C Trace Context); null if it sent none that is valid. */
  traceparent: string | null
}

/** A request without headers and bodies, as a timeline shows it. */
export interface RequestTick extends Pick<
  RecordedRequest,
  'id' | 'at' | 'provider' | 'operation' | 'method' | 'path' | 'outcome' | 'durationMs' | 'faults'
> {
  /** The ids of the first 100 jobs that the request names; if it names none, those that its response names. */
  jobs: string[]
  /** null until the response begins. */
  status: number | null
}

/** A request that no operation takes. */
export interface UnmatchedRequest extends RecordedRequest {
  /** What the client probably means, as in `x-jobdouble-hint`, or which stub responded. */
  hint: string
  /** The most similar operations, and why they did not take the request. */
  nearest: Array<{ operation: string | null, method: string, path: string, why: string[] }>
}

/** Selects requests. Properties that are missing match all requests. */
export interface RequestMatch {
  provider?: Provider | undefined
  /** Provider and operation, or root field of GraphQL: `waveline.getJob`, `datasaur.getJobs`; or several, any of which matches. */
  operation?: string | readonly string[] | undefined
  /** A job that is named in the path, the query, the body or the response. */
  job?: JobRef | undefined
  method?: string | undefined
  /** Without the sandbox and the query. */
  path?: string | undefined
  /** As the client sent it. */
  url?: string | undefined
  query?: Record<string, string> | undefined
  /** By name; null for a header that must be missing. */
  headers?: Record<string, string | null> | undefined
  /** The fingerprint of the credential. */
  key?: string | undefined
  connection?: number | undefined
  /** A JSON subset of the arguments of a root field, for GraphQL providers only. */
  arguments?: Record<string, unknown> | undefined
  /** A JSON subset of the body of the request. */
  body?: unknown
  /** A JSON subset of the body of the response. */
  response?: unknown
  status?: number | undefined
  outcome?: Outcome | undefined
  /** The id of a fault that was injected, or `any`, or `none`. */
  fault?: string | undefined
  /** The id of the stub that responded, or `any`, or `none`. */
  stub?: string | undefined
  /** On the sandbox's clock, from this moment on. */
  from?: Moment | undefined
  /** On the sandbox's clock, before this moment. */
  until?: Moment | undefined
}
