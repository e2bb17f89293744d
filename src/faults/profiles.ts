import type { NewFault } from './schema.ts'

/** A few rules under one name. */
export interface Profile { name: string, description: string, rules: readonly NewFault[] }

export const profiles: readonly Profile[] = [
  {
    name: 'flaky',
    description: 'Of all requests a fifth is answered 503 before anything is done, and of the others a tenth loses its connection.',
    rules: [
      { when: { probability: 0.2 }, then: { status: 503 } },
      { when: { probability: 0.1 }, then: { connection: 'reset' } }
    ]
  },
  {
    name: 'rate-limited',
    description: 'Ten requests in ten seconds of the sandbox’s clock; the others are answered 429 with Retry-After. Headers say what is left.',
    rules: [{ then: { rateLimit: { limit: 10, window: '10s' } } }]
  },
  {
    name: 'overloaded',
    description: 'Every request takes half a second to two seconds, and half of them are answered 503 with Retry-After: 5 then.',
    rules: [
      { then: { delay: { min: '500ms', max: '2s' } } },
      { when: { probability: 0.5 }, then: { status: 503, retryAfter: '5s' } }
    ]
  },
  {
    name: 'offline',
    description: 'Every connection is reset before anything is done.',
    rules: [{ then: { connection: 'reset' } }]
  },
  {
    name: 'slow',
    description: 'Every request takes about two seconds (mean 2 s, deviation 500 ms).',
    rules: [{ then: { delay: { mean: '2s', deviation: '500ms' } } }]
  },
  {
    name: 'lost-reply',
    description: 'The work of the first request is done and its reply is lost: the connection is reset. All others are answered.',
    rules: [{ when: { first: 1 }, phase: 'after', then: { connection: 'reset' } }]
  },
  {
    name: 'stuck-queue',
    description: 'Jobs that clients start stay in the queue for ever. Jobs that there are already go on.',
    rules: [{ then: { lifecycle: { name: 'stuck-queue', steps: [{ state: 'queued' }] } } }]
  }
]
