import { JobdoubleError } from './error.ts'
import { toId, withId } from './jobs.ts'
import type { RecordedRequest, RequestMatch, RequestTick, UnmatchedRequest } from './journal.ts'
import { toPages, type Page, type PageOptions, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import { VerificationError, type Expectation, type Verification } from './verification.ts'
import type { Duration } from './words.ts'

/** The number of requests that match. */
export interface RequestCount {
  /** The number of requests that match for certain. */
  count: number
  /** The largest number that may match, with those of which the journal no longer holds enough. */
  possible: number
  /** The number of all requests that the journal has evicted. */
  dropped: number
}

/** Selects requests and a page of them. */
export interface RequestFilter extends RequestMatch, PageOptions {}

export interface RequestPage<T = RecordedRequest> extends Page<T> {
  /** The number of requests that match, on all pages. */
  total: number
  /** The number of requests that may match: the part of them that would decide it is not kept. */
  unclear: number
  /** The number of all requests that the journal has evicted. */
  dropped: number
}

export interface WaitOptions extends CallOptions {
  /** The number of requests that must have arrived; one if missing. */
  atLeast?: number | undefined
  /** In real time; 30 s if missing. */
  timeout?: Duration | undefined
}

/** The journal of a sandbox: the requests of the clients under test, oldest first. */
export interface Requests {
  /** Returns a request; an unknown one throws `REQUEST_UNKNOWN`. */
  get (request: string | { readonly id: string }, options?: CallOptions): Promise<RecordedRequest>
  /** Returns the requests that match, oldest first. */
  list (filter?: RequestFilter, options?: CallOptions): Pages<RequestPage>
  /** Returns the requests that no operation takes, oldest first. */
  listUnmatched (page?: PageOptions, options?: CallOptions): Pages<RequestPage<UnmatchedRequest>>
  /**
   * Returns the requests without headers and bodies, oldest first; the `cursor` is the id of any request, up to 10,000 are on a page.
   * `latest`: if there are more than `limit`, only the newest.
   */
  listTicks (page?: PageOptions & { latest?: boolean | undefined }, options?: CallOptions): Pages<Page<RequestTick>>
  count (match?: RequestMatch, options?: CallOptions): Promise<RequestCount>
  /** Throws a `VerificationError` unless the expected number of requests match; at least one if the expectation is missing. */
  verify (match: RequestMatch, expectation?: Expectation & CallOptions): Promise<Verification>
  /** Throws a `VerificationError` unless a request for each match arrived in this order, with any others in between. */
  verify (inOrder: readonly RequestMatch[], options?: CallOptions): Promise<Verification>
  /**
   * Resolves with the latest request that matches as soon as enough have arrived, before or after the call. Throws a
   * `VerificationError` after the timeout, and `REQUESTS_DROPPED` if the journal has evicted all of them.
   */
  waitFor (match: RequestMatch, options?: WaitOptions): Promise<RecordedRequest>
  /** Deletes all requests. */
  reset (options?: CallOptions): Promise<void>
}

export function requestsOf (request: Request): Requests {
  async function verify (wanted: RequestMatch | readonly RequestMatch[], { signal, ...expectation }: Expectation & CallOptions = {}) {
    const expected = isOrder(wanted) ? { inOrder: wanted.map(withId) } : { match: withId(wanted) }
    const verification = await request<Verification>('POST /__admin/requests/verify', { signal, body: { ...expected, ...expectation } })
    if (!verification.ok) throw new VerificationError(expected, verification)
    return verification
  }

  const waitFor: Requests['waitFor'] = async (match, { atLeast = 1, timeout, signal } = {}) => {
    const body = { match: withId(match), atLeast, timeout }
    const awaited = await request<{ request: RecordedRequest | null, ok: boolean }>('POST /__admin/requests/wait', { signal, body })
    if (awaited.ok) return awaited.request ?? throwDropped()
    await verify(match, { atLeast, signal })
    // they have arrived since the timeout
    return await waitFor(match, { atLeast, timeout: 0, signal })
  }

  return {
    get: async (ref, options) => await request(`GET /__admin/requests/${encodeURIComponent(toId(ref))}`, options),
    list: ({ limit, cursor, ...match } = {}, options) => toPages(async next =>
      await request('POST /__admin/requests/find', { ...options, body: { match: withId(match), limit, cursor, ...next } })),
    listUnmatched: (page, options) => toPages(async next =>
      await request('GET /__admin/requests/unmatched', { ...options, query: { ...page, ...next } })),
    listTicks: (page, options) => toPages(async next =>
      await request('GET /__admin/requests/ticks', { ...options, query: { ...page, ...next } })),
    count: async (match = {}, options) => await request('POST /__admin/requests/count', { ...options, body: { match: withId(match) } }),
    verify,
    waitFor,
    reset: async options => await request('DELETE /__admin/requests', options)
  }
}

function isOrder (wanted: RequestMatch | readonly RequestMatch[]): wanted is readonly RequestMatch[] {
  return Array.isArray(wanted)
}

function throwDropped (): never {
  const message = 'enough requests have arrived, but the journal has evicted all of them; raise --max-requests or --max-request-bytes'
  throw new JobdoubleError(message, { code: 'REQUESTS_DROPPED' })
}
