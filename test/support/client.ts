import type { Test } from 'tap'
import { start, type Double, type StartOptions } from '../../src/index.ts'

/** A server with a frozen clock and the seed 1, closed at the end of the test. */
export async function startDouble (t: Test, options: StartOptions = {}): Promise<Double> {
  const double = await start({ clock: { mode: 'frozen' }, seed: 1, ...options })
  t.teardown(() => double.close())
  return double
}
