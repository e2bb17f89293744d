import t from 'tap'
import { callEach, safely } from '../src/defects.ts'

t.test('an error is logged as a defect and not thrown again', async t => {
  const logged: unknown[] = []
  const log = { error: (context: { err: unknown }, message: string) => logged.push([context, message]) }
  const error = new TypeError('inside')
  t.equal(safely(log, 'a listener', () => { throw error }), undefined)
  t.equal(safely(log, 'a listener', () => 7), 7)
  t.strictSame(logged, [[{ err: error }, 'a listener crashed: this is a defect of jobdouble']])
})

t.test('each item gets its call, also after one that throws, and the first error is thrown at the end', async t => {
  const called: number[] = []
  t.throws(() => callEach([1, 2, 3], item => {
    called.push(item)
    if (item < 3) throw new Error(String(item))
  }), { message: '1' })
  t.same(called, [1, 2, 3])
  t.doesNotThrow(() => callEach(new Set(['a']), () => {}))
})
