import t from 'tap'
import { Faults, type FaultRule } from '../../src/faults/index.ts'
import { faultsOf, fired, tried } from '../support/faults/rules.ts'

t.test('what is saved goes on elsewhere as it would have here: counters, draws, limits, pauses and the next id', async t => {
  const here = faultsOf(7)
  here.add({ then: { delay: 1 } })
  here.remove('fault-1')
  here.add({ name: 'sometimes', match: { provider: 'waveline' }, when: { probability: 0.5, from: '1970-01-01T00:00:00.000Z' }, then: { delay: { min: 1, max: 1000 } } })
  here.add({ then: { rateLimit: { limit: 3, window: '1h' } } })
  here.add({ phase: 'after', then: { status: 500 }, enabled: false })
  for (let count = 0; count < 2; count++) tried(here)

  const there = faultsOf(7)
  there.add({ then: { status: 500 } })
  there.load(JSON.parse(JSON.stringify(here.save())), 'faults')
  t.same(there.list(), here.list())
  for (let count = 0; count < 40; count++) t.same(tried(there)?.firings.map(({ rule, delay }) => [rule.id, delay]), tried(here)?.firings.map(({ rule, delay }) => [rule.id, delay]))
  t.same(there.save(), here.save())
  t.equal(there.add({ then: { delay: 1 } }).id, 'fault-5')
})

t.test('what cannot be taken over changes nothing', async t => {
  const faults = faultsOf()
  faults.add({ then: { status: 500 } })
  const rule = { place: 1, seen: 0, fired: 0, then: { delay: 1 } }
  const broken: Array<[unknown, string]> = [
    [{ made: 1 }, 'faults.rules: is required'],
    [{ made: 1, rules: [{ ...rule, then: {} }] }, 'faults.rules[0].then: must have at least one of'],
    [{ made: 2, rules: [rule, { ...rule, place: 2, then: { drip: 0 } }] }, 'faults.rules[1].then.drip: must be greater than 0'],
    [{ made: 2, rules: [rule, rule] }, 'faults.rules[1].place: must be greater than that of the rule before it, and at most 2'],
    [{ made: 0, rules: [rule] }, 'faults.rules[0].place: must be greater than that of the rule before it, and at most 0']
  ]
  for (const [saved, message] of broken) {
    t.throws(() => faults.load(saved, 'faults'), new RegExp(message.replace(/[.[\]]/g, '\\$&')))
  }
  t.match(faults.list(), [{ then: { status: 500 } }])
})

/** A rule, and how often what it holds has been let go of. */
function holding (faults: Faults): { rule: FaultRule, ended: () => number, gone: () => void } {
  faults.add({ then: { delay: 1 } })
  const { rule } = tried(faults)!.firings[0]!
  let count = 0
  const gone = faults.hold(rule, () => { count++ })
  return { rule, ended: () => count, gone }
}

const ends: Record<string, (faults: Faults) => unknown> = {
  'it is removed': faults => faults.remove('fault-1'),
  'all are removed': faults => faults.clear(),
  'it is paused': faults => faults.change('fault-1', { enabled: false }),
  'it is changed': faults => faults.change('fault-1', { then: { delay: 2 } }),
  'its sandbox ends': faults => faults.close(),
  'others are loaded': faults => faults.load({ made: 0, rules: [] }, '')
}
for (const [what, end] of Object.entries(ends)) {
  t.test(`a rule lets go of what it holds up when ${what}`, async t => {
    const faults = faultsOf()
    const { ended } = holding(faults)
    t.same([faults.held, faults.get('fault-1').held, ended()], [1, 1, 0])
    end(faults)
    t.same([faults.held, ended()], [0, 1])
  })
}

t.test('what has gone by itself is not let go of', async t => {
  const faults = faultsOf()
  const { ended, gone } = holding(faults)
  gone()
  faults.clear()
  t.same([faults.held, ended()], [0, 0])
})

t.test('a rule that is no longer at work holds nothing up', async t => {
  for (const end of [(faults: Faults) => faults.remove('fault-1'), (faults: Faults) => faults.change('fault-1', { enabled: false }), (faults: Faults) => faults.close()]) {
    const faults = faultsOf()
    const { rule, gone } = holding(faults)
    gone()
    t.equal(faults.isActive(rule), true)
    end(faults)
    let ended = 0
    faults.hold(rule, () => { ended++ })
    t.same([faults.isActive(rule), faults.held, ended], [false, 0, 1])
  }
  t.same(fired(faultsOf()), [])
})
