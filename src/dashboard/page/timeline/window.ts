import { signal } from '@preact/signals'
import { isTimeBusy, busy, jobs } from '../state/live.ts'
import { now } from '../state/clock.ts'
import { repaint } from '../state/frame.ts'
import { TimeAxis } from './time-axis.ts'

/** The share of the width at which `now` stays while the view follows it: the rest shows what is due next. */
const nowAt = 0.8

/** px for each ms: from a day on a screen to a ms on a screen. */
const scales = { least: 1e-5, most: 1 }

/** Whether the view follows the time. */
export const isFollowing = signal(true)

/** The part of the time axis that is visible. */
export const windowOn = { scale: 0.02, left: 0, width: 800 }

/** Only the first fit is automatic: later nothing may jump. */
let isFitted = false

/** The axis of this frame, with the window moved if it follows the time. */
export function axisNow (): TimeAxis {
  const time = now()
  if (isTimeBusy(time)) busy.add(time)
  if (!isFitted && jobs.size > 0) fit()
  const axis = new TimeAxis(busy, time, windowOn.scale)
  if (isFollowing.value) windowOn.left = axis.x(time) - windowOn.width * nowAt
  return axis
}

/** Shows the whole time up to now. */
export function fit (): void {
  isFitted = true
  const time = now()
  const unscaled = new TimeAxis(busy, time, 1)
  const shown = Math.max(5000, unscaled.shownUntil(time))
  const gaps = unscaled.gaps.length * 44
  windowOn.scale = clampScale(Math.max(40, windowOn.width * nowAt - gaps - 24) / shown)
  isFollowing.value = true
  repaint()
}

/** Zooms by a factor around a place on the screen (px). */
export function zoom (factor: number, around = windowOn.width * nowAt): void {
  const time = now()
  const moment = new TimeAxis(busy, time, windowOn.scale).moment(windowOn.left + around)
  windowOn.scale = clampScale(windowOn.scale * factor)
  windowOn.left = new TimeAxis(busy, time, windowOn.scale).x(moment) - around
  isFitted = true
  repaint()
}

/** Moves the window by px. It no longer follows the time. */
export function pan (distance: number): void {
  isFollowing.value = false
  isFitted = true
  windowOn.left += distance
  repaint()
}

export function follow (): void {
  isFollowing.value = !isFollowing.value
  repaint()
}

function clampScale (scale: number): number {
  return Math.min(scales.most, Math.max(scales.least, scale))
}
