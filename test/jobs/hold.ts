import fc from 'fast-check'
import type { Test } from 'tap'

/** CI tries the same cases each time, so that its coverage does not hang on luck; elsewhere each run tries others. */
const inCi = process.env.CI !== undefined

/** A test that a property holds, whatever the value. The property throws where it does not. */
export function holds <T> (t: Test, title: string, arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void> | void): void {
  t.test(title, async t => {
    const details = await fc.check(fc.asyncProperty(arbitrary, async value => { await property(value) }), { numRuns: 300, ...inCi && { seed: 5627 } })
    t.equal(await fc.asyncDefaultReportMessage(details), undefined)
  })
}
