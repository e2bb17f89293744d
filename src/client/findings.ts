import type { Moment, Provider, State } from './words.ts'

/** The rules of the report; docs/report.md describes each. A test holds the list against the server. */
export const ruleIds = [
  'retry-after', 'rate-limit', 'retry-without-pause', 'retry-without-backoff', 'retry-without-jitter', 'retry-budget', 'retry-forever',
  'poll-too-fast', 'poll-no-backoff', 'polled-after-end', 'leaked-job', 'never-polled', 'no-deadline',
  'unknown-as-success', 'result-before-end', 'failed-as-success', 'paging-ignored', 'graphql-errors-ignored',
  'duplicate-create', 'unchanged-repeat', 'auth-loop', 'expired-token-used',
  'connection-per-request', 'one-by-one', 'long-poll-unused', 'stream-left-open'
] as const

/** The name of a rule. */
export type RuleId = typeof ruleIds[number]

/** How severe the violation of a rule is. */
export type Severity = 'error' | 'warning' | 'info'

/** Something that a client did wrong, or that could not be decided. */
export interface Finding {
  /** The name of the sandbox. */
  sandbox: string
  rule: RuleId
  severity: Severity
  /** `undecided`: the evidence does not suffice; `message` says why. */
  verdict: 'violated' | 'undecided'
  provider: Provider
  operation: string | null
  /** The first of the jobs that it is about. */
  job: string | null
  /** The ids of the jobs that it is about. */
  jobs: string[]
  /** What the client did. */
  message: string
  /** Why it matters. */
  why: string
  /** The standard or guide that asks for it. */
  source: string
  /** How to change the client. */
  fix: string
  evidence: {
    /** Ids of requests in the journal, at most 20. */
    requests: string[]
    /** How many requests show it. */
    count: number
    /** The gaps between them, in ms. */
    gaps: number[]
  }
}

/** The gaps (ms) between the end of a response and the next request, on both clocks. */
export interface Gaps {
  real: number[]
  sandbox: number[]
  /** How many gaps on the real clock are less than `below` ms, and not less than in the bar before; null is the last bar. */
  histogram: Array<{ below: number | null, count: number }>
}

/** The states of a job, and the requests of its clients about it. */
export interface JobTimeline {
  sandbox: string
  job: string
  provider: Provider
  steps: Array<{ state: State, at: Moment }>
  requests: Array<{
    /** The id of the request in the journal. */
    id: string
    operation: string | null
    method: string
    /** Without the query. */
    path: string
    /** The arrival, on the clock of the sandbox. */
    at: Moment
    /** The real time (ms) until the response ended; null while the request is pending. */
    duration: number | null
    status: number | null
    /** `left`: the client closed the connection; `cut`: a fault did. */
    outcome: 'pending' | 'responded' | 'left' | 'cut'
    faults: readonly string[]
  }>
  /** The gaps after a response that was good. */
  polls: Gaps
  /** The gaps after a failure. */
  retries: Gaps
}

/** The responses, states and faults of a provider that its clients have met, and those that they have not. */
export interface Coverage {
  provider: Provider
  operations: Share
  /** `julep.getJob 404` */
  responses: Share
  states: Share
  faults: Share
}

export interface Share { met: string[], missed: string[] }

/** How well the clients under test treated their jobs. */
export interface Report {
  /** Whether no rule with severity `error` is violated. */
  ok: boolean
  summary: Record<Severity | 'undecided', number>
  /** At most 100 of each rule. */
  findings: Finding[]
  /** How many conversations each rule was applied to. */
  checked: Array<{ rule: RuleId, conversations: number, violated: number, undecided: number }>
  covered: {
    sandboxes: string[]
    requests: number
    jobs: number
    /** The arrival of the first request, on the real clock. */
    from: Moment | null
    /** The arrival of the last request, on the real clock. */
    to: Moment | null
    /** The number of requests that the journal has evicted. */
    dropped: number
  }
  /** The first 1,000 jobs, or fewer: they have at most 10,000 requests together. */
  jobs: JobTimeline[]
  coverage: Coverage[]
}

/** The changes of a sandbox to the rules. */
export interface ReportSettings {
  /** A rule that is missing has its documented settings. */
  rules: { [Rule in RuleId]?: {
    /** false switches the rule off. */
    enabled?: boolean | undefined
    severity?: Severity | undefined
    /** By name, as in docs/report.md; durations in ms. */
    thresholds?: Record<string, number> | undefined
  } }
}
