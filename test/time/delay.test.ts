import t from 'tap'
import { readAfter, type Draw } from '../../src/time/delay.ts'
import { randomStream, type RandomStream } from '../../src/random/streams.ts'

type Written = Parameters<typeof readAfter>[0]

/** What is drawn, a thousand times, in order. */
function drawn (after: Written, seed = 1): number[] {
  const draw = readAfter(after, 'after') as Draw
  const random = randomStream(seed, 'delays')
  return Array.from({ length: 1000 }, () => draw(random)).sort((a, b) => a - b)
}

/** A stream that gives the ends of what is asked for. */
function always (end: 'from' | 'to'): RandomStream {
  return { integer: (from, to) => end === 'from' ? from : to, bytes: () => new Uint8Array() }
}

function mean (numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

t.test('a duration is what it says, and is not drawn', async t => {
  t.strictSame(['1.5s', 20, 0, 'resume'].map(after => readAfter(after, 'after')), [1500, 20, 0, 'resume'])
})

t.test('a range gives every length between its ends, and both of them', async t => {
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
  t.equal((readAfter({ mean: '10s', deviation: '1s' }, 'after') as Draw)(always('from')), 14_000, 'cut where it would be more')
  t.strictSame(new Set(drawn({ mean: 5, deviation: 0 })), new Set([5]))
})

t.test('an exponential distribution gives mostly short lengths and seldom long ones', async t => {
  const lengths = drawn({ mean: '10s', distribution: 'exponential' })
  t.ok(Math.abs(mean(lengths) - 10_000) < 800, String(mean(lengths)))
  t.ok(Math.abs(lengths[500]! - 6931) < 800, 'the median lies at 0.69 of the mean')
  t.ok(lengths[0]! >= 0 && lengths.at(-1)! > 40_000)
})

t.test('what is drawn is whole and finite, however large the numbers are', async t => {
  const large: Written[] = [{ min: 0, max: 1e300 }, { min: 1e300, max: 1e300 }, { mean: 1e308, deviation: 1e308 }, { mean: 1e308, distribution: 'exponential' }]
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
