import { signal } from '@preact/signals'
import type { ClockReading } from '../../../client/index.ts'

/** The last reading of the sandbox's clock, and when it arrived (ms of `performance.now()`). */
export const clock = signal<ClockReading & { since: number }>({ mode: 'frozen', rate: 0, now: '1970-01-01T00:00:00.000Z', since: 0 })

export function setClock (reading: ClockReading): void {
  clock.value = { ...reading, since: performance.now() }
}

/** The time of the sandbox (ms) by the last reading. */
export function now (): number {
  const { now, rate, since } = clock.value
  return Date.parse(now) + rate * (performance.now() - since)
}

export function isRunning (): boolean {
  return clock.value.rate > 0
}
