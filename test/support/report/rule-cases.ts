import type { Setting, Sketch } from './conversations.ts'

export interface Case {
  /** What the client does. */
  does: string
  calls: Sketch[]
  setting?: Setting
  /** The verdict and the ids of the requests that show it; nothing for a client that behaves well. */
  verdict?: 'violated' | 'undecided'
  shownBy?: number[]
  severity?: string
  message?: RegExp
}

const end = { shows: 'succeeded' } as const
const create = { at: 0, operation: 'waveline.guessShape', creates: 'a' }
const sandboxYear = 31_536_000_000
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const every = (ms: number, count: number, more: Partial<Sketch> = {}) => times<Sketch>(count, index => ({ at: index * ms, ...more }))
const failing = (pauses: number[], more: Partial<Sketch> = {}) => {
  let at = 0
  return [0, ...pauses].map(pause => {
    at += pause
    return { at, status: 503, ...more }
  })
}

/** By rule. The first case of each is a violation; its message is the example in docs/report.md. */
export const cases: Record<string, Case[]> = {
  'retry-after': [
    { does: 'comes back too early', calls: [{ at: 0, status: 429, responseHeaders: { 'retry-after': '3' } }, { at: 2900 }], verdict: 'violated', shownBy: [1, 2] },
    { does: 'waits as long as it is told to', calls: [{ at: 0, status: 429, responseHeaders: { 'retry-after': '3' } }, { at: 3000 }] },
    { does: 'waits on the clock of the sandbox', calls: [{ at: 0, status: 429, responseHeaders: { 'retry-after': '3' } }, { at: 10, sandboxAt: 3000 }] },
    { does: 'had sent the next request before', calls: [{ at: 0, takes: 50, status: 429, responseHeaders: { 'retry-after': '3' } }, { at: 20 }] },
    { does: 'asks for another operation', calls: [{ at: 0, status: 429, responseHeaders: { 'retry-after': '3' } }, { at: 10, operation: 'waveline.listJobs' }] },
    { does: 'comes before a date', calls: [{ at: 0, status: 503, responseHeaders: { 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' } }, { at: 2000 }], verdict: 'violated' },
    { does: 'comes within the second of a date', calls: [{ at: 0, status: 503, responseHeaders: { 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' } }, { at: 9100 }] },
    { does: 'cannot read a date', calls: [{ at: 0, status: 503, responseHeaders: { 'retry-after': 'soon' } }, { at: 100 }] },
    {
      does: 'gets a date of another clock',
      calls: [{ at: sandboxYear, sandboxAt: 0, status: 503, responseHeaders: { 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' } }, { at: sandboxYear + 100, sandboxAt: 0 }],
      verdict: 'undecided'
    },
    {
      does: 'is an SDK that Stainless generated',
      calls: [{ at: 0, status: 429, responseHeaders: { 'retry-after': '60' } }, { at: 500, headers: { 'x-stainless-retry-count': '1' } }],
      verdict: 'violated',
      message: /Stainless/
    }
  ],
  'rate-limit': [
    { does: 'goes on at 0', calls: [{ at: 0, responseHeaders: { 'ratelimit-remaining': '0', 'ratelimit-reset': '5' } }, { at: 1000 }, { at: 2000 }, { at: 6000 }], verdict: 'violated', shownBy: [1, 2, 3] },
    { does: 'waits for the reset', calls: [{ at: 0, responseHeaders: { 'ratelimit-remaining': '0', 'ratelimit-reset': '5' } }, { at: 5000 }] },
    { does: 'has something left', calls: [{ at: 0, responseHeaders: { 'ratelimit-remaining': '1', 'ratelimit-reset': '5' } }, { at: 1 }] },
    { does: 'had sent the next request before', calls: [{ at: 0, takes: 9, responseHeaders: { 'ratelimit-remaining': '0', 'ratelimit-reset': '5' } }, { at: 1 }] }
  ],
  'retry-without-pause': [
    { does: 'retries twice at once', calls: failing([10, 20]), verdict: 'violated', shownBy: [1, 2, 3] },
    { does: 'retries at once and then later', calls: failing([10, 1000]) },
    { does: 'sends two requests in parallel', calls: failing([10, 10], { takes: 500 }) }
  ],
  'retry-without-backoff': [
    { does: 'retries at a constant interval', calls: failing([1000, 1000, 1010, 1000]), verdict: 'violated', shownBy: [1, 2, 3, 4, 5] },
    { does: 'doubles the pause', calls: failing([1000, 2000, 4000, 8000]) },
    { does: 'retries a few times', calls: failing([1000, 1000]), verdict: 'undecided' },
    { does: 'waits as long as it is told to', calls: failing([1000, 1000, 1000, 1000], { responseHeaders: { 'retry-after': '1' } }) },
    { does: 'never retries', calls: [{ at: 0, status: 503 }] }
  ],
  'retry-without-jitter': [
    { does: 'always waits as long', calls: times(5, index => [{ at: index * 10_000, status: 503 }, { at: index * 10_000 + 500 }]).flat(), verdict: 'violated' },
    { does: 'waits at random', calls: times(5, index => [{ at: index * 10_000, status: 503 }, { at: index * 10_050 + 500 }]).flat() },
    { does: 'retries one request', calls: [{ at: 0, status: 503 }, { at: 500 }], verdict: 'undecided' }
  ],
  'retry-budget': [
    { does: 'retries all that fails for minutes', calls: every(2000, 60, { status: 503 }), verdict: 'violated' },
    { does: 'sends few requests', calls: every(20_000, 5, { status: 503 }), verdict: 'undecided' },
    { does: 'sends others instead', calls: times(60, index => ({ at: index * 2000, status: 503, job: `${index}`, fingerprint: `${index}` })) },
    { does: 'succeeds in between', calls: times(60, index => ({ at: index * 2000, status: index % 3 === 0 ? 200 : 503 })) }
  ],
  'retry-forever': [
    { does: 'goes on for 11 minutes', calls: every(60_000, 12, { status: 503, faults: ['f'] }), setting: { armed: ['f'] }, verdict: 'violated', shownBy: [1, 12] },
    { does: 'goes on until the fault is removed', calls: every(60_000, 12, { status: 503, faults: ['f'] }) },
    { does: 'gives up', calls: every(60_000, 9, { status: 503, faults: ['f'] }), setting: { armed: ['f'] } }
  ],
  'poll-too-fast': [
    { does: 'polls without a pause', calls: every(100, 5), verdict: 'violated', severity: 'error' },
    { does: 'polls a little fast', calls: every(1500, 5), verdict: 'violated', severity: 'info' },
    { does: 'polls every 2 s', calls: every(2000, 5) },
    { does: 'polls after the clock was advanced', calls: times(5, index => ({ at: index * 10, sandboxAt: index * 5000 })) },
    { does: 'polls three times', calls: every(100, 3) },
    { does: 'uses a long poll', calls: every(1000, 5, { takes: 990 }) },
    { does: 'retries', calls: failing([100, 100, 100, 100]) },
    { does: 'is two clients', calls: times(6, index => ({ at: index * 1000, client: `${index % 2}` })) },
    { does: 'reads on after the end', calls: every(100, 5, end) }
  ],
  'poll-no-backoff': [
    { does: 'polls every 4 s for minutes', calls: every(4000, 40), verdict: 'violated', shownBy: [1, 40] },
    { does: 'polls every 5 s', calls: every(5000, 40) },
    { does: 'polls a short job', calls: every(1000, 40) },
    { does: 'polls more slowly with time', calls: times(40, index => ({ at: index * index * 100 })) },
    { does: 'polls a few times', calls: every(10_000, 20) }
  ],
  'polled-after-end': [
    { does: 'polls on', calls: [{ at: 0 }, { at: 2000, ...end }, { at: 4000, ...end }, { at: 6000, ...end }], verdict: 'violated', shownBy: [2, 3, 4] },
    { does: 'reads once more', calls: [{ at: 0, ...end }, { at: 2000, ...end }] },
    { does: 'polls on over two connections', calls: [{ at: 0, ...end }, ...times(4, index => ({ at: 2000 * (index + 1), connection: 2 - index % 2, ...end }))], verdict: 'violated', shownBy: [1, 3, 4, 5] },
    { does: 'is another consumer', calls: [{ at: 0, ...end }, { at: 2000, connection: 2, ...end }, { at: 4000, connection: 2, ...end }] },
    { does: 'never sees an end', calls: every(2000, 5) }
  ],
  'leaked-job': [
    { does: 'forgets a job', calls: [create, ...every(1000, 4), { at: 60_000, operation: 'waveline.listJobs' }], verdict: 'violated', shownBy: [1, 5] },
    { does: 'ends with the test', calls: [create, ...every(1000, 4)], verdict: 'undecided' },
    { does: 'gives up after minutes', calls: [create, ...every(100_000, 5), { at: 9_000_000, operation: 'waveline.listJobs' }], verdict: 'undecided' },
    { does: 'cancels it', calls: [create, ...every(1000, 4), { at: 60_000, operation: 'waveline.listJobs' }], setting: { facts: { cancelled: true } } },
    { does: 'gives up a job that never ends', calls: [create, ...every(1000, 4), { at: 60_000, operation: 'waveline.listJobs' }], setting: { facts: { endsAt: Infinity } } },
    { does: 'sees the end', calls: [create, ...every(1000, 4), { at: 5000, ...end }, { at: 60_000, operation: 'waveline.listJobs' }] },
    { does: 'did not start it', calls: [...every(1000, 4), { at: 60_000, operation: 'waveline.listJobs' }] }
  ],
  'never-polled': [
    { does: 'forgets a job', calls: [create], setting: { until: 60_000 }, verdict: 'violated', shownBy: [1] },
    { does: 'has just started it', calls: [create], setting: { until: 1000 }, verdict: 'undecided' },
    { does: 'polls it', calls: [create, { at: 1000 }], setting: { until: 60_000 } },
    { does: 'was not told of it', calls: [{ ...create, outcome: 'cut', lost: ['a'] }], setting: { until: 60_000 } },
    { does: 'left before the response', calls: [{ ...create, outcome: 'pending' }], setting: { until: 60_000 }, verdict: 'violated' }
  ],
  'no-deadline': [
    { does: 'polls for an hour', calls: every(60_000, 40), setting: { facts: { endsAt: Infinity } }, verdict: 'violated', shownBy: [1, 40] },
    { does: 'polls 201 times', calls: every(1000, 201), setting: { facts: { endsAt: Infinity } }, verdict: 'violated' },
    { does: 'ends with the test', calls: every(2000, 20), setting: { facts: { endsAt: Infinity } }, verdict: 'undecided' },
    { does: 'gives up', calls: [...every(2000, 20), { at: 60_000, operation: 'waveline.listJobs' }], setting: { facts: { endsAt: Infinity } } },
    { does: 'polls a job that ends', calls: every(60_000, 40) }
  ],
  'unknown-as-success': [
    { does: 'uses the result after an unknown status', calls: [{ at: 0, shows: 'unknown' }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }], verdict: 'violated', shownBy: [1, 2], message: /not documented/ },
    { does: 'uses the result of a job that is not there', calls: [{ at: 0, status: 404, shows: 'missing' }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }], verdict: 'violated', message: /did not know/ },
    { does: 'goes on polling', calls: [{ at: 0, shows: 'unknown' }, { at: 2000, ...end }, { at: 3000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }] },
    { does: 'uses no result', calls: [{ at: 0, shows: 'unknown' }] },
    { does: 'sees known statuses', calls: [{ at: 0 }] }
  ],
  'result-before-end': [
    { does: 'asks too early', calls: [{ at: 0 }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }], verdict: 'violated', shownBy: [2] },
    { does: 'waits for the end', calls: [{ at: 0, ...end }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }] },
    { does: 'takes an unknown status for the end, which another rule judges', calls: [{ at: 0, shows: 'unknown' }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }] },
    { does: 'asks for the result of a project', calls: [{ at: 0 }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], project: 'p' }], setting: { group: 'p' }, verdict: 'violated' },
    { does: 'asks for no result', calls: [{ at: 0 }] }
  ],
  'failed-as-success': [
    { does: 'uses the result of a failed job', calls: [{ at: 0, shows: 'failed' }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }], verdict: 'violated', shownBy: [1, 2], message: /as failed/ },
    { does: 'stops', calls: [{ at: 0, shows: 'failed' }] },
    { does: 'uses a good result', calls: [{ at: 0, ...end }, { at: 1000, operation: 'waveline.getResult', roles: ['result'], job: 'a' }] },
    { does: 'asks for the result only before the end', calls: [{ at: 0, operation: 'waveline.getResult', roles: ['result'], job: 'a' }, { at: 1000, shows: 'failed' }] },
    { does: 'sees no end', calls: [{ at: 0 }] }
  ],
  'paging-ignored': [
    { does: 'uses a job of another page', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { items: [{ id: 'b' }], total: 2 } }, { at: 1000 }], verdict: 'violated', shownBy: [1, 2] },
    { does: 'asks for the next page', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { items: [{ id: 'b' }], total: 2 } }, { at: 500, operation: 'waveline.listJobs', roles: ['list'], fingerprint: '2' }, { at: 1000 }] },
    { does: 'uses a job of the first page', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { items: [{ id: 'a' }], total: 2 } }, { at: 1000 }] },
    { does: 'uses a job of its own', calls: [create, { at: 1, operation: 'waveline.listJobs', roles: ['list'], response: { items: [], total: 2 } }, { at: 1000 }] },
    { does: 'starts a job after it has read a page', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { items: [{ id: 'b' }], total: 2 } }, { ...create, at: 500 }, { at: 1000 }] },
    { does: 'gets all on one page', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { items: [{ id: 'b' }], total: 1 } }, { at: 1000 }] },
    { does: 'gets a page of hits', calls: [{ at: 0, operation: 'immuta.searchJobs', roles: ['list'], response: { hits: [{ id: 'b' }], count: 2 } }, { at: 1000, operation: 'immuta.getJobStatuses', roles: ['status'] }], verdict: 'violated' },
    { does: 'gets a page with a cursor', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { data: { getProjects: { nodes: [], pageInfo: { nextCursor: 'x' } } } } }, { at: 1000 }], verdict: 'violated' },
    { does: 'gets a page with a token', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { data: [], nextToken: 'x' } }, { at: 1000 }], verdict: 'violated' },
    { does: 'gets no list', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { data: null, note: 'none' } }, { at: 1000 }] },
    { does: 'gets the last page', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { items: [{ id: 'b' }], offset: 1, total: 2 } }, { at: 1000 }] },
    { does: 'gets items without a total', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { items: [] } }, { at: 1000 }] },
    { does: 'gets hits without a count', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: { hits: [] } }, { at: 1000 }] },
    { does: 'gets a plain list', calls: [{ at: 0, operation: 'waveline.listJobs', roles: ['list'], response: ['b'] }, { at: 1000 }] }
  ],
  'graphql-errors-ignored': [
    { does: 'goes on', calls: [{ at: 0, operation: 'datasaur.launch', response: { errors: [{}], data: null } }, { at: 1, operation: 'datasaur.getJob', roles: ['status'], jobs: [] }], verdict: 'violated', shownBy: [1, 2] },
    { does: 'stops', calls: [{ at: 0, operation: 'datasaur.launch', response: { errors: [{}], data: null } }] },
    { does: 'polls another job', calls: [{ at: 0, operation: 'datasaur.launch', response: { errors: [{}], data: null } }, { at: 1, operation: 'datasaur.getJob', roles: ['status'] }] },
    { does: 'gets no errors', calls: [{ at: 0, operation: 'datasaur.launch', response: { errors: [] } }, { at: 1, operation: 'datasaur.getJob', roles: ['status'], jobs: [] }] }
  ],
  'duplicate-create': [
    { does: 'starts it again', calls: [{ ...create, outcome: 'cut', lost: ['a'], fingerprint: 'x' }, { ...create, creates: 'b', fingerprint: 'x' }], verdict: 'violated', shownBy: [1, 2] },
    { does: 'sends a key', calls: [{ ...create, outcome: 'cut', lost: ['a'], fingerprint: 'x', headers: { 'idempotency-key': 'k' } }, { ...create, creates: 'b', fingerprint: 'x', headers: { 'idempotency-key': 'k' } }] },
    { does: 'starts another', calls: [{ ...create, outcome: 'cut', lost: ['a'], fingerprint: 'x' }, { ...create, creates: 'b', fingerprint: 'y' }] },
    { does: 'was told of the first', calls: [{ ...create, fingerprint: 'x' }, { ...create, creates: 'b', fingerprint: 'x' }] }
  ],
  'unchanged-repeat': [
    { does: 'repeats it', calls: every(1000, 2, { status: 422, jobs: [] }), verdict: 'violated', shownBy: [1, 2] },
    { does: 'had sent it before', calls: every(10, 2, { status: 422, jobs: [], takes: 100 }) },
    { does: 'retries a 409', calls: every(1000, 2, { status: 409, jobs: [] }) },
    { does: 'waits for a job to be known', calls: every(1000, 3, { status: 404, shows: 'missing' }) },
    { does: 'changes it', calls: times(2, index => ({ at: index * 1000, status: 400, jobs: [], fingerprint: `${index}` })) }
  ],
  'auth-loop': [
    { does: 'goes on with a refused credential', calls: every(1000, 3, { status: 401 }), verdict: 'violated', shownBy: [1, 2, 3] },
    { does: 'tries once more', calls: every(1000, 2, { status: 401 }) },
    { does: 'had sent them before', calls: every(10, 4, { status: 401, takes: 100 }) },
    { does: 'is accepted again', calls: [{ at: 0, status: 401 }, { at: 1000, status: 401 }, { at: 2000 }, { at: 3000, status: 401 }] }
  ],
  'expired-token-used': [
    { does: 'uses it', calls: [{ at: 0 }, { at: 5000 }], setting: { expiries: { key: 3000 } }, verdict: 'violated', shownBy: [2], message: /expired 2 s before/ },
    { does: 'uses it only then', calls: [{ at: 5000 }], setting: { expiries: { key: 3000 } }, verdict: 'violated' },
    { does: 'uses it just after the clock was advanced', calls: [{ at: 0 }, { at: 10, sandboxAt: 5000 }], setting: { expiries: { key: 3000 } } },
    { does: 'refreshes it', calls: [{ at: 0 }, { at: 5000, operation: 'immuta.authenticate', roles: ['sign-in'] }], setting: { expiries: { key: 3000 } } },
    { does: 'has one that does not expire', calls: [{ at: 0 }, { at: 5000 }] }
  ],
  'connection-per-request': [
    { does: 'opens one for each', calls: times(10, index => ({ at: index * 1000, connection: index })), verdict: 'violated' },
    { does: 'opens them slowly', calls: times(10, index => ({ at: index * 10_000, connection: index })) },
    { does: 'keeps one', calls: every(1000, 10) },
    { does: 'loses them', calls: times(10, index => ({ at: index * 1000, connection: index, outcome: 'cut' })) },
    { does: 'is told to close them', calls: times(10, index => ({ at: index * 1000, connection: index, responseHeaders: { connection: 'close' } })) },
    { does: 'closes them', calls: times(10, index => ({ at: index * 1000, connection: index, headers: { connection: 'close' }, responseHeaders: { connection: 'close' } })), verdict: 'violated' }
  ],
  'one-by-one': [
    { does: 'polls five jobs singly', calls: times(5, index => ({ at: index * 10, job: `${index}` })), setting: { traits: { batch: 'getJobs' } }, verdict: 'violated', message: /waveline\.getJobs/ },
    { does: 'polls five jobs over two connections', calls: times(5, index => ({ at: index * 10, job: `${index}`, connection: index % 2 })), setting: { traits: { batch: 'getJobs' } }, verdict: 'violated' },
    { does: 'polls from five processes', calls: times(10, index => ({ at: index * 10, job: `${index % 5}`, connection: index % 5 })), setting: { traits: { batch: 'getJobs' } } },
    { does: 'polls them slowly', calls: times(5, index => ({ at: index * 5000, job: `${index}` })), setting: { traits: { batch: 'getJobs' } } },
    { does: 'polls one job', calls: every(3000, 9), setting: { traits: { batch: 'getJobs' } } },
    { does: 'polls them together', calls: every(10, 5, { jobs: ['a', 'b', 'c', 'd', 'e'] }), setting: { traits: { batch: 'getJobs' } } },
    { does: 'has no choice', calls: times(5, index => ({ at: index * 10, job: `${index}` })) }
  ],
  'long-poll-unused': [
    { does: 'polls with wait 0', calls: every(2000, 5, { body: { wait: 0 } }), setting: { traits: { waitField: 'wait' } }, verdict: 'violated' },
    { does: 'polls without wait', calls: every(2000, 5), setting: { traits: { waitField: 'wait' } }, verdict: 'violated' },
    { does: 'waits', calls: every(2000, 5, { body: { wait: 30 } }), setting: { traits: { waitField: 'wait' } } },
    { does: 'has no choice', calls: every(2000, 5) }
  ],
  'stream-left-open': [
    { does: 'keeps it', calls: [{ at: 0, takes: 60_000, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'left' }], setting: { facts: { endsAt: 10_000 } }, verdict: 'violated' },
    { does: 'still keeps it', calls: [{ at: 0, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'pending' }], setting: { facts: { endsAt: 10_000 }, until: 60_000 }, verdict: 'violated' },
    { does: 'closes it', calls: [{ at: 0, takes: 11_000, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'left' }], setting: { facts: { endsAt: 10_000 } } },
    { does: 'keeps that of a stuck job', calls: [{ at: 0, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'pending' }], setting: { facts: { endsAt: Infinity }, until: 1_860_000 }, verdict: 'violated' },
    { does: 'gives up a stuck job', calls: [{ at: 0, takes: 1_000_000, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'left' }], setting: { facts: { endsAt: Infinity }, until: 1_860_000 } },
    { does: 'abandons it', calls: [{ at: 0, takes: 1000, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'left' }, { at: 60_000, operation: 'julep.listTasks' }], setting: { facts: { endsAt: 10_000 }, until: 60_000 }, verdict: 'violated' },
    { does: 'opens it again', calls: [{ at: 0, takes: 1000, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'left' }, { at: 2000, takes: 8000, operation: 'julep.stream', roles: ['stream'], job: 'a' }, { at: 60_000, operation: 'julep.listTasks' }], setting: { facts: { endsAt: 10_000 }, until: 60_000 } },
    { does: 'closes it and cancels the job', calls: [{ at: 0, takes: 1000, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'left' }, { at: 60_000, operation: 'julep.listTasks' }], setting: { facts: { endsAt: 10_000, cancelled: true }, until: 60_000 } },
    { does: 'closes it at the end of the test', calls: [{ at: 0, takes: 1000, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'left' }, { at: 1500, operation: 'julep.listTasks' }], setting: { facts: { endsAt: 10_000 }, until: 60_000 } },
    { does: 'follows it while the job runs', calls: [{ at: 0, operation: 'julep.stream', roles: ['stream'], job: 'a', outcome: 'pending' }], setting: { facts: { endsAt: 10_000 }, until: 5000 } },
    { does: 'reads it to its end', calls: [{ at: 0, takes: 60_000, operation: 'julep.stream', roles: ['stream'], job: 'a' }], setting: { facts: { endsAt: 10_000 } } }
  ]
}
