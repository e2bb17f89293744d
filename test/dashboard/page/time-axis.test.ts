import fc from 'fast-check'
import t from 'tap'
import { toColours } from '../../../src/dashboard/page/timeline/colours.ts'
import { BusyTime } from '../../../src/dashboard/page/timeline/busy-time.ts'
import { toMilliseconds, toPieces } from '../../../src/dashboard/page/timeline/preview.ts'
import { gapWidth, stepOf, TimeAxis } from '../../../src/dashboard/page/timeline/time-axis.ts'
import { maxRows, scrollToRow, visibleRange } from '../../../src/dashboard/page/timeline/visible-range.ts'

function busyAt (moments: readonly number[], idle = 20_000): BusyTime {
  const busy = new BusyTime(idle)
  for (const moment of moments) busy.add(moment)
  return busy
}

const intervalsOf = ({ starts, ends }: BusyTime) => starts.map((start, index) => [start, ends[index]])

t.test('times without idle time between them are one interval', async t => {
  const cases = [
    { name: 'nothing', moments: [], intervals: [] },
    { name: 'one moment', moments: [5], intervals: [[5, 5]] },
    { name: 'moments that are close', moments: [0, 10, 20], intervals: [[0, 20]] },
    { name: 'an idle time', moments: [0, 10, 50, 60], intervals: [[0, 10], [50, 60]] },
    { name: 'a moment before all', moments: [50, 0], intervals: [[0, 0], [50, 50]] },
    { name: 'a moment that an interval begins after', moments: [50, 40], intervals: [[40, 50]] },
    { name: 'a moment between two intervals that joins them', moments: [0, 30, 15], intervals: [[0, 30]] },
    { name: 'a moment within an interval', moments: [0, 10, 20, 5], intervals: [[0, 20]] }
  ]
  for (const { name, moments, intervals } of cases) t.same(intervalsOf(busyAt(moments, 20)), intervals, name)
})

t.test('if the gaps are many, only long ones are collapsed', async t => {
  const busy = busyAt(Array.from({ length: 100 }, (_, index) => index * 30 + (index >= 50 ? 100_000 : 0)), 20)
  t.same(intervalsOf(busy), [[0, 1470], [101_500, 102_970]])
  t.equal(busy.idle, 40)
  const late = busyAt([100_000, ...Array.from({ length: 60 }, (_, index) => index * 30)], 20)
  t.same(intervalsOf(late), [[0, 1770], [100_000, 100_000]])
  busy.clear()
  t.same([intervalsOf(busy), busy.idle], [[], 20])
})

t.test('an idle gap has the same width whatever its length, and says how long it was', async t => {
  const axis = new TimeAxis(busyAt([0, 10_000, 3_610_000]), 3_610_000, 0.01)
  t.same(axis.gaps, [{ x: 120, from: 11_000, until: 3_609_000 }])
  t.equal(axis.x(3_609_000) - axis.x(11_000), gapWidth)
  t.equal(axis.x(1_810_000), 120 + gapWidth / 2, 'the middle of the gap')
  t.equal(axis.moment(120 + gapWidth / 2), 1_810_000)
  t.equal(axis.start, -1000)
  t.equal(axis.shownUntil(3_610_000), 13_000)
  t.equal(axis.x(3_620_000), axis.x(3_610_000) + 100, 'the future goes on evenly')
})

t.test('an axis without jobs begins now, and time that passes without anything is a gap', async t => {
  t.same([new TimeAxis(new BusyTime(), 500, 1).x(500), new TimeAxis(new BusyTime(), 500, 1).gaps], [0, []])
  t.same(new TimeAxis(busyAt([0]), 60_000, 0.01).gaps, [{ x: 20, from: 1000, until: 59_000 }])
  t.same(new TimeAxis(busyAt([0]), 10_000, 0.01).gaps, [])
})

t.test('places and moments on an axis correspond, and keep their order', async t => {
  const moments = fc.array(fc.integer({ min: 0, max: 1e8 }), { maxLength: 40 })
  await fc.assert(fc.asyncProperty(moments, fc.double({ min: -1e4, max: 1.2e8, noNaN: true }), fc.double({ min: 1e-5, max: 1, noNaN: true }), async (moments, moment, scale) => {
    const axis = new TimeAxis(busyAt(moments), 1e8, scale)
    const x = axis.x(moment)
    return Math.abs(axis.moment(x) - moment) < 1 && axis.x(moment + 10) >= x
  }))
})

t.test('the ruler has marks that are not too close', async t => {
  t.same([stepOf(0.09), stepOf(1), stepOf(1e-5), stepOf(1e-9), stepOf(0.05, 10)], [1000, 100, 21_600_000, 86_400_000, 200])
})

t.test('only the visible rows and some around them are shown', async t => {
  t.same(visibleRange(0, 320, 32, 1000), { first: 0, end: 18 })
  t.same(visibleRange(3200, 320, 32, 1000), { first: 92, end: 118 })
  t.same(visibleRange(31_700, 320, 32, 1000), { first: 980, end: 1000 })
  t.same(visibleRange(0, 320, 32, 0), { first: 0, end: 0 })
  t.same(visibleRange(32_000, 320, 32, 5), { first: 4, end: 5 }, 'a list that has become short')
  t.equal(maxRows(320, 32), 31)
  t.same([scrollToRow(0, 100, 320, 32), scrollToRow(5, 100, 320, 32), scrollToRow(20, 100, 320, 32)], [0, undefined, 352])
})

t.test('a lifecycle is previewed with its mean durations', async t => {
  t.same(toPieces([
    { state: 'queued' },
    { state: 'running', after: { min: '1s', max: '3s' } },
    { times: 2, steps: [{ state: 'retrying', after: { mean: '500ms', deviation: '1s' } }, { state: 'running', after: 1000 }] },
    { state: 'waiting', after: '1m' },
    { state: 'running', after: 'resume' },
    { state: 'succeeded', after: 'soon' as '1s' }
  ]), [
    { state: 'queued', from: 0, until: 2000, isOpen: false },
    { state: 'running', from: 2000, until: 2500, isOpen: false },
    { state: 'retrying', from: 2500, until: 3500, isOpen: false },
    { state: 'running', from: 3500, until: 4000, isOpen: false },
    { state: 'retrying', from: 4000, until: 5000, isOpen: false },
    { state: 'running', from: 5000, until: 65_000, isOpen: false },
    { state: 'waiting', from: 65_000, until: 81_250, isOpen: true },
    { state: 'running', from: 81_250, until: 81_250, isOpen: false },
    { state: 'succeeded', from: 81_250, until: 81_250, isOpen: true }
  ])
  t.same(toPieces([{ state: 'waiting' }, { state: 'running', after: 'resume' }]).map(({ until }) => until), [1000, 1000])
  t.same(['1500ms', '2s', '1.5m', '1h', '1d', 7, 'x'].map(toMilliseconds), [1500, 2000, 90_000, 3_600_000, 86_400_000, 7, undefined])
})

t.test('the canvas has the colours of the style sheet', async t => {
  const { states, text, surface } = toColours(name => name)
  t.same([states.retrying, states.expired, text, surface], ['--retrying', '--expired', '--text', '--surface'])
})
