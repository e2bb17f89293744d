import { JobdoubleError } from './error.ts'
import { withId } from './jobs.ts'
import type { RecordedRequest, RequestMatch, UnmatchedRequest } from './journal.ts'
import { toPages, type Page, type PageChoice, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import { VerificationError, type Expectation, type Verification } from './verification.ts'
import type { Duration } from './words.ts'

/** How many requests match, as far as the journal can know. */
export interface RequestCount {
  /** For certain. */
  count: number
  /** At most, with those of which the journal no longer holds enough. */
  possible: number
  /** How many of all it no longer holds. */
  dropped: number
}

export interface RequestPage<T = RecordedRequest> extends Page<T> {
  /** How many match, on whichever page. */
  total: number
  /** How many may match too: what would say so has been cut off. */
  unclear: number
  /** How many of all the journal no longer holds. */
  dropped: number
}

export interface WaitChoice extends CallOptions {
  /** How many must have come; one if left out. */
  atLeast?: number | undefined
  /** In real time; 30 s if left out. */
  timeout?: Duration | undefined
}

/** What the clients under test have asked in a sandbox, and what they were answered, oldest first. */
export interface Requests {
  list (page?: PageChoice, options?: CallOptions): Pages<RequestPage>
  find (match: RequestMatch, page?: PageChoice, options?: CallOptions): Pages<RequestPage>
  get (request: string | { readonly id: string }, options?: CallOptions): Promise<RecordedRequest>
  count (match?: RequestMatch, options?: CallOptions): Promise<RequestCount>
  /**
   * Throws a `VerificationError` unless as many match as expected, at least one if nothing is said, or, of several, unless they
   * came in this order, with whatever others between them.
   */
  verify (wanted: RequestMatch | readonly RequestMatch[], expectation?: Expectation & CallOptions): Promise<Verification>
  /**
   * Resolves with the latest that matches as soon as there are enough, also if they came before. Throws a `VerificationError` after
   * the timeout, and `REQUESTS_DROPPED` if the journal keeps none of them any more.
   */
  waitFor (match: RequestMatch, choice?: WaitChoice): Promise<RecordedRequest>
  /** Those that no operation took. */
  unmatched (page?: PageChoice, options?: CallOptions): Pages<RequestPage<UnmatchedRequest>>
  /** As if nobody had asked anything. */
  clear (options?: CallOptions): Promise<void>
}

export function requestsOf (request: Request): Requests {
  const verify: Requests['verify'] = async (wanted, { signal, ...expectation } = {}) => {
    const asked = isOrder(wanted) ? { inOrder: wanted.map(withId) } : { match: withId(wanted) }
    const verification = await request<Verification>('POST /__admin/requests/verify', { signal, body: { ...asked, ...expectation } })
    if (!verification.ok) throw new VerificationError(asked, verification)
    return verification
  }

  const waitFor: Requests['waitFor'] = async (match, { atLeast = 1, timeout, signal } = {}) => {
    const awaited = await request<{ request: RecordedRequest | null, ok: boolean }>('POST /__admin/requests/wait', { signal, body: { match: withId(match), atLeast, timeout } })
    if (awaited.ok) {
      if (awaited.request === null) throw new JobdoubleError('Enough requests have come, but the journal keeps none of them any more; raise --max-requests or --max-request-bytes', { code: 'REQUESTS_DROPPED' })
      return awaited.request
    }
    await verify(match, { atLeast, signal })
    // they have come at the last moment
    return await waitFor(match, { atLeast, timeout: 0, signal })
  }

  return {
    list: (page, options) => toPages(async cursor => await request('GET /__admin/requests', { ...options, query: { ...page, ...cursor !== undefined && { cursor } } })),
    find: (match, page, options) => toPages(async cursor => await request('POST /__admin/requests/find', { ...options, body: { match: withId(match), ...page, ...cursor !== undefined && { cursor } } })),
    get: async (asked, options) => await request(`GET /__admin/requests/${encodeURIComponent(typeof asked === 'string' ? asked : asked.id)}`, options),
    count: async (match = {}, options) => await request('POST /__admin/requests/count', { ...options, body: { match: withId(match) } }),
    verify,
    waitFor,
    unmatched: (page, options) => toPages(async cursor => await request('GET /__admin/requests/unmatched', { ...options, query: { ...page, ...cursor !== undefined && { cursor } } })),
    clear: async options => await request('DELETE /__admin/requests', options)
  }
}

function isOrder (wanted: RequestMatch | readonly RequestMatch[]): wanted is readonly RequestMatch[] {
  return Array.isArray(wanted)
}
