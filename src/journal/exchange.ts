/** A body, or the part of it that the journal keeps. */
export interface KeptBody {
  /** Undefined if it is not text or was not read: a file, a stream, the body of a request that was rejected before. */
  readonly text: string | undefined
  /** Its length on the wire in bytes; undefined if unknown. */
  readonly bytes: number | undefined
  /** Whether a part of it is not kept. */
  readonly truncated: boolean
}

/** `broken`: the client or a fault closed the connection before the response was complete. */
export type Outcome = 'pending' | 'responded' | 'broken'

/** The head of a request, with its credentials redacted. */
export interface Head {
  /** Names and values alternate, one line each. */
  readonly text: string
  /** The fingerprint of its credential; undefined if it has none. */
  readonly key: string | undefined
}

/**
 * A request and its response, as they were received and sent; `ExchangeReader` parses them. A pending exchange changes; one
 * that has been closed does not.
 */
export interface Exchange {
  /** A running number from 1, never used twice. */
  readonly number: number
  /** When the request arrived, in ms of the sandbox's clock. */
  readonly at: number
  /** When the request arrived, in ms of real time. */
  readonly realAt: number
  /** The revision of the sandbox's jobs when the request arrived: a frozen clock shows the same moment before and after a command. */
  readonly revision: number
  /** Both when the response was made, or when the connection ended without one; those of the arrival while the request is pending. */
  readonly endedAt: number
  readonly endedRevision: number
  /** A running number of its connection. */
  readonly connection: number
  /** Undefined if no provider serves the path. */
  readonly provider: string | undefined
  /** `['julep.getJobStatus']`; several for GraphQL, from when its body has been read; none for an unmatched request. */
  readonly operations: readonly string[]
  readonly method: string
  /** As the client sent it, with the name of the sandbox. */
  readonly url: string
  readonly head: Head
  readonly body: KeptBody | undefined
  /** The ids of the faults that affected it. */
  readonly faults: readonly string[] | undefined
  /** The ids of the jobs in a response that a fault has replaced, corrupted or cut: the client never saw it. */
  readonly lost: readonly string[] | undefined
  /** The id of the stub that responded. */
  readonly stub: string | undefined
  readonly outcome: Outcome
  /** Undefined if no part of a response has been sent. */
  readonly status: number | undefined
  /** The head of the response as it was sent. */
  readonly responseHead: string | undefined
  readonly responseBody: KeptBody | undefined
  /** ms of real time; undefined while it is pending. */
  readonly duration: number | undefined
}

/** A pending exchange. The journal sets its number, and its operations when they are known. */
export interface NewExchange extends Exchange { number: number, operations: readonly string[] }
