import type { Job, State } from '../jobs/index.ts'
import { toIso } from '../time/index.ts'
import { hasFailed, overlaps, type Call } from './call.ts'
import type { JobConversation } from './conversation.ts'
import { histogram, type Bar } from './statistics.ts'

/** How many gaps, steps and requests of a job are listed. A histogram counts all gaps. */
const most = 200

/** The gaps (ms) between the end of a response and the next request, on both clocks. */
export interface Gaps {
  real: number[]
  sandbox: number[]
  /** Of the gaps on the real clock. */
  histogram: Bar[]
}

/** One request about a job. */
export interface Tick {
  /** Its id in the journal. */
  id: string
  operation: string | null
  method: string
  /** Without the query. */
  path: string
  /** The arrival, on the clock of the sandbox. */
  at: string
  /** The real time (ms) until the response ended; null while the request is pending. */
  duration: number | null
  status: number | null
  outcome: Call['outcome']
  faults: readonly string[]
}

/** What became of a job, and when its clients asked about it. */
export interface JobTimeline {
  /** The name of the sandbox. */
  sandbox: string
  job: string
  provider: string
  /** The steps that have come, on the clock of the sandbox; empty for a job that was evicted. */
  steps: Array<{ state: State, at: string }>
  requests: Tick[]
  /** The gaps after a response that was good. */
  polls: Gaps
  /** The gaps after a failure. */
  retries: Gaps
}

/** `now` is the time on the clock of the sandbox (ms). */
export function toTimeline ({ sandbox, job: id, provider, calls }: JobConversation, job: Job | undefined, now: number): JobTimeline {
  const reads = calls.filter(({ roles }) => roles.has('status'))
  const successive = reads.slice(1).map((after, index) => ({ before: reads[index]!, after }))
  const pairs = successive.filter(({ before, after }) => !overlaps(before, after))
  return {
    sandbox,
    job: id,
    provider,
    steps: (job?.steps ?? []).filter(({ at }) => at <= now).slice(0, most).map(({ state, at }) => ({ state, at: toIso(at) })),
    requests: calls.slice(0, most).map(toTick),
    polls: toGaps(pairs.filter(({ before }) => !hasFailed(before))),
    retries: toGaps(pairs.filter(({ before }) => hasFailed(before)))
  }
}

function toTick ({ id, operations, method, path, started, ended, status, outcome, faults }: Call): Tick {
  return {
    id,
    operation: operations[0] ?? null,
    method,
    path,
    at: toIso(started.sandbox),
    duration: ended === undefined ? null : Math.round(ended.real - started.real),
    status: status ?? null,
    outcome,
    faults
  }
}

function toGaps (pairs: ReadonlyArray<{ before: Call, after: Call }>): Gaps {
  // a call that does not overlap the next one has ended
  const gapsOn = (clock: 'real' | 'sandbox') => pairs.map(({ before, after }) => Math.round(after.started[clock] - before.ended![clock]))
  const real = gapsOn('real')
  return { real: real.slice(0, most), sandbox: gapsOn('sandbox').slice(0, most), histogram: histogram(real) }
}
