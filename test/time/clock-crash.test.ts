import { once } from 'node:events'
import t from 'tap'
import { Clock } from '../../src/time/clock.ts'
import { keepAlive } from '../support/jobs/world.ts'

const boom = () => { throw new Error('boom') }

t.test('a callback that throws in the real timer is reported, and the callbacks after it still run', async t => {
  keepAlive(t)
  const defects: unknown[] = []
  const clock = new Clock({ mode: 'real' }, error => defects.push(error))
  const now = clock.now()
  clock.at(now + 1, boom)
  const others = [now + 1, now + 5].map(moment => new Promise(resolve => clock.at(moment, resolve)))
  t.same(await Promise.all(others), [now + 1, now + 5])
  t.match(defects, [{ message: 'boom' }])
})

t.test('a clock without onDefect emits a process warning', async t => {
  keepAlive(t)
  const clock = new Clock()
  clock.at(clock.now() + 1, boom)
  const [warning] = await once(process, 'warning')
  t.equal(warning.message, 'boom')
})

t.test('a callback that throws ends the advance, and the callbacks after it stay due', async t => {
  const clock = new Clock({ mode: 'frozen' })
  const called: number[] = []
  const now = clock.now()
  clock.at(now + 1, boom)
  for (const moment of [now + 1, now + 2]) clock.at(moment, () => called.push(moment - now))
  t.throws(() => clock.advance(now + 10), { message: 'boom' })
  t.same([called, clock.now()], [[], now + 1])
  clock.advance(now + 10)
  t.same([called, clock.now()], [[1, 2], now + 10])
})
