import type { JobRef } from './jobs.ts'
import type { Delay, Script } from './script.ts'
import type { Duration, Moment, Provider } from './words.ts'

/** Which requests a fault is about. What it does not say matches all. */
export interface FaultMatch<Job = string> {
  provider?: Provider | undefined
  /** Provider and operation: `julep.getJobStatus`; of GraphQL a root field: `datasaur.getJobs`. */
  operation?: string | undefined
  /** A job that is named in the path, the query or the body. */
  job?: Job | undefined
}

/** Which of those it spoils; all that is given must hold. Numbers count the requests that match. */
export interface FaultTiming {
  /** 0 to 1; drawn from the sandbox's seed. */
  probability?: number | undefined
  /** Only the first so many, behind those of `after`. */
  first?: number | undefined
  /** Only each so manieth, behind those of `after`. */
  every?: number | undefined
  /** Not the first so many. */
  after?: number | undefined
  /** On the sandbox's clock, from this moment on. */
  from?: Moment | undefined
  /** On the sandbox's clock, before this moment. */
  until?: Moment | undefined
}

/** What it does to them. Delays of several faults add up; the first that answers wins. */
export interface FaultAction {
  /** Answered in the provider's own words, unless `body` says others. */
  status?: number | undefined
  /** What `Retry-After` says, in whole seconds or as the date behind them. */
  retryAfter?: Duration | { date: Duration } | undefined
  body?: unknown
  headers?: Record<string, string> | undefined
  /** Real time, drawn from the sandbox's seed unless it is fixed. */
  delay?: Delay | undefined
  connection?: 'reset' | 'hang' | 'empty' | 'truncate' | undefined
  payload?: 'malformed' | 'wrong-type' | undefined
  /** The answer comes slowly: so long for the whole of it, or so many bytes at a time. */
  drip?: Duration | { bytes: number, every: Duration } | undefined
  /** An error inside a 200 of GraphQL. */
  graphql?: { message: string, type?: string | undefined } | undefined
  /** So many requests in a window of the sandbox's clock; 429 then. */
  rateLimit?: { limit: number, window: Duration } | undefined
  /** 401 as for a token that has expired. */
  credentials?: 'expired' | undefined
  /** The lifecycle of the jobs that matching requests start. */
  lifecycle?: string | Script | undefined
}

/** `before`: nothing is done; `after`: all is done, and the answer is spoilt. */
export type FaultPhase = 'before' | 'after'

/** A fault as somebody orders it. */
export interface FaultOrder {
  /** What it is for, in your own words. */
  name?: string | undefined
  match?: FaultMatch<JobRef> | undefined
  when?: FaultTiming | undefined
  /** What fits to the action if left out. */
  phase?: FaultPhase | undefined
  then: FaultAction
  /** false for one that begins paused. */
  enabled?: boolean | undefined
}
