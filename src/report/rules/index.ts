import type { Rule } from '../rule.ts'
import { authLoop } from './auth-loop.ts'
import { connectionPerRequest } from './connection-per-request.ts'
import { duplicateCreate } from './duplicate-create.ts'
import { expiredTokenUsed } from './expired-token-used.ts'
import { failedAsSuccess } from './failed-as-success.ts'
import { graphqlErrorsIgnored } from './graphql-errors-ignored.ts'
import { leakedJob } from './leaked-job.ts'
import { longPollUnused } from './long-poll-unused.ts'
import { neverPolled } from './never-polled.ts'
import { noDeadline } from './no-deadline.ts'
import { oneByOne } from './one-by-one.ts'
import { pagingIgnored } from './paging-ignored.ts'
import { pollNoBackoff } from './poll-no-backoff.ts'
import { pollTooFast } from './poll-too-fast.ts'
import { polledAfterEnd } from './polled-after-end.ts'
import { rateLimit } from './rate-limit.ts'
import { resultBeforeEnd } from './result-before-end.ts'
import { retryAfter } from './retry-after.ts'
import { retryBudget } from './retry-budget.ts'
import { retryForever } from './retry-forever.ts'
import { retryWithoutBackoff } from './retry-without-backoff.ts'
import { retryWithoutJitter } from './retry-without-jitter.ts'
import { retryWithoutPause } from './retry-without-pause.ts'
import { streamLeftOpen } from './stream-left-open.ts'
import { unchangedRepeat } from './unchanged-repeat.ts'
import { unknownAsSuccess } from './unknown-as-success.ts'

/** All rules, in the order in which the report lists their findings. A rule is a file and a line here. */
export const rules: readonly Rule[] = [
  // retries
  retryAfter,
  rateLimit,
  retryWithoutPause,
  retryWithoutBackoff,
  retryWithoutJitter,
  retryBudget,
  retryForever,
  // polls
  pollTooFast,
  pollNoBackoff,
  polledAfterEnd,
  leakedJob,
  neverPolled,
  noDeadline,
  // results
  unknownAsSuccess,
  resultBeforeEnd,
  failedAsSuccess,
  pagingIgnored,
  graphqlErrorsIgnored,
  // requests
  duplicateCreate,
  unchangedRepeat,
  authLoop,
  expiredTokenUsed,
  // resources
  connectionPerRequest,
  oneByOne,
  longPollUnused,
  streamLeftOpen
]
