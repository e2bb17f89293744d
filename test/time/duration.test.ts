import t from 'tap'
import { durationPattern, toMilliseconds } from '../../src/time/duration.ts'

const durations: Array<[duration: unknown, milliseconds: number | undefined]> = [
  ['0ms', 0],
  ['1500ms', 1500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1.5s', 1500],
  ['0.25h', 900_000],
  ['1.4ms', 1],
  ['1.5ms', 2],
  ['0.0001s', 0],
  ['007s', 7000],
  [0, 0],
  [1500, 1500],
  [0.4, 0],
  [2.5, 3],
  [-1, undefined],
  [Number.NaN, undefined],
  [Infinity, undefined],
  ['', undefined],
  ['5', undefined],
  ['s', undefined],
  ['-5s', undefined],
  ['+5s', undefined],
  ['.5s', undefined],
  ['5.s', undefined],
  ['5 s', undefined],
  [' 5s', undefined],
  ['5s\n', undefined],
  ['5S', undefined],
  ['5w', undefined],
  ['1h30m', undefined],
  ['1e3ms', undefined],
  ['Infinityms', undefined],
  ['resume', undefined],
  [null, undefined],
  [undefined, undefined],
  [true, undefined],
  [['5s'], undefined],
  [{ valueOf: () => 5 }, undefined]
]

t.test('a duration becomes whole milliseconds, and anything else is none', async t => {
  for (const [duration, milliseconds] of durations) t.equal(toMilliseconds(duration), milliseconds, JSON.stringify(duration))
})

t.test('the pattern that is published takes the same strings', async t => {
  const pattern = new RegExp(durationPattern, 'u')
  for (const [duration, milliseconds] of durations) {
    if (typeof duration === 'string') t.equal(pattern.test(duration), milliseconds !== undefined, JSON.stringify(duration))
  }
})
