import t, { type Test } from 'tap'
import { Clock } from '../../src/time/clock.ts'
import { start, world } from '../support/jobs/world.ts'

const year = 365 * 86_400_000

/** Stops real time. Returns the function that lets it pass by some ms. */
function realTime (t: Test): (ms: number) => void {
  const now = performance.now
  let passed = now.call(performance)
  performance.now = () => passed
  t.teardown(() => { performance.now = now })
  return ms => { passed += ms }
}

t.test('a frozen clock calls nothing back, however long real time passes', async t => {
  const pass = realTime(t)
  const clock = new Clock({ mode: 'frozen' })
  let woken = 0
  clock.at(start + 1, () => { woken++ })
  for (const ms of [1, 1000, year, 1000 * year]) {
    pass(ms)
    clock.settle()
    t.strictSame([clock.now(), clock.read().mode, woken], [start, 'frozen', 0])
  }
  clock.set({ mode: 'real' })
  pass(2)
  t.equal(clock.now(), start + 2, 'the time while it was frozen does not count')
})

t.test('a clock that was frozen continues at the moment that it showed', async t => {
  const pass = realTime(t)
  const clock = new Clock({ mode: 'real', now: start })
  const shown: number[] = []
  const changes = [{}, { mode: 'frozen' }, { mode: 'real' }, { rate: 10 }, { mode: 'frozen' }, { rate: 0.5 }] as const
  for (const change of changes) {
    clock.set(change)
    pass(100)
    shown.push(clock.now() - start)
  }
  t.strictSame(shown, [100, 100, 200, 1200, 1200, 1250])
})

t.test('a rate that changes often neither loses nor repeats a part of a millisecond', async t => {
  const pass = realTime(t)
  const clock = new Clock({ mode: 'scaled', rate: 0.25, now: 0 })
  let expected = 0
  let last = 0
  for (let change = 0; change < 10_000; change++) {
    const rate = [0.25, 3, 0.75, 1, 0.5][change % 5]!
    clock.set({ rate })
    pass(0.5)
    expected += rate * 0.5
    const now = clock.now()
    if (now < last || Math.abs(now - Math.floor(expected)) > 1) t.fail(`${now} after ${last}; expected ${expected}`)
    last = now
  }
  t.equal(Math.abs(last - expected) <= 1, true, `${last} of ${expected}`)
})

t.test('to advance a running clock to the moment that it shows does not slow it down', async t => {
  const pass = realTime(t)
  const clock = new Clock({ mode: 'real', now: 0 })
  for (let index = 0; index < 1000; index++) {
    pass(0.75)
    clock.reach(clock.now())
    clock.advance(clock.now())
  }
  t.equal(clock.now(), 750)
})

t.test('each callback runs once, for its exact moment, while the rate changes', async t => {
  const pass = realTime(t)
  const clock = new Clock({ mode: 'scaled', rate: 7, now: 0 })
  const due: number[] = []
  for (let moment = 1; moment <= 1000; moment++) clock.at(moment, moment => due.push(moment))
  for (let change = 0; clock.now() < 1000; change++) {
    pass(0.3)
    clock.set({ rate: change % 9 + 0.5 })
  }
  clock.settle()
  t.strictSame(due, Array.from({ length: 1000 }, (_, index) => index + 1))
})

t.test('callbacks that become due as fast as they run do not block the process', async t => {
  const pass = realTime(t)
  const clock = new Clock({ mode: 'real', now: 0 })
  let runs = 0
  const again = (moment: number) => {
    if (++runs > 10_000) throw new Error('it does not end')
    pass(1)
    clock.at(moment + 1, again)
  }
  clock.at(1, again)
  pass(10)
  clock.settle()
  t.equal(runs, 10)
  clock.stop()
})

t.test('to advance 10,000 jobs and 10,000 waits by a year runs two callbacks for each job and one for each wait', async t => {
  const { clock, jobs } = world()
  let steps = 0
  const plan = clock.plan.bind(clock)
  clock.plan = (moment, due) => plan(moment, {
    run (moment) {
      steps++
      due.run(moment)
    }
  })
  let asked = 0
  for (let index = 0; index < 10_000; index++) {
    jobs.create({ id: `${index}`, provider: 'immuta', kind: 'test', lifecycle: 'success' })
    jobs.wait({
      ids: [`${index}`],
      until: ([job]) => {
        asked++
        return job!.steps.at(-1)!.at
      }
    })
  }
  t.equal(asked, 10_000)
  t.equal(jobs.advance.to(start + year).length, 20_000)
  t.equal(jobs.openWaits, 0)
  t.strictSame([steps, asked], [30_000, 10_000], 'and each end is computed once')
})

t.test('until idle stops after the steps of one advance, and continues when it is called again', async t => {
  const { clock, jobs } = world()
  const lifecycle = { steps: [{ state: 'running' as const }, { state: 'succeeded' as const, after: '3h' }] }
  jobs.create({ id: 'a', provider: 'immuta', kind: 'test', lifecycle })
  // a callback each ms
  const again = (moment: number) => { clock.at(moment + 1, again) }
  again(start)
  for (const hundred of [1, 2]) {
    const stoppedAt = new Date(start + hundred * 100_000).toISOString()
    const message = `The clock stopped at ${stoppedAt} after 100000 due moments; advance again to go on`
    t.throws(() => jobs.advance.untilIdle(), { code: 'CLOCK_TOO_MANY_STEPS', message })
    t.equal(clock.now(), start + hundred * 100_000)
  }
})
