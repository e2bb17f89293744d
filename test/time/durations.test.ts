import t from 'tap'
import { durationPattern, readAfter, toMilliseconds, type Draw } from '../../src/time/durations.ts'
import { randomStream, type RandomStream } from '../../src/random/index.ts'

const durations: Array<{ duration: unknown, milliseconds: number | undefined }> = [
  { duration: '0ms', milliseconds: 0 },
  { duration: '1500ms', milliseconds: 1500 },
  { duration: '30s', milliseconds: 30_000 },
  { duration: '5m', milliseconds: 300_000 },
  { duration: '2h', milliseconds: 7_200_000 },
  { duration: '1d', milliseconds: 86_400_000 },
  { duration: '1.5s', milliseconds: 1500 },
  { duration: '0.25h', milliseconds: 900_000 },
  { duration: '1.4ms', milliseconds: 1 },
  { duration: '1.5ms', milliseconds: 2 },
  { duration: '0.0001s', milliseconds: 0 },
  { duration: '007s', milliseconds: 7000 },
  { duration: 0, milliseconds: 0 },
  { duration: 1500, milliseconds: 1500 },
  { duration: 0.4, milliseconds: 0 },
  { duration: 2.5, milliseconds: 3 },
  { duration: -1, milliseconds: undefined },
  { duration: Number.NaN, milliseconds: undefined },
  { duration: Infinity, milliseconds: undefined },
  { duration: '', milliseconds: undefined },
  { duration: '5', milliseconds: undefined },
  { duration: 's', milliseconds: undefined },
  { duration: '-5s', milliseconds: undefined },
  { duration: '+5s', milliseconds: undefined },
  { duration: '.5s', milliseconds: undefined },
  { duration: '5.s', milliseconds: undefined },
  { duration: '5 s', milliseconds: undefined },
  { duration: ' 5s', milliseconds: undefined },
  { duration: '5s\n', milliseconds: undefined },
  { duration: '5S', milliseconds: undefined },
  { duration: '5w', milliseconds: undefined },
  { duration: '1h30m', milliseconds: undefined },
  { duration: '1e3ms', milliseconds: undefined },
  { duration: 'Infinityms', milliseconds: undefined },
  { duration: 'resume', milliseconds: undefined },
  { duration: null, milliseconds: undefined },
  { duration: undefined, milliseconds: undefined },
  { duration: true, milliseconds: undefined },
  { duration: ['5s'], milliseconds: undefined },
  { duration: { valueOf: () => 5 }, milliseconds: undefined }
]

t.test('a duration is converted to whole milliseconds, any other value to undefined', async t => {
  for (const { duration, milliseconds } of durations) t.equal(toMilliseconds(duration), milliseconds, JSON.stringify(duration))
})

t.test('the published pattern matches the same strings', async t => {
  const pattern = new RegExp(durationPattern, 'u')
  for (const { duration, milliseconds } of durations) {
    if (typeof duration === 'string') t.equal(pattern.test(duration), milliseconds !== undefined, JSON.stringify(duration))
  }
})

type WrittenDelay = Parameters<typeof readAfter>[0]

/** A thousand draws, sorted. */
function drawn (after: WrittenDelay, seed = 1): number[] {
  const draw = readAfter(after, 'after') as Draw
  const random = randomStream(seed, 'delays')
  return Array.from({ length: 1000 }, () => draw(random)).sort((a, b) => a - b)
}

/** A stream that always returns one end of the range. */
function always (end: 'from' | 'to'): RandomStream {
  return { integer: (from, to) => end === 'from' ? from : to, bytes: () => new Uint8Array() }
}

function mean (numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

t.test('a duration without a distribution is not drawn', async t => {
  t.strictSame(['1.5s', 20, 0, 'resume'].map(after => readAfter(after, 'after')), [1500, 20, 0, 'resume'])
})

t.test('a range gives every length from min to max, both included', async t => {
  t.strictSame([...new Set(drawn({ min: 3, max: '7ms' }))], [3, 4, 5, 6, 7])
  t.strictSame(new Set(drawn({ min: '2s', max: '2s' })), new Set([2000]))
  const lengths = drawn({ min: '1s', max: '3s' })
  t.ok(Math.abs(mean(lengths) - 2000) < 60, String(mean(lengths)))
})

t.test('a mean with a deviation gives lengths around it, none below zero or more than four deviations above', async t => {
  const lengths = drawn({ mean: '10s', deviation: '1s' })
  t.ok(Math.abs(mean(lengths) - 10_000) < 100, String(mean(lengths)))
  const near = lengths.filter(length => Math.abs(length - 10_000) <= 1000).length
  t.ok(near > 640 && near < 730, `${near} of 1000 within one deviation`)
  t.ok(lengths.at(-1)! <= 14_000 && lengths[0]! >= 6000)
  t.equal(drawn({ mean: 5, deviation: '1s' })[0], 0)
  t.equal((readAfter({ mean: '10s', deviation: '1s' }, 'after') as Draw)(always('from')), 14_000, 'limited to four deviations')
  t.strictSame(new Set(drawn({ mean: 5, deviation: 0 })), new Set([5]))
})

t.test('an exponential distribution gives mostly short lengths and seldom long ones', async t => {
  const lengths = drawn({ mean: '10s', distribution: 'exponential' })
  t.ok(Math.abs(mean(lengths) - 10_000) < 800, String(mean(lengths)))
  t.ok(Math.abs(lengths[500]! - 6931) < 800, 'the median is 0.69 times the mean')
  t.ok(lengths[0]! >= 0 && lengths.at(-1)! > 40_000)
})

t.test('draws are whole and finite, however large the given numbers are', async t => {
  const large: WrittenDelay[] = [
    { min: 0, max: 1e300 },
    { min: 1e300, max: 1e300 },
    { mean: 1e308, deviation: 1e308 },
    { mean: 1e308, distribution: 'exponential' }
  ]
  for (const after of large) {
    t.ok(drawn(after).every(Number.isSafeInteger), JSON.stringify(after))
    for (const end of ['from', 'to'] as const) t.ok(Number.isSafeInteger((readAfter(after, 'after') as Draw)(always(end))))
  }
})

t.test('the same stream gives the same lengths', async t => {
  for (const after of [{ min: 0, max: '1h' }, { mean: '1h', deviation: '1m' }, { mean: '1h', distribution: 'exponential' as const }]) {
    t.strictSame(drawn(after, 7), drawn(after, 7))
    t.notSame(drawn(after, 7), drawn(after, 8))
  }
})
