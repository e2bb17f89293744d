import type { NewFault } from '../../../../src/index.ts'
import { forgetsJob, hasNoDeadline, neverPolls, pollsAfterEnd, pollsAtConstantPace, pollsTooFast } from './polls.ts'
import {
  followsForEver, opensConnections, pollsOneByOne, pollsWithoutWaiting, repeatsInvalidRequest, repeatsRefusedCredential, startsTwice, usesExpiredToken
} from './requests.ts'
import { downloadsAtOnce, ignoresErrors, ignoresPages, takesAnyOtherStatusForSuccess } from './results.ts'
import {
  ignoresRateLimit, ignoresRetryAfter, neverGivesUp, retriesAtConstantPace, retriesAtOnce, retriesThroughOutage, retriesWithoutJitter
} from './retries.ts'
import { endingAfter, type BadClient } from './world.ts'

const polls = { operation: 'waveline.getJob' } as const
const jobs = ['job']

/** A service that is overloaded for some polls; for good without `when`. */
const overloaded = (when?: NewFault['when']): readonly NewFault[] => [{ match: polls, when, then: { status: 503 } }]

/** For each rule a client that violates it, and nothing else. */
export const badClients: readonly BadClient[] = [
  { rule: 'retry-after', client: ignoresRetryAfter, jobs, faults: [{ match: polls, when: { first: 1 }, then: { status: 429, retryAfter: '3s' } }] },
  { rule: 'rate-limit', client: ignoresRateLimit, jobs, faults: [{ match: polls, then: { rateLimit: { limit: 1, window: '10s' } } }] },
  { rule: 'retry-without-pause', client: retriesAtOnce, jobs, faults: overloaded({ first: 3 }) },
  { rule: 'retry-without-backoff', client: retriesAtConstantPace, jobs, faults: overloaded({ first: 5 }) },
  { rule: 'retry-without-jitter', client: retriesWithoutJitter, jobs, lifecycle: endingAfter(36), faults: overloaded({ every: 2 }) },
  { rule: 'retry-budget', client: retriesThroughOutage, jobs: Array.from({ length: 20 }, (_, index) => `job-${index}`), faults: overloaded() },
  { rule: 'retry-forever', client: neverGivesUp, jobs, faults: overloaded() },
  { rule: 'poll-too-fast', client: pollsTooFast, jobs },
  { rule: 'poll-no-backoff', client: pollsAtConstantPace, jobs, lifecycle: endingAfter(150) },
  { rule: 'polled-after-end', client: pollsAfterEnd, jobs },
  { rule: 'leaked-job', client: forgetsJob, lifecycle: endingAfter(100) },
  { rule: 'never-polled', client: neverPolls },
  { rule: 'no-deadline', client: hasNoDeadline, jobs, lifecycle: 'stuck' },
  { rule: 'unknown-as-success', client: takesAnyOtherStatusForSuccess, lifecycle: 'unknown-status' },
  { rule: 'result-before-end', client: downloadsAtOnce },
  { rule: 'failed-as-success', client: takesAnyOtherStatusForSuccess, lifecycle: 'failure' },
  { rule: 'paging-ignored', client: ignoresPages, jobs: ['first', 'second'], lifecycle: 'instant' },
  { rule: 'graphql-errors-ignored', client: ignoresErrors, faults: [{ match: { provider: 'datasaur' }, when: { first: 1 }, then: { graphql: { message: 'No' } } }] },
  { rule: 'duplicate-create', client: startsTwice, faults: [{ match: { operation: 'waveline.guessShape' }, when: { first: 1 }, phase: 'after', then: { connection: 'reset' } }] },
  { rule: 'unchanged-repeat', client: repeatsInvalidRequest },
  { rule: 'auth-loop', client: repeatsRefusedCredential, jobs, faults: [{ match: polls, when: { first: 3 }, then: { credentials: 'expired' } }] },
  { rule: 'expired-token-used', client: usesExpiredToken },
  { rule: 'connection-per-request', client: opensConnections, jobs, lifecycle: endingAfter(54) },
  { rule: 'one-by-one', client: pollsOneByOne },
  { rule: 'long-poll-unused', client: pollsWithoutWaiting, lifecycle: endingAfter(30) },
  { rule: 'stream-left-open', client: followsForEver, lifecycle: 'stuck' }
]
