/** Other folders import only this file. */
export { toClockStart, toIso } from './clock-mode.ts'
export type { Due } from './agenda.ts'
export { Clock, lastMoment, shiftRealTime, type ClockMode, type ClockReading, type ClockStart } from './clock.ts'
export {
  AfterSchema, checkedMilliseconds, DelaySchema, DurationSchema, readAfter, readDelay, toMilliseconds, type Draw
} from './durations.ts'
