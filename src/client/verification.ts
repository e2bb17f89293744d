import type { RecordedRequest, RequestMatch } from './journal.ts'

/** How many requests must match; at least one if nothing is said. */
export interface Expectation {
  exactly?: number | undefined
  atLeast?: number | undefined
  atMost?: number | undefined
}

/** A request that comes near what was expected, and in what it differs. */
export interface NearRequest {
  request: RecordedRequest
  why: string[]
}

/** What the double says of an expectation. */
export interface Verification {
  ok: boolean
  /** `evicted`: what would decide it is no longer in the journal. */
  verdict: 'ok' | 'failed' | 'evicted'
  /** How many match for certain; in an order, how many came. */
  count: number
  /** How many match at most, with those of which the journal no longer holds enough. */
  possible: number
  /** What was expected and what was found, in a sentence. */
  message: string
  nearest: NearRequest[]
}

/** Thrown by `requests.verify`: its message says what was expected, how much of it was found, and which requests come nearest. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError'
  readonly verdict: 'failed' | 'evicted'
  readonly count: number
  readonly possible: number
  readonly nearest: readonly NearRequest[]

  constructor ({ match, inOrder }: { match?: RequestMatch, inOrder?: readonly RequestMatch[] }, { verdict, count, possible, message, nearest }: Verification) {
    super([`${message}: ${JSON.stringify(match ?? inOrder)}`, ...nearest.length === 0 ? [] : ['The nearest:'], ...nearest.map(toLine)].join('\n'))
    this.verdict = verdict === 'evicted' ? verdict : 'failed'
    this.count = count
    this.possible = possible
    this.nearest = nearest
  }
}

/** `  req-3 GET /api/jobs/x → 200 (julep.getJob), but its status is 200, not 503` */
function toLine ({ request: { id, method, url, operation, response, outcome }, why }: NearRequest): string {
  const reasons = why.length === 0 ? '' : `: ${why.join('; ')}`
  return `  ${id} ${method} ${url} → ${response?.status ?? outcome} (${operation ?? 'no operation'})${reasons}`
}
