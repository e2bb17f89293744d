/** The only door into time. */
export { toClockStart, toIso } from './clock-mode.ts'
export { Clock, lastMoment, type ClockMode, type ClockReading, type ClockStart } from './clock.ts'
export { AfterSchema, DelaySchema, readAfter, readDelay, type Draw } from './delay.ts'
export { DurationSchema, toMilliseconds } from './duration.ts'
