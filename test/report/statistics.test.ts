import t from 'tap'
import { count, histogram, median, toDuration, variation } from '../../src/report/statistics.ts'

t.test('a duration is shown in the unit in which it is short', async t => {
  const cases = { '0 ms': 0, '999 ms': 999.4, '1 s': 1000, '1.4 s': 1400, '120 s': 119_999, '2 min': 120_000, '10 min': 600_000 }
  for (const [text, ms] of Object.entries(cases)) t.equal(toDuration(ms), text)
})

t.test('a noun has a plural unless there is one', async t => {
  t.strictSame([0, 1, 2].map(number => count(number, 'request')), ['0 requests', '1 request', '2 requests'])
})

t.test('a gap counts in the first bar whose bound it is below, and empty bars at the ends are omitted', async t => {
  t.strictSame(histogram([10, 99, 500, 500]), [{ below: 100, count: 2 }, { below: 500, count: 0 }, { below: 1000, count: 2 }])
  t.strictSame(histogram([100_000]), [{ below: null, count: 1 }])
  t.strictSame(histogram([]), [])
})

t.test('the median and the variation of numbers', async t => {
  t.strictSame([median([3, 1, 2]), median([4, 1, 2, 3]), median([])], [2, 2.5, NaN])
  t.strictSame([variation([5, 5, 5]), variation([1, 3])], [0, 0.5])
})
