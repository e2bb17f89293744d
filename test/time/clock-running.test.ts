import { createHook } from 'node:async_hooks'
import t from 'tap'
import { Clock, lastMoment, type ClockMode, type ClockReading } from '../../src/time/clock.ts'
import { InvalidField } from '../../src/validation/index.ts'
import { keepAlive, turn } from '../support/jobs/world.ts'

const real = () => performance.timeOrigin + performance.now()

/** Waits until the clock shows a moment, without letting a timer fire. */
function spin (clock: Clock, moment: number): void {
  while (clock.now() < moment);
}

async function reaching (clock: Clock, moment: number): Promise<number> {
  return await new Promise(resolve => clock.at(moment, resolve))
}

t.test('a clock shows real time by default', async t => {
  const before = Math.floor(real())
  const { now, ...rest } = new Clock().read()
  t.ok(now >= before && now <= real())
  t.strictSame(rest, { mode: 'real', rate: 1 })
})

t.test('a clock runs from the given moment', async t => {
  const clock = new Clock({ mode: 'scaled', rate: 1000, now: 5 })
  t.ok(clock.now() >= 5)
  spin(clock, 50)
  t.ok(Number.isInteger(clock.now()))
})

t.test('the timer of a real clock runs the callbacks in order, each with its moment', async t => {
  keepAlive(t)
  const clock = new Clock()
  const due = clock.now() + 5
  const woken: number[] = []
  const reached = [due, due - 3, due - 1000, due - 1].map(async moment => {
    woken.push(await reaching(clock, moment))
    t.ok(clock.now() >= moment)
  })
  await Promise.all(reached)
  t.strictSame(woken, [due - 1000, due - 3, due - 1, due])
  t.equal(clock.next, Infinity)
})

t.test('a callback that was removed does not run, and the next one does', async t => {
  keepAlive(t)
  const clock = new Clock()
  const now = clock.now()
  const woken: string[] = []
  const cancel = clock.at(now + 1, () => woken.push('removed'))
  const reached = reaching(clock, now + 3)
  cancel()
  await reached
  t.strictSame(woken, [])
})

t.test('a change of rate neither loses nor repeats time', async t => {
  const earliest = real()
  const clock = new Clock({ mode: 'scaled', rate: 2, now: 0 })
  const latest = real()
  let last = 0
  for (let change = 0; change < 20_000; change++) {
    clock.set({ rate: change % 2 + 1 })
    clock.set({ mode: 'scaled', rate: 2 })
    const now = clock.now()
    if (now < last) t.fail('the clock went back')
    last = now
  }
  const elapsedAtLeast = real() - latest
  const now = clock.now()
  const elapsedAtMost = real() - earliest
  t.ok(now >= Math.floor(elapsedAtLeast) && now <= elapsedAtMost * 2, `${now} is between ${elapsedAtLeast} and twice ${elapsedAtMost}`)
})

t.test('a change to the same rate has no effect', async t => {
  const before = real()
  const clock = new Clock({ mode: 'scaled', rate: 3, now: 0 })
  const begun = real()
  for (let change = 0; change < 20_000; change++) clock.set({ rate: 3 })
  const atLeast = (real() - begun) * 3
  const now = clock.now()
  const atMost = (real() - before) * 3
  t.ok(now >= Math.floor(atLeast) && now <= atMost, `${now} is between ${atLeast} and ${atMost}`)
})

t.test('a callback runs by the current rate, not by the rate at which it was added', async t => {
  keepAlive(t)
  const clock = new Clock({ mode: 'frozen', now: 0 })
  const reached = reaching(clock, 86_400_000)
  clock.set({ mode: 'scaled', rate: 1 / 1000 })
  clock.set({ rate: 1_000_000 })
  clock.set({ mode: 'scaled' })
  t.equal(await reached, 86_400_000)
})

t.test('callbacks that were due before the clock was frozen run', async t => {
  const clock = new Clock({ mode: 'scaled', rate: 1_000_000, now: 0 })
  const woken: number[] = []
  clock.at(1000, moment => woken.push(moment))
  spin(clock, 1000)
  t.strictSame(woken, [])
  clock.set({ mode: 'frozen' })
  t.strictSame(woken, [1000])
})

t.test('settling the clock runs what is due without waiting for the timer', async t => {
  const clock = new Clock({ mode: 'scaled', rate: 1_000_000, now: 0 })
  const woken: number[] = []
  for (const moment of [2000, 1000, 10 ** 12]) clock.at(moment, moment => woken.push(moment))
  spin(clock, 2000)
  clock.settle()
  t.strictSame(woken, [1000, 2000])
})

t.test('settling within an advance runs nothing: the advance does', async t => {
  const clock = new Clock({ mode: 'frozen', now: 0 })
  const calls: string[] = []
  clock.at(1, () => {
    clock.at(1, () => calls.push('b'))
    clock.settle()
    calls.push('a')
  })
  clock.advance(1)
  t.strictSame(calls, ['a', 'b'])
})

t.test('a running clock can be advanced, and continues from there', async t => {
  const clock = new Clock({ mode: 'scaled', rate: 1000, now: 0 })
  const calls: Array<[number, number]> = []
  for (const moment of [10_000_000, 20_000_000]) clock.at(moment, due => calls.push([due, clock.now()]))
  clock.advance(20_000_000)
  t.strictSame(calls, [[10_000_000, 10_000_000], [20_000_000, 20_000_000]])
  spin(clock, 20_000_010)
})

t.test('a callback in more than 2^31 ms does not run early', async t => {
  keepAlive(t)
  const warnings: string[] = []
  const warned = (warning: Error) => { warnings.push(warning.name) }
  process.on('warning', warned)
  t.teardown(() => process.off('warning', warned))
  const clock = new Clock()
  const woken: number[] = []
  for (const delay of [2 ** 31 - 1, 2 ** 31, 2 ** 33]) clock.at(clock.now() + delay, moment => woken.push(moment))
  const late = new Clock()
  late.at(late.now() + 2 ** 40, moment => woken.push(moment))
  const other = new Clock()
  await reaching(other, other.now() + 5)
  t.strictSame(woken, [])
  t.strictSame(warnings, [])
})

t.test('a clock has one timer, for its earliest callback, and none without callbacks', async t => {
  const timers = new Set<number>()
  let made = 0
  let acting = false
  const hook = createHook({
    init: (id, type) => {
      if (!acting || type !== 'Timeout') return
      timers.add(id)
      made++
    },
    destroy: id => { timers.delete(id) }
  }).enable()
  t.teardown(() => hook.disable())

  const left = async (act: (clock: Clock) => void): Promise<[made: number, left: number]> => {
    const clock = new Clock()
    made = 0
    acting = true
    act(clock)
    acting = false
    await turn()
    const counts: [number, number] = [made, timers.size]
    clock.stop()
    await turn()
    t.equal(timers.size, 0, 'a stopped clock has none')
    return counts
  }
  const wait = (clock: Clock, ...seconds: number[]) => seconds.map(s => clock.at(clock.now() + s * 1000, () => {}))
  t.strictSame(await left(clock => wait(clock, 100, 200, 300)), [1, 1])
  t.strictSame(await left(clock => wait(clock, 300, 200, 100)), [3, 1])
  t.strictSame(await left(clock => { for (const cancel of wait(clock, 100, 200)) cancel() }), [2, 0])
  t.strictSame(await left(clock => {
    wait(clock, 100)
    clock.set({ mode: 'frozen' })
  }), [1, 0])
})

t.test('the clock stops at the end of the year 9999', async t => {
  const clock = new Clock({ mode: 'scaled', rate: 1_000_000, now: lastMoment - 1000 })
  spin(clock, lastMoment)
  t.equal(clock.now(), lastMoment)
})

const changes: Array<{ from: Partial<ClockReading> & { mode: ClockMode }, change: Partial<ClockReading>, to: Partial<ClockReading> }> = [
  { from: { mode: 'real' }, change: {}, to: { mode: 'real', rate: 1 } },
  { from: { mode: 'real' }, change: { mode: 'frozen' }, to: { mode: 'frozen', rate: 0 } },
  { from: { mode: 'real' }, change: { mode: 'frozen', rate: 0 }, to: { mode: 'frozen', rate: 0 } },
  { from: { mode: 'real' }, change: { rate: 0 }, to: { mode: 'frozen', rate: 0 } },
  { from: { mode: 'real' }, change: { rate: 60 }, to: { mode: 'scaled', rate: 60 } },
  { from: { mode: 'real' }, change: { mode: 'scaled', rate: 0.5 }, to: { mode: 'scaled', rate: 0.5 } },
  { from: { mode: 'scaled', rate: 60 }, change: { mode: 'scaled' }, to: { mode: 'scaled', rate: 60 } },
  { from: { mode: 'scaled', rate: 60 }, change: {}, to: { mode: 'scaled', rate: 60 } },
  { from: { mode: 'scaled', rate: 60 }, change: { mode: 'real' }, to: { mode: 'real', rate: 1 } },
  { from: { mode: 'scaled', rate: 60 }, change: { rate: 1 }, to: { mode: 'real', rate: 1 } },
  { from: { mode: 'frozen' }, change: { mode: 'real', rate: 1 }, to: { mode: 'real', rate: 1 } },
  { from: { mode: 'frozen' }, change: { mode: 'scaled', rate: 1_000_000 }, to: { mode: 'scaled', rate: 1_000_000 } }
]

t.test('mode and rate follow from each other', async t => {
  for (const { from, change, to } of changes) {
    const clock = new Clock(from)
    const { mode, rate } = clock.set(change)
    t.strictSame({ mode, rate }, to, JSON.stringify([from, change]))
    t.strictSame({ mode: clock.read().mode, rate: clock.read().rate }, to)
  }
})

const scaled = 'the rate of a scaled clock must be greater than 0 and at most 1000000'
const rejected: Array<{ change: Partial<ClockReading>, message: string }> = [
  { change: { mode: 'real', rate: 2 }, message: 'a real clock has the rate 1; set the mode to scaled for any other rate' },
  { change: { mode: 'frozen', rate: 1 }, message: 'a frozen clock has the rate 0; set the mode to scaled for any other rate' },
  { change: { mode: 'scaled' }, message: scaled },
  { change: { mode: 'scaled', rate: 0 }, message: scaled },
  { change: { rate: -1 }, message: scaled },
  { change: { rate: 1_000_001 }, message: scaled },
  { change: { rate: Number.NaN }, message: scaled }
]

t.test('a rate that contradicts the mode is rejected, and nothing changes', async t => {
  for (const { change, message } of rejected) {
    const clock = new Clock({ mode: 'frozen', now: 7 })
    t.throws(() => clock.set({ ...change, now: 8 }), new InvalidField('rate', message), JSON.stringify(change))
    t.strictSame(clock.read(), { mode: 'frozen', rate: 0, now: 7 })
    if (change.mode !== undefined) t.throws(() => new Clock({ mode: 'scaled', ...change }), new InvalidField('rate', message))
  }
})
