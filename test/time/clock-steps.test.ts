import t from 'tap'
import { Clock, ClockTooManySteps } from '../../src/time/clock.ts'
import { iso, keepAlive, start, turn } from '../support/jobs/world.ts'

/** Adds a callback for each ms from 1 to `count`, and returns the list to which they add their moments. */
function due (clock: Clock, count: number): number[] {
  const calls: number[] = []
  for (let moment = 1; moment <= count; moment++) clock.at(moment, moment => calls.push(moment))
  return calls
}

/** A clock at a million times the speed of real time, with callbacks that are all due. */
function late (count: number): { clock: Clock, calls: number[] } {
  const clock = new Clock({ mode: 'scaled', rate: 1_000_000, now: 0 })
  const calls = due(clock, count)
  while (clock.now() < count);
  return { clock, calls }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** The number of calls after each turn of the event loop, until there are `count`. */
async function watch (calls: readonly number[], count: number): Promise<number[]> {
  const seen = [calls.length]
  while (calls.length < count) {
    await turn()
    seen.push(calls.length)
  }
  return seen
}

/** The most calls in one turn. It may be more than one chunk if the process is suspended for a ms. */
const largest = (seen: readonly number[]) => Math.max(...seen.slice(1).map((count, index) => count - seen[index]!))

t.test('an advance stops after 100,000 due moments, also within one moment', async t => {
  const clock = new Clock({ mode: 'frozen' })
  let calls = 0
  for (let index = 0; index < 150_000; index++) clock.at(start + 5, () => calls++)
  const message = `The clock stopped at ${iso(5)} after 100000 due moments; advance again to go on`
  t.throws(() => clock.advance(start + 10), { code: 'CLOCK_TOO_MANY_STEPS', message })
  t.strictSame([calls, clock.now()], [100_000, start + 5])
  await turn()
  t.equal(calls, 100_000, 'a frozen clock does not go on by itself')
  clock.advance(start + 10)
  t.strictSame([calls, clock.now()], [150_000, start + 10])
})

t.test('an advance stops when callbacks for the same moment are added without end', async t => {
  const clock = new Clock({ mode: 'frozen' })
  const again = (moment: number) => { clock.at(moment, again) }
  again(start + 5)
  t.throws(() => clock.advance(start + 10), ClockTooManySteps)
  t.throws(() => clock.advance(start + 10), ClockTooManySteps)
  t.equal(clock.now(), start + 5)
})

t.test('settling runs 100,000 callbacks, and the timer runs the rest in order, in chunks', async t => {
  keepAlive(t)
  const { clock, calls } = late(150_000)
  clock.settle()
  t.equal(calls.length, 100_000)
  const seen = await watch(calls, 150_000)
  t.ok(largest(seen) <= 30_000, `${largest(seen)} in one turn`)
  t.strictSame(calls, upTo(150_000))
})

t.test('the timer of a fast clock runs due callbacks in chunks, and lets the event loop turn between them', async t => {
  keepAlive(t)
  const { calls } = late(50_000)
  const seen = await watch(calls, 50_000)
  t.ok(largest(seen) <= 30_000, `${largest(seen)} in one turn`)
  t.strictSame(calls, upTo(50_000))
})

t.test('all callbacks that were due before a clock was frozen run, however many they are', async t => {
  keepAlive(t)
  const { clock, calls } = late(150_000)
  const { now } = clock.set({ mode: 'frozen' })
  t.equal(calls.length, 100_000)
  clock.at(now + 1, moment => calls.push(moment))
  await watch(calls, 150_000)
  await turn()
  t.strictSame(calls, upTo(150_000), 'and none that was not due')
})

t.test('a fast clock with too many due callbacks stops with an error, and continues when advanced again', async t => {
  const { clock, calls } = late(150_000)
  clock.settle()
  t.throws(() => clock.reach(clock.now()), ClockTooManySteps)
  t.equal(calls.length, 100_000)
  clock.advance(clock.now() + 1_000_000_000)
  t.strictSame(calls, upTo(150_000))
})
