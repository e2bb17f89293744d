/** What is left of a rate limit. Moments are ms of the sandbox's clock. */
export interface Quota {
  limit: number
  remaining: number
  /** ms until the window ends. */
  reset: number
  /** Whether the request came too late to have a share. */
  exceeded: boolean
}

/** A window opens with the first request behind the one before. */
export interface Window { since: number, used: number }

/** Takes one from a limit of so many in each window of so many ms; a clock that was set back is in no window that it has not come to yet. Answers the window as it is then, and what is left. */
export function take (window: Window | undefined, limit: number, length: number, now: number): { window: Window, quota: Quota } {
  const { since, used } = window !== undefined && now >= window.since && now < window.since + length ? window : { since: now, used: 0 }
  const exceeded = used >= limit
  const taken = exceeded ? used : used + 1
  return { window: { since, used: taken }, quota: { limit, remaining: limit - taken, reset: since + length - now, exceeded } }
}
