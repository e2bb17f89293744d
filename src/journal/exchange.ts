/** A body, or as much of it as is kept. */
export interface KeptBody {
  /** Undefined where it is no text, or was not read: a file, a stream, the body of a request that was refused before. */
  readonly text: string | undefined
  /** How many bytes it had on the wire; undefined where nobody counted. */
  readonly bytes: number | undefined
  /** Whether more came than is kept. */
  readonly truncated: boolean
}

/** `broken`: the connection ended before the answer was complete, by the client's doing or a fault's. */
export type Outcome = 'pending' | 'answered' | 'broken'

/** The head of a request, without its credentials. */
export interface Head {
  /** Names and values in turn, a line each. */
  readonly text: string
  /** A fingerprint of the credential that came with it; undefined if none did. */
  readonly key: string | undefined
}

/**
 * A request and its answer as they came. What they mean is worked out when somebody reads it. While it waits for its answer it
 * is what has come of it so far, and changes; from then on it is what the journal remembers.
 */
export interface Exchange {
  /** From 1 and never given twice. */
  readonly number: number
  /** ms of the sandbox's clock, and of the real one: when it came. */
  readonly at: number
  readonly realAt: number
  /** The revision of the sandbox's jobs when the request arrived: a frozen clock shows the same moment before and after a command. */
  readonly revision: number
  /** A running number of the connection on which it came. */
  readonly connection: number
  /** Undefined where nobody serves the path. */
  readonly provider: string | undefined
  /** `['julep.getJobStatus']`; several for GraphQL, once its body has said so; none where no route took it. */
  readonly operations: readonly string[]
  readonly method: string
  /** As the client sent it, with the sandbox. */
  readonly url: string
  readonly head: Head
  readonly body: KeptBody | undefined
  /** The ids of the faults that spoilt it. */
  readonly faults: readonly string[] | undefined
  /** The ids of the jobs that its reply named before a fault took it: the work was done, and nobody was told. */
  readonly lost: readonly string[] | undefined
  readonly outcome: Outcome
  /** Undefined as long as nothing of an answer was sent. */
  readonly status: number | undefined
  /** The head of the answer as it went over the wire. */
  readonly responseHead: string | undefined
  readonly answer: KeptBody | undefined
  /** ms, real; undefined until it is over. */
  readonly duration: number | undefined
}

/** An entry as it comes; the journal gives it its number. */
export interface NewExchange extends Exchange { number: number, operations: readonly string[] }
