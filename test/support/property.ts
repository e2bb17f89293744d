import fc from 'fast-check'
import type { Test } from 'tap'

/** In CI each run tries the same cases, so that coverage does not depend on chance; elsewhere each run tries different ones. */
const inCi = process.env.CI !== undefined

/** Tests that a property is true for all values. The property throws if it is not. */
export function holds <T> (t: Test, title: string, arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void> | void): void {
  t.test(title, async t => {
    const details = await fc.check(fc.asyncProperty(arbitrary, async value => { await property(value) }), { numRuns: 300, ...inCi && { seed: 5627 } })
    t.equal(await fc.asyncDefaultReportMessage(details), undefined)
  })
}
