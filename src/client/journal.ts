import type { JobRef } from './jobs.ts'
import type { Moment, Provider, State } from './words.ts'

/** `broken`: the connection ended before the answer was complete. */
export type Outcome = 'pending' | 'answered' | 'broken'

/** What the journal keeps of a request or of its answer. */
export interface RecordedMessage {
  /** Names in small letters; credentials by their fingerprint. */
  headers: Record<string, string>
  /** JSON as a value, all else as text; null if there was none. */
  body: unknown
  /** How many bytes the body had; null where nobody counted. */
  bytes: number | null
  /** Whether more came than is kept. */
  truncated: boolean
}

/** A request of a client under test, with its answer, as the journal shows it. */
export interface RecordedRequest {
  id: string
  /** On the sandbox's clock. */
  at: Moment
  /** In real time. */
  realAt: Moment
  sandbox: string
  /** null where nobody serves the path. */
  provider: Provider | null
  /** The first of `operations`; null where no operation took it. */
  operation: string | null
  /** Several where a GraphQL request has several root fields. */
  operations: string[]
  /** The first of `jobs`; null if it is about none. */
  job: string | null
  /** All that it names, each with its state when the request came; null if it was not there yet. */
  jobs: Array<{ id: string, state: State | null }>
  method: string
  /** As the client sent it. */
  url: string
  /** Without the sandbox and the query. */
  path: string
  /** Which connection it came on: the same number, the same one. */
  connection: number
  outcome: Outcome
  request: RecordedMessage
  /** null as long as nothing of it was sent. */
  response: RecordedMessage & { status: number } | null
  /** Real time; null while it waits for its answer. */
  durationMs: number | null
  /** A fingerprint of the credential that came with it, which tells two of them apart; null if none came. */
  key: string | null
  /** The last of `faults`, which answered if one did; null if it was not spoilt. */
  fault: string | null
  faults: string[]
}

/** A request that no operation took. */
export interface UnmatchedRequest extends RecordedRequest {
  /** The operations that come nearest, and why they did not take it. */
  nearest: Array<{ operation: string | null, method: string, path: string, why: string[] }>
}

/** Which requests are meant. What it does not say matches all. */
export interface RequestMatch {
  provider?: Provider | undefined
  /** Provider and operation: `waveline.getJob`; of GraphQL a root field: `datasaur.getJobs`. */
  operation?: string | undefined
  /** A job that is named in the path, the query, the body or the answer. */
  job?: JobRef | undefined
  method?: string | undefined
  /** Without the sandbox and the query. */
  path?: string | undefined
  /** As the client sent it. */
  url?: string | undefined
  query?: Record<string, string> | undefined
  /** null for one that must not be there. */
  headers?: Record<string, string | null> | undefined
  /** The fingerprint of the credential. */
  key?: string | undefined
  connection?: number | undefined
  /** A JSON subset of the request's body. */
  body?: unknown
  /** A JSON subset of the answer's body. */
  answer?: unknown
  status?: number | undefined
  outcome?: Outcome | undefined
  /** The id of a fault that spoilt it, or `any`, or `none`. */
  fault?: string | undefined
  /** On the sandbox's clock, from this moment on. */
  from?: Moment | undefined
  /** On the sandbox's clock, before this moment. */
  until?: Moment | undefined
}
