import fc from 'fast-check'
import t from 'tap'
import { Journal, verify, verifyOrder, type Match, type NewExchange, type KeptBody } from '../../../src/journal/index.ts'
import { start } from '../../support/double.ts'
import { holds } from '../../support/property.ts'
import { exchange, text } from '../../support/exchanges.ts'

/** What happens to a journal: a request comes, some of them named later, one that is underway is over, or all are forgotten. */
type Happening = { come: Partial<NewExchange>, cut: boolean, named: readonly string[] | undefined } | { over: number, status: number | undefined } | { clear: true }

const operations = fc.constantFrom(['waveline.getJob'], ['waveline.listJobs'], ['waveline.getJob', 'waveline.listJobs'], [])
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      come: fc.record({ at: fc.integer({ min: start, max: start + 5 }), provider: fc.constantFrom('waveline', 'julep', undefined), operations, url: fc.constantFrom('/a', '/b?x=1&x=2'), body: fc.constantFrom(text({ a: 1 }), text({ a: 2, job: 'j' })) }),
      cut: fc.boolean(),
      named: fc.option(operations, { nil: undefined })
    })
  },
  { weight: 5, arbitrary: fc.record({ over: fc.nat(3), status: fc.constantFrom(200, 404, undefined) }) },
  { weight: 1, arbitrary: fc.constant({ clear: true as const }) }
)
const match: fc.Arbitrary<Match> = fc.record({
  status: fc.constantFrom(200, 404),
  operation: fc.constantFrom('waveline.getJob', 'waveline.listJobs', ['waveline.getJob', 'waveline.listJobs']),
  provider: fc.constantFrom('waveline', 'julep'),
  path: fc.constantFrom('/a', '/b'),
  query: fc.constantFrom({ x: '1' }, { x: '3' }),
  body: fc.constantFrom({ a: 1 }, {}),
  outcome: fc.constantFrom('pending' as const, 'responded' as const),
  job: fc.constant('j'),
  from: fc.integer({ min: start, max: start + 5 }),
  until: fc.integer({ min: start, max: start + 5 })
}, { requiredKeys: [], noNullPrototype: true }).map(all => Object.fromEntries(Object.entries(all).slice(0, 3)))
const number = fc.nat(5)
const expectation = fc.oneof(fc.record({ exactly: number }), fc.record({ atLeast: number }), fc.record({ atMost: number }), fc.record({ atLeast: fc.nat(2), atMost: fc.integer({ min: 2, max: 5 }) }), fc.constant({}))
const scene = fc.record({ happenings: fc.array(happening, { maxLength: 30 }), exchanges: fc.nat(10), bytes: fc.constantFrom(300, 900, 100_000), match, expectation, order: fc.array(match, { minLength: 1, maxLength: 4 }) })

/** Lets the same happen to a journal that keeps everything, and to one that drops requests and cuts bodies. */
function live (happenings: readonly Happening[], whole: Journal, short: Journal): void {
  let underway: Array<[NewExchange, NewExchange]> = []
  for (const one of happenings) {
    if ('clear' in one) {
      whole.clear()
      short.clear()
    } else if ('come' in one) {
      const waiting = { ...one.come, outcome: 'pending' as const, status: undefined, responseBody: undefined, responseHead: undefined, duration: undefined }
      const pair: [NewExchange, NewExchange] = [exchange(waiting), exchange({ ...waiting, ...one.cut && { body: cut(one.come.body!) } })]
      for (const [index, journal] of [whole, short].entries()) {
        journal.open(pair[index]!)
        if (one.named !== undefined) journal.name(pair[index]!, one.named)
      }
      underway.push(pair)
    } else if (underway[one.over] !== undefined) {
      const pair = underway[one.over]!
      underway = underway.filter(other => other !== pair)
      for (const [index, journal] of [whole, short].entries()) journal.close(Object.assign(pair[index]!, { status: one.status, outcome: one.status === undefined ? 'broken' : 'responded', duration: 1 }))
    }
  }
}

function cut ({ text, bytes }: KeptBody): KeptBody {
  return { text: text!.slice(0, 4), bytes, truncated: true }
}

holds(t, 'a verification is true or says that it is not known, whatever was truncated, dropped or cleared', scene, ({ happenings, exchanges, bytes, match, expectation, order }) => {
  const [whole, short] = [new Journal({ exchanges: Infinity, bytes: Infinity }), new Journal({ exchanges, bytes })]
  live(happenings, whole, short)
  if (JSON.stringify(short.counts) !== JSON.stringify(whole.counts)) throw new Error('counters are not exact')
  if (short.size > exchanges || short.bytes > bytes) throw new Error('the journal is beyond its bounds')
  for (const [truth, said] of [[verify(whole, match, expectation), verify(short, match, expectation)], [verifyOrder(whole, order), verifyOrder(short, order)]] as const) {
    if (said.verdict !== 'evicted' && said.verdict !== truth.verdict) throw new Error(`${JSON.stringify(said)} is not ${JSON.stringify(truth)}`)
    if (said.count > truth.count || said.possible < truth.count) throw new Error(`${truth.count} does not lie between ${said.count} and ${said.possible}`)
    const isWhole = short.dropped === 0 && !happenings.some(one => 'cut' in one && one.cut)
    if (isWhole && said.verdict === 'evicted') throw new Error('nothing is lost, and yet nothing is known')
  }
})
