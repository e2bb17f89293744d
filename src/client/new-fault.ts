import type { JobRef } from './jobs.ts'
import type { Delay, Script } from './script.ts'
import type { Duration, LifecycleName, Moment, Provider } from './words.ts'

/** The requests that a fault is for. Properties that are missing match all requests. */
export interface FaultMatch<Job = string> {
  provider?: Provider | undefined
  /** Provider and operation, or root field of GraphQL: `julep.getJobStatus`, `datasaur.getJobs`; or several, any of which matches. */
  operation?: string | readonly string[] | undefined
  /** A job that is named in the path, the query or the body. */
  job?: Job | undefined
  /** A JSON subset of the arguments of a root field, for GraphQL providers only. */
  arguments?: Record<string, unknown> | undefined
}

/** Which of the matching requests a fault is injected into; all conditions must hold. Numbers count the matching requests. */
export interface FaultTiming {
  /** 0 to 1; drawn from the sandbox's seed. */
  probability?: number | undefined
  /** Only the first requests, counted after those of `after`. */
  first?: number | undefined
  /** Only every nth request, counted after those of `after`. */
  every?: number | undefined
  /** Skips this number of requests. */
  after?: number | undefined
  /** On the sandbox's clock, from this moment on. */
  from?: Moment | undefined
  /** On the sandbox's clock, before this moment. */
  until?: Moment | undefined
}

/** What a fault does. Delays of several faults add up; the first fault with a response wins. */
export interface FaultAction {
  /** The status of the response; its body is in the provider's own words unless `body` is given. */
  status?: number | undefined
  /** The header `Retry-After`, in whole seconds or as a date. */
  retryAfter?: Duration | { date: Duration } | undefined
  body?: unknown
  headers?: Record<string, string> | undefined
  /** In real time; drawn from the sandbox's seed unless it is fixed. */
  delay?: Delay | undefined
  connection?: 'reset' | 'hang' | 'empty' | 'truncate' | undefined
  payload?: 'malformed' | 'wrong-type' | undefined
  /** Sends the response slowly: the duration of the whole response, or this number of bytes at a time. */
  drip?: Duration | { bytes: number, every: Duration } | undefined
  /** An error in a GraphQL response with the status 200. */
  graphql?: { message: string, type?: string | undefined } | undefined
  /** The number of requests in a window of the sandbox's clock; more receive 429. */
  rateLimit?: { limit: number, window: Duration } | undefined
  /** 401, as for an expired token. */
  credentials?: 'expired' | undefined
  /** The lifecycle of the jobs that matching requests create. */
  lifecycle?: LifecycleName | Script | undefined
}

/** `before`: the request has no effect; `after`: it has its effect, and the response is changed or lost. */
export type FaultPhase = 'before' | 'after'

export interface NewFault {
  /** What the fault is for, in the words of the test. */
  name?: string | undefined
  match?: FaultMatch<JobRef> | undefined
  when?: FaultTiming | undefined
  /** The phase that suits `then` if missing. */
  phase?: FaultPhase | undefined
  then: FaultAction
  /** false creates the fault paused. */
  enabled?: boolean | undefined
}

/** The name of a built-in set of faults: docs/faults.md describes each. */
export type FaultProfile = 'flaky' | 'rate-limited' | 'overloaded' | 'offline' | 'slow' | 'lost-reply' | 'stuck-queue'

/** The faults of a profile, for the requests that match; all if `match` is missing. */
export interface NewFaults {
  profile: FaultProfile
  match?: FaultMatch<JobRef> | undefined
}
