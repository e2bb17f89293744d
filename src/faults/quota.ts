/** The state of a rate limit after a request. Moments are ms of the sandbox's clock. */
export interface Quota {
  limit: number
  remaining: number
  /** ms until the window ends. */
  reset: number
  /** Whether the limit had been used up before the request. */
  exceeded: boolean
}

/** A window opens with the first request after the end of the window before. */
export interface QuotaWindow { since: number, used: number }

/**
 * Counts a request at `now` against a limit of `limit` requests in each window of `length` ms. A new window begins if `window` has
 * ended, or if the clock was set back to before it.
 */
export function take (window: QuotaWindow | undefined, limit: number, length: number, now: number): { window: QuotaWindow, quota: Quota } {
  const { since, used } = window !== undefined && now >= window.since && now < window.since + length ? window : { since: now, used: 0 }
  const exceeded = used >= limit
  const taken = exceeded ? used : used + 1
  return { window: { since, used: taken }, quota: { limit, remaining: limit - taken, reset: since + length - now, exceeded } }
}
