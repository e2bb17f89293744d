// Generated from fixtures/exams/standard.yaml by `npm run build`. A test holds it against that file.
import type { Plan } from './scenario.ts'

/** The exam that is held if no other scenarios are given. */
export const standardPlan: Plan = {
  scenarios: [
    {
      name: 'calm-day',
      description: 'Nothing goes wrong.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] }
    },
    {
      name: 'slow-day',
      description: 'The job takes ten minutes, on a clock that runs 250 times as fast, and the first responses take half a second.',
      lifecycle: 'slow',
      clock: { rate: 250 },
      faults: [{ on: 'status', when: { first: 2 }, then: { delay: '500ms' } }]
    },
    {
      name: 'rate-limited',
      description: 'Two polls receive 429 with Retry-After in seconds.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'status', when: { first: 2 }, then: { status: 429, retryAfter: '1s' } }]
    },
    {
      name: 'rate-limited-date',
      description: 'A poll receives 429 with Retry-After as a date.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'status', when: { first: 1 }, then: { status: 429, retryAfter: { date: '2s' } } }]
    },
    {
      name: 'overloaded',
      description: 'Three polls receive 503 without Retry-After.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'status', when: { first: 3 }, then: { status: 503 } }]
    },
    {
      name: 'flaky-connection',
      description: 'One poll loses its connection by a reset, the next one by a close.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [
        { on: 'status', when: { first: 1 }, then: { connection: 'reset' } },
        { on: 'status', when: { first: 1 }, then: { connection: 'empty' } }
      ]
    },
    {
      name: 'lost-reply',
      description: 'The job is started, but the response is lost. A second job would cost twice.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'create', when: { first: 1 }, phase: 'after', then: { connection: 'reset' } }],
      exit: 'honest'
    },
    {
      name: 'job-fails',
      description: 'The job fails.',
      lifecycle: 'failure',
      clock: { advance: '3s' },
      shows: ['failed'],
      exit: 'failure'
    },
    {
      name: 'job-retries',
      description: 'The first attempt of the job fails, the second one succeeds.',
      lifecycle: {
        steps: [
          { state: 'running' },
          { state: 'retrying', after: '2s' },
          { state: 'running', after: '2s' },
          { state: 'succeeded', after: '1s' }
        ]
      },
      clock: { advance: '2s' },
      shows: ['retrying']
    },
    {
      name: 'job-stuck',
      description: 'The job never ends. The client must have a deadline that is shorter than the limit of the scenario.',
      lifecycle: 'stuck',
      shows: ['running'],
      exit: 'failure'
    },
    {
      name: 'job-expires',
      description: 'The job runs past its limit and expires.',
      lifecycle: 'expired',
      clock: { advance: '8m' },
      shows: ['expired'],
      exit: 'failure'
    },
    {
      name: 'unknown-status',
      description: 'The job shows a status that is not documented, and then continues. The client may wait or fail.',
      lifecycle: {
        steps: [
          { state: 'running', unknownStatus: 'ARCHIVED' },
          { state: 'running', after: '2s' },
          { state: 'succeeded', after: '1s' }
        ]
      },
      clock: { advance: '2s' },
      shows: ['unknown-status'],
      exit: 'honest'
    },
    {
      name: 'unknown-at-first',
      description: 'The provider does not know the job at the first poll, as with a search index that lags.',
      lifecycle: 'late',
      clock: { advance: '3s' },
      shows: ['unknown-job']
    },
    {
      name: 'expired-token',
      description: 'The token expires between the start of the job and the first poll.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'status', when: { first: 1 }, then: { credentials: 'expired' } }]
    },
    {
      name: 'malformed-response',
      description: 'The body of a response is not valid JSON.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'status', when: { first: 1 }, then: { payload: 'malformed' } }]
    },
    {
      name: 'truncated-response',
      description: 'The connection ends in the middle of a response.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'status', when: { first: 1 }, then: { connection: 'truncate' } }]
    },
    {
      name: 'restart',
      description: 'The service restarts. Every connection is reset for a while after the job was started.',
      lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '500ms' }, { state: 'succeeded', after: '1500ms' }] },
      faults: [{ on: 'status', when: { first: 3 }, then: { connection: 'reset' } }]
    }
  ]
}
