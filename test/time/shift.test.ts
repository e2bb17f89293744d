import t from 'tap'
import { Clock, shiftRealTime } from '../../src/time/index.ts'

t.test('shifted real time is the time of all clocks that are created afterwards', async t => {
  t.teardown(() => shiftRealTime(-3_600_000))
  const before = new Clock().exact()
  shiftRealTime(3_600_000)
  const after = new Clock().exact()
  // a clock begins at a whole ms
  t.ok(after - before > 3_599_998 && after - before < 3_660_000)
})
