import t from 'tap'
import { firstMoment, lastMoment, mustBeShowable, toClockStart, type ClockReading, type ClockStart } from '../../src/time/clock-mode.ts'
import { Clock } from '../../src/time/clock.ts'
import { InvalidField } from '../../src/validation/index.ts'
import { start } from '../support/jobs/world.ts'

const starts: Array<{ given: Partial<ClockReading>, fallback: ClockStart, begins: ClockStart }> = [
  { given: {}, fallback: { mode: 'real' }, begins: { mode: 'real', rate: 1, now: undefined } },
  { given: {}, fallback: { mode: 'scaled', rate: 60, now: 5 }, begins: { mode: 'scaled', rate: 60, now: 5 } },
  { given: { mode: 'frozen' }, fallback: { mode: 'real' }, begins: { mode: 'frozen', rate: 0, now: undefined } },
  { given: { mode: 'frozen', now: 7 }, fallback: { mode: 'frozen', now: 5 }, begins: { mode: 'frozen', rate: 0, now: 7 } },
  { given: { now: 7 }, fallback: { mode: 'scaled', rate: 2 }, begins: { mode: 'scaled', rate: 2, now: 7 } },
  { given: { mode: 'real' }, fallback: { mode: 'frozen', now: 5 }, begins: { mode: 'real', rate: 1, now: 5 } },
  { given: { mode: 'scaled' }, fallback: { mode: 'scaled', rate: 3 }, begins: { mode: 'scaled', rate: 3, now: undefined } },
  { given: { rate: 0 }, fallback: { mode: 'real' }, begins: { mode: 'frozen', rate: 0, now: undefined } },
  { given: { rate: 0.5 }, fallback: { mode: 'real' }, begins: { mode: 'scaled', rate: 0.5, now: undefined } }
]

t.test('a clock begins with the given values, and with the defaults for the others', async t => {
  for (const { given, fallback, begins } of starts) {
    t.strictSame(toClockStart(given, fallback, 'clock'), begins, JSON.stringify([given, fallback]))
  }
})

t.test('a start that is not possible is rejected with the path of its field', async t => {
  const rejected: Array<[Partial<ClockReading>, string, string]> = [
    [{ mode: 'scaled' }, 'clock.rate', 'the rate of a scaled clock must be greater than 0 and at most 1000000'],
    [{ mode: 'real', rate: 3 }, 'clock.rate', 'a real clock has the rate 1; set the mode to scaled for any other rate'],
    [{ now: firstMoment - 1 }, 'clock.now', 'the clock begins at 0000-01-01T00:00:00.000Z'],
    [{ now: lastMoment + 1 }, 'clock.now', 'the clock ends at 9999-12-31T23:59:59.999Z']
  ]
  for (const [given, field, message] of rejected) {
    t.throws(() => toClockStart(given, { mode: 'real' }, 'clock'), new InvalidField(field, message))
  }
  for (const moment of [firstMoment, start, lastMoment]) t.doesNotThrow(() => mustBeShowable(moment, 'now'))
})

t.test('a clock cannot be set to a moment whose year needs more than four digits', async t => {
  const clock = new Clock({ mode: 'frozen' })
  const error = new InvalidField('now', 'the clock begins at 0000-01-01T00:00:00.000Z')
  t.throws(() => clock.set({ now: firstMoment - 1, mode: 'real' }), error)
  t.strictSame(clock.read(), { mode: 'frozen', rate: 0, now: start })
  t.equal(clock.set({ now: firstMoment }).now, firstMoment)
})
