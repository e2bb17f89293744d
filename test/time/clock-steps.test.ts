import t from 'tap'
import { Clock, ClockStopped } from '../../src/time/clock.ts'
import { iso, keepAlive, start, turn } from '../jobs/world.ts'

/** Lets a clock call back so many times, once each ms from 1 on, and returns the moments of the calls, which grow. */
function due (clock: Clock, count: number): number[] {
  const calls: number[] = []
  for (let moment = 1; moment <= count; moment++) clock.at(moment, moment => calls.push(moment))
  return calls
}

/** Runs at a million times the speed, and has come to where all of them are due. */
function late (count: number): { clock: Clock, calls: number[] } {
  const clock = new Clock({ mode: 'scaled', rate: 1_000_000, now: 0 })
  const calls = due(clock, count)
  while (clock.now() < count);
  return { clock, calls }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** How many calls there were after each turn of the event loop, until there are `count`. */
async function watch (calls: readonly number[], count: number): Promise<number[]> {
  const seen = [calls.length]
  while (calls.length < count) {
    await turn()
    seen.push(calls.length)
  }
  return seen
}

/** A process that is suspended for a ms may run more than one part in a turn. */
const largest = (seen: readonly number[]) => Math.max(...seen.slice(1).map((count, index) => count - seen[index]!))

t.test('an advance stops after 100,000 due moments, also within one moment', async t => {
  const clock = new Clock({ mode: 'frozen' })
  let calls = 0
  for (let index = 0; index < 150_000; index++) clock.at(start + 5, () => calls++)
  t.throws(() => clock.advance(start + 10), { code: 'CLOCK_TOO_MANY_STEPS', message: `The clock stopped at ${iso(5)} after 100000 due moments; advance again to go on` })
  t.strictSame([calls, clock.now()], [100_000, start + 5])
  await turn()
  t.equal(calls, 100_000, 'a frozen clock does not go on by itself')
  clock.advance(start + 10)
  t.strictSame([calls, clock.now()], [150_000, start + 10])
})

t.test('an advance stops when a moment never comes to its end', async t => {
  const clock = new Clock({ mode: 'frozen' })
  const again = (moment: number) => { clock.at(moment, again) }
  again(start + 5)
  t.throws(() => clock.advance(start + 10), ClockStopped)
  t.throws(() => clock.advance(start + 10), ClockStopped)
  t.equal(clock.now(), start + 5)
})

t.test('a clock that is settled runs 100,000 of what is due, and the timer the rest in order, part by part', async t => {
  keepAlive(t)
  const { clock, calls } = late(150_000)
  clock.settle()
  t.equal(calls.length, 100_000)
  const seen = await watch(calls, 150_000)
  t.ok(largest(seen) <= 30_000, `${largest(seen)} in one turn`)
  t.strictSame(calls, upTo(150_000))
})

t.test('the timer of a fast clock runs what is due part by part, and gives way in between', async t => {
  keepAlive(t)
  const { calls } = late(50_000)
  const seen = await watch(calls, 50_000)
  t.ok(largest(seen) <= 30_000, `${largest(seen)} in one turn`)
  t.strictSame(calls, upTo(50_000))
})

t.test('what fell due before a clock was frozen runs all the same, however much it is', async t => {
  keepAlive(t)
  const { clock, calls } = late(150_000)
  const { now } = clock.set({ mode: 'frozen' })
  t.equal(calls.length, 100_000)
  clock.at(now + 1, moment => calls.push(moment))
  await watch(calls, 150_000)
  await turn()
  t.strictSame(calls, upTo(150_000), 'and nothing that is yet to come')
})

t.test('a fast clock that is too far behind to be advanced says so, and goes on when asked again', async t => {
  const { clock, calls } = late(150_000)
  clock.settle()
  t.throws(() => clock.reach(clock.now()), ClockStopped)
  t.equal(calls.length, 100_000)
  clock.advance(clock.now() + 1_000_000_000)
  t.strictSame(calls, upTo(150_000))
})
