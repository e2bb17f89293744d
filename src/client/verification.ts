import type { RecordedRequest, RequestMatch } from './journal.ts'

/** How many requests must match; at least one if all are missing. */
export interface Expectation {
  exactly?: number | undefined
  atLeast?: number | undefined
  atMost?: number | undefined
}

/** A request that is similar to what was expected, and how it differs. */
export interface NearRequest {
  request: RecordedRequest
  why: string[]
}

/** The result of a verification. */
export interface Verification {
  ok: boolean
  /** `evicted`: the journal no longer holds what would decide it. */
  verdict: 'ok' | 'failed' | 'evicted'
  /** The number of requests that match for certain; for an order, the number that arrived in it. */
  count: number
  /** The largest number that may match, with those of which the journal no longer holds enough. */
  possible: number
  /** What was expected and what was found, in one sentence. */
  message: string
  nearest: NearRequest[]
}

/** Thrown by `requests.verify`. The message says what was expected, the number of matches, and the most similar requests. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError'
  /** `evicted`: the journal no longer holds what would decide it. */
  readonly verdict: 'failed' | 'evicted'
  /** The number of requests that match for certain. */
  readonly count: number
  /** The largest number that may match, with those of which the journal no longer holds enough. */
  readonly possible: number
  /** The most similar requests. */
  readonly nearest: readonly NearRequest[]

  constructor (expected: { match?: RequestMatch, inOrder?: readonly RequestMatch[] }, verification: Verification) {
    const { verdict, count, possible, message, nearest } = verification
    const lines = [`${message}: ${JSON.stringify(expected.match ?? expected.inOrder)}`]
    if (nearest.length > 0) lines.push('The nearest:', ...nearest.map(toLine))
    super(lines.join('\n'))
    this.verdict = verdict === 'evicted' ? verdict : 'failed'
    this.count = count
    this.possible = possible
    this.nearest = nearest
  }
}

/** `  req-3 GET /api/jobs/x → 200 (julep.getJob): status is 200, not 503` */
function toLine ({ request: { id, method, url, operation, response, outcome }, why }: NearRequest): string {
  const reasons = why.length === 0 ? '' : `: ${why.join('; ')}`
  return `  ${id} ${method} ${url} → ${response?.status ?? outcome} (${operation ?? 'no operation'})${reasons}`
}
