import t from 'tap'
import type { NewFault, Faults } from '../../src/faults/index.ts'
import { affected, factsOf, faultsOf, fired, tried } from '../support/faults/rules.ts'

const failing = { then: { status: 500 } }

t.test('a rule without conditions affects every request', async t => {
  t.same(affected({}, 3), [1, 2, 3])
})

const table: Array<[Parameters<typeof affected>[0], number[]]> = [
  [{ first: 2 }, [1, 2]],
  [{ every: 3 }, [3, 6, 9]],
  [{ after: 7 }, [8, 9]],
  [{ after: 0 }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [{ after: 2, first: 3 }, [3, 4, 5]],
  [{ every: 2, first: 5 }, [2, 4]],
  [{ after: 1, every: 2, first: 5 }, [3, 5]],
  [{ probability: 1, first: 1 }, [1]],
  [{ probability: 0 }, []]
]
for (const [when, numbers] of table) {
  t.test(`of nine requests ${JSON.stringify(when)} affects ${numbers.join(', ') || 'none'}`, async t => {
    t.same(affected(when, 9), numbers)
  })
}

t.test('a probability of a half lies within three standard deviations over 2,000 draws for ten seeds, and replays identically', async t => {
  const deviation = Math.sqrt(2000 * 0.5 * 0.5)
  for (let seed = 1; seed <= 10; seed++) {
    const numbers = affected({ probability: 0.5 }, 2000, seed)
    t.ok(Math.abs(numbers.length - 1000) <= 3 * deviation, `seed ${seed}: ${numbers.length}`)
    t.same(affected({ probability: 0.5 }, 2000, seed), numbers)
  }
  t.notSame(affected({ probability: 0.5 }, 2000, 1), affected({ probability: 0.5 }, 2000, 2))
})

t.test('a rule fires as seldom as its small probability says', async t => {
  const count = affected({ probability: 0.01 }, 10_000).length
  t.ok(Math.abs(count - 100) <= 3 * Math.sqrt(10_000 * 0.01 * 0.99), `${count}`)
})

t.test('neither another rule nor another client nor a draw for its delay shifts what a rule draws', async t => {
  const pattern = (then: NewFault['then'], others: (faults: Faults) => void) => {
    const faults = faultsOf()
    faults.add({ match: { provider: 'waveline' }, when: { probability: 0.5 }, then })
    others(faults)
    return Array.from({ length: 100 }, () => {
      fired(faults, { provider: 'julep', operations: ['julep.getJobStatus'] })
      return fired(faults).includes('fault-1')
    })
  }
  const alone = affected({ probability: 0.5 }, 100)
  const numbers = (pattern: boolean[]) => pattern.flatMap((is, index) => is ? [index + 1] : [])
  t.same(numbers(pattern({ delay: 1 }, () => {})), alone)
  t.same(numbers(pattern({ delay: { mean: '1s', deviation: '1s' } }, faults => {
    faults.add({ when: { probability: 0.5 }, then: { delay: { min: 1, max: 9 } } })
    faults.add({ when: { probability: 0.9 }, then: { status: 500 } })
  })), alone)
})

t.test('two rules that are the same draw each for itself', async t => {
  const faults = faultsOf()
  for (let place = 0; place < 2; place++) faults.add({ when: { probability: 0.5 }, then: { delay: 1 } })
  const seen = new Set(Array.from({ length: 50 }, () => fired(faults).join()))
  t.same([...seen].sort(), ['', 'fault-1', 'fault-1,fault-2', 'fault-2'])
})

t.test('a window is on the clock of the sandbox, includes its begin but not its end, and the numbers count within it', async t => {
  const faults = faultsOf()
  faults.add({ when: { from: '2025-01-01T00:00:10.000Z', until: '2025-01-01T00:00:20.000Z', first: 2 }, ...failing })
  const at = (seconds: number) => fired(faults, { now: Date.UTC(2025, 0, 1, 0, 0, seconds) }).length
  t.same([0, 9.999, 10, 12, 19.999, 20, 30].map(at), [0, 0, 1, 1, 0, 0, 0])
  t.match(faults.get('fault-1'), { seen: 3, fired: 2 })
  const late = faultsOf()
  late.add({ when: { until: '2025-01-01T00:00:20.000Z' }, ...failing })
  t.same([0, 19.999, 20].map(seconds => fired(late, { now: Date.UTC(2025, 0, 1, 0, 0, seconds) }).length), [1, 1, 0])
})

t.test('a rule affects requests of its provider, its operation and its job only', async t => {
  const faults = faultsOf()
  faults.add({ match: { provider: 'waveline' }, then: { delay: 1 } })
  faults.add({ match: { operation: 'waveline.getJob' }, then: { delay: 1 } })
  faults.add({ match: { provider: 'waveline', job: 'j1' }, then: { delay: 1 } })
  faults.add({ match: { operation: 'datasaur.getJobs' }, then: { delay: 1 } })
  t.same(fired(faults), ['fault-1', 'fault-2'])
  t.same(fired(faults, { mentions: job => job === 'j1' }), ['fault-1', 'fault-2', 'fault-3'])
  t.same(fired(faults, { operations: [] }), ['fault-1'], 'a path that no operation takes')
  t.same(fired(faults, { provider: 'datasaur', operations: ['datasaur.me', 'datasaur.getJobs'], graphql: true }), ['fault-4'], 'one of several fields')
  t.same(fired(faults, { provider: 'julep', operations: ['julep.getJobStatus'] }), [])
  t.same(faults.list().map(({ seen }) => seen), [3, 2, 1, 1], 'only matching requests count')
})

t.test('delays add up, the first rule that responds wins, and the rules after it are not tried', async t => {
  const faults = faultsOf()
  faults.add({ then: { delay: '1s' } })
  faults.add({ when: { every: 2 }, then: { delay: '2s', status: 503 } })
  faults.add({ then: { status: 429 } })
  const lastOf = (decision: ReturnType<typeof tried>) => decision?.firings.map(({ rule, delay }) => [rule.id, delay])
  t.same(lastOf(tried(faults)), [['fault-1', 1000], ['fault-3', 0]])
  t.same(lastOf(tried(faults)), [['fault-1', 1000], ['fault-2', 2000]])
  t.match(faults.list(), [{ seen: 2, fired: 2 }, { seen: 2, fired: 1 }, { seen: 1, fired: 1 }])
})

t.test('rules of one phase are not tried in the other', async t => {
  const faults = faultsOf()
  faults.add({ phase: 'after', ...failing })
  t.same([faults.active.concern('before', factsOf()), faults.active.concern('after', factsOf())], [false, true])
  t.same([fired(faults), fired(faults, { phase: 'after' })], [[], ['fault-1']])
  t.match(faults.get('fault-1'), { seen: 1 })
})

t.test('a delay is drawn for each request, and replays', async t => {
  const drawn = () => {
    const faults = faultsOf()
    faults.add({ then: { delay: { min: '1s', max: '3s' } } })
    return Array.from({ length: 500 }, () => tried(faults)!.firings[0]!.delay)
  }
  const delays = drawn()
  t.ok(Math.min(...delays) >= 1000 && Math.max(...delays) <= 3000 && new Set(delays).size > 300)
  t.same(drawn(), delays)
})

t.test('a limit lets so many requests pass in each window of the clock, and says what is left', async t => {
  const faults = faultsOf()
  faults.add({ then: { rateLimit: { limit: 2, window: '10s' } } })
  const at = (now: number) => {
    const { quotas: [quota], firings } = tried(faults, { now })!
    return [quota!.remaining, quota!.reset, quota!.exceeded, firings.length]
  }
  t.same(at(1000), [1, 10_000, false, 0])
  t.same(at(4000), [0, 7000, false, 0])
  t.same(at(4000), [0, 7000, true, 1])
  t.same(at(10_999), [0, 1, true, 1])
  t.same(at(11_000), [1, 10_000, false, 0], 'a new window begins')
  t.same(at(60_000), [1, 10_000, false, 0], 'with the first request in it')
  t.match(faults.get('fault-1'), { seen: 6, fired: 2 })
})

t.test('it is known before the body arrives which rules need it', async t => {
  const faults = faultsOf()
  const rest = factsOf()
  const graphql = factsOf({ provider: 'datasaur', operations: undefined, graphql: true })
  faults.add(failing)
  t.same([rest, graphql].map(facts => faults.active.needBody(facts)), [false, false])
  faults.add({ match: { operation: 'datasaur.getJob' }, ...failing })
  t.same([rest, graphql].map(facts => faults.active.needBody(facts)), [false, true])
  faults.add({ match: { provider: 'waveline', job: 'x' }, ...failing })
  t.same([rest, graphql].map(facts => faults.active.needBody(facts)), [true, true])
})

t.test('a GraphQL error affects requests to GraphQL only', async t => {
  const faults = faultsOf()
  faults.add({ match: { provider: 'datasaur' }, then: { graphql: { message: 'x' } } })
  t.same(fired(faults, { provider: 'datasaur', operations: ['datasaur.getHealth'] }), [])
  t.same(fired(faults, { provider: 'datasaur', operations: undefined, graphql: true }), ['fault-1'])
})

t.test('a rule for an operation does not affect a request whose body never named one', async t => {
  const faults = faultsOf()
  faults.add({ match: { operation: 'datasaur.getJob' }, phase: 'after', then: { status: 500 } })
  faults.add({ match: { provider: 'datasaur' }, phase: 'after', then: { status: 501 } })
  const unknown = { provider: 'datasaur', operations: undefined, graphql: true, phase: 'after' as const }
  t.same(fired(faults, unknown), ['fault-2'])
  t.same(fired(faults, { ...unknown, operations: ['datasaur.getJob'] }), ['fault-1'])
})

t.test('a rate limit begins another window if the clock was set back before the current one', async t => {
  const faults = faultsOf()
  faults.add({ then: { rateLimit: { limit: 1, window: '10s' } } })
  const at = (now: number) => tried(faults, { now })!.quotas[0]
  t.match([at(50_000), at(50_001)], [{ exceeded: false }, { exceeded: true }])
  t.match([at(0), at(1)], [{ exceeded: false, reset: 10_000 }, { exceeded: true, reset: 9999 }])
})
