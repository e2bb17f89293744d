import type { NewFault } from './schema.ts'

/** A set of fault rules with a name. */
export interface Profile { name: string, description: string, rules: readonly NewFault[] }

export const profiles: readonly Profile[] = [
  {
    name: 'flaky',
    description: 'A fifth of all requests get a 503 before they are handled; a tenth of the others lose their connection.',
    rules: [
      { when: { probability: 0.2 }, then: { status: 503 } },
      { when: { probability: 0.1 }, then: { connection: 'reset' } }
    ]
  },
  {
    name: 'rate-limited',
    description: 'At most ten requests in ten seconds of the sandbox\'s clock; the others get a 429 with Retry-After. ' +
      'Headers tell how many remain.',
    rules: [{ then: { rateLimit: { limit: 10, window: '10s' } } }]
  },
  {
    name: 'overloaded',
    description: 'Every request takes half a second to two seconds, and half of them then get a 503 with Retry-After: 5.',
    rules: [
      { then: { delay: { min: '500ms', max: '2s' } } },
      { when: { probability: 0.5 }, then: { status: 503, retryAfter: '5s' } }
    ]
  },
  {
    name: 'offline',
    description: 'Every connection is reset before its request is handled.',
    rules: [{ then: { connection: 'reset' } }]
  },
  {
    name: 'slow',
    description: 'Every request takes about two seconds (mean 2 s, deviation 500 ms).',
    rules: [{ then: { delay: { mean: '2s', deviation: '500ms' } } }]
  },
  {
    name: 'lost-reply',
    description: 'The first request is handled but its response is lost: the connection is reset. All others get their response.',
    rules: [{ when: { first: 1 }, phase: 'after', then: { connection: 'reset' } }]
  },
  {
    name: 'stuck-queue',
    description: 'New jobs of clients stay queued. Existing jobs continue.',
    rules: [{ then: { lifecycle: { name: 'stuck-queue', steps: [{ state: 'queued' }] } } }]
  }
]
