import t from 'tap'
import { Clock, ClockTooManySteps, frozenStart, lastMoment } from '../../src/time/clock.ts'
import { InvalidField } from '../../src/validation/index.ts'
import { iso, keepAlive, start } from '../support/jobs/world.ts'

/** A frozen clock, and its calls: the name of the callback, its moment, and the moment that the clock showed, in ms after the start. */
function frozen () {
  const clock = new Clock({ mode: 'frozen' })
  const calls: string[] = []
  const at = (ms: number, name: string, then = () => {}) => clock.at(start + ms, moment => {
    calls.push(`${name} ${moment - start} ${clock.now() - start}`)
    then()
  })
  return { clock, calls, at, advance: (ms: number) => clock.advance(start + ms) }
}

t.test('a frozen clock begins at the given moment, by default with the year 2025', async t => {
  t.equal(frozenStart, Date.parse('2025-01-01T00:00:00.000Z'))
  t.strictSame(new Clock({ mode: 'frozen' }).read(), { mode: 'frozen', rate: 0, now: frozenStart })
  t.strictSame(new Clock({ mode: 'frozen', now: 5 }).read(), { mode: 'frozen', rate: 0, now: 5 })
})

t.test('an advance runs the due callbacks in order, each at its exact moment, and ends at the given moment', async t => {
  const { clock, calls, at, advance } = frozen()
  for (const [ms, name] of [[30, 'c'], [10, 'a'], [30, 'd'], [20, 'b'], [41, 'too late']] as const) at(ms, name)
  advance(40)
  t.strictSame(calls, ['a 10 10', 'b 20 20', 'c 30 30', 'd 30 30'])
  t.equal(clock.now(), start + 40)
  t.equal(clock.next, start + 41)
})

t.test('an advance also runs callbacks that are added during it, for the same moment or a later one', async t => {
  const { calls, at, advance } = frozen()
  at(10, 'a', () => {
    at(25, 'later')
    at(10, 'same')
    at(40, 'at the end', () => at(40, 'after the end'))
    at(41, 'too late')
  })
  at(20, 'b')
  advance(40)
  t.strictSame(calls, ['a 10 10', 'same 10 10', 'b 20 20', 'later 25 25', 'at the end 40 40', 'after the end 40 40'])
})

t.test('a callback that is added for a past moment runs in the same advance, and the clock does not go back', async t => {
  const { calls, at, advance } = frozen()
  at(10, 'a', () => at(5, 'past'))
  advance(10)
  t.strictSame(calls, ['a 10 10', 'past 5 10'])
})

t.test('a callback that is due now runs when the clock is advanced by 0', async t => {
  const { calls, at, advance } = frozen()
  at(0, 'a')
  t.strictSame(calls, [])
  advance(0)
  t.strictSame(calls, ['a 0 0'])
})

t.test('the clock never goes back', async t => {
  const { clock, advance } = frozen()
  advance(10)
  t.throws(() => advance(9), new InvalidField('to', `${iso(9)} is before ${iso(10)}, and the clock never goes back`))
  t.throws(() => clock.advance(start, 'by'), new InvalidField('by', `${iso(0)} is before ${iso(10)}, and the clock never goes back`))
  const error = new InvalidField('now', `${iso(9)} is before ${iso(10)}, and the clock never goes back`)
  t.throws(() => clock.set({ now: start + 9, mode: 'real' }), error)
  t.strictSame(clock.read(), { mode: 'frozen', rate: 0, now: start + 10 })
})

t.test('the clock ends with the year 9999', async t => {
  const { clock } = frozen()
  t.throws(() => clock.advance(lastMoment + 1), new InvalidField('to', 'the clock ends at 9999-12-31T23:59:59.999Z'))
  t.throws(() => clock.set({ now: Infinity }), new InvalidField('now', 'the clock ends at 9999-12-31T23:59:59.999Z'))
  t.equal(clock.now(), start)
  clock.advance(lastMoment)
  t.equal(clock.now(), lastMoment)
})

t.test('a clock that has passed a moment does not move when it is to reach it', async t => {
  const { clock, calls, at } = frozen()
  at(10, 'a')
  clock.reach(start + 20)
  clock.reach(start + 15)
  t.strictSame(calls, ['a 10 10'])
  t.equal(clock.now(), start + 20)
  t.throws(() => clock.reach(lastMoment + 1), new InvalidField('to', 'the clock ends at 9999-12-31T23:59:59.999Z'))
})

t.test('the clock can be set to any moment until something has happened', async t => {
  for (const now of [0, start - 1, start, start + 1, lastMoment]) {
    t.strictSame(new Clock({ mode: 'frozen' }).set({ now }), { mode: 'frozen', rate: 0, now })
  }
  const clock = new Clock()
  t.strictSame(clock.set({ mode: 'frozen', now: 5 }), { mode: 'frozen', rate: 0, now: 5 })
})

t.test('once something has happened, the clock can be set only to a later moment', async t => {
  const happenings: Array<(clock: Clock) => void> = [
    clock => clock.lockPast(),
    clock => clock.at(start + 100, () => {}),
    clock => clock.at(start + 100, () => {})(),
    clock => clock.advance(start),
    clock => clock.set({ now: start })
  ]
  for (const happen of happenings) {
    const clock = new Clock({ mode: 'frozen' })
    happen(clock)
    const error = new InvalidField('now', `${iso(-1)} is before ${iso(0)}, and the clock never goes back`)
    t.throws(() => clock.set({ now: start - 1 }), error, String(happen))
    t.equal(clock.set({ now: start + 1 }).now, start + 1)
  }
})

t.test('setting a later moment runs the callbacks up to it', async t => {
  const { clock, calls, at } = frozen()
  at(10, 'a')
  clock.set({ now: start + 20 })
  t.strictSame(calls, ['a 10 10'])
})

t.test('a callback that was removed does not run, and its moment is removed too', async t => {
  const { clock, calls, at, advance } = frozen()
  const cancels = Array.from({ length: 100 }, (_, index) => at(index % 7, `x${index}`))
  const kept = at(3, 'kept')
  for (const cancel of cancels) cancel()
  t.equal(clock.next, start + 3)
  advance(10)
  kept()
  t.strictSame(calls, ['kept 3 3'])
  t.equal(clock.next, Infinity)
})

t.test('a frozen clock stays frozen while real time passes', async t => {
  keepAlive(t)
  const { clock, calls, at } = frozen()
  at(1, 'a')
  const real = new Clock()
  await new Promise(resolve => real.at(real.now() + 5, resolve))
  t.equal(clock.now(), start)
  t.strictSame(calls, [])
})

t.test('an advance without an end stops with an error, and continues when called again', async t => {
  const { clock } = frozen()
  const again = (moment: number) => { clock.at(moment + 1, again) }
  again(start)
  const stopped = `The clock stopped at ${iso(100_000)} after 100000 due moments; advance again to go on`
  t.throws(() => clock.advance(start + 100_002), { code: 'CLOCK_TOO_MANY_STEPS', statusCode: 409, message: stopped })
  t.throws(() => clock.advance(start + 100_002 + 100_000), ClockTooManySteps)
  t.equal(clock.now(), start + 200_000)
  clock.advance(start + 200_002)
  t.equal(clock.now(), start + 200_002)
})

t.test('when a callback throws, the clock stays at its moment, and the callbacks after it stay due', async t => {
  const { clock, calls, at, advance } = frozen()
  at(10, 'a', () => { throw new Error('boom') })
  at(10, 'b')
  at(20, 'c')
  t.throws(() => advance(30), { message: 'boom' })
  t.equal(clock.now(), start + 10)
  advance(30)
  t.strictSame(calls, ['a 10 10', 'b 10 10', 'c 20 20'])
})

t.test('a stopped clock runs no callbacks, not even for the running moment', async t => {
  const { clock, calls, at, advance } = frozen()
  at(10, 'a', () => clock.stop())
  at(10, 'b')
  at(20, 'c')
  advance(30)
  t.strictSame(calls, ['a 10 10'])
  t.equal(clock.next, Infinity)
})

t.test('a clock shows whole ms, and the exact time on request', async t => {
  t.equal(new Clock({ mode: 'frozen', now: 5 }).exact(), 5)
  const clock = new Clock({ mode: 'real' })
  const [before, exact, after] = [clock.now(), clock.exact(), clock.now()]
  t.ok(Number.isInteger(before) && before <= exact && exact < after + 1)
})
