import { toDuration, toTime } from '../words.ts'
import type { Colours } from './colours.ts'
import { gapWidth, stepOf, type TimeAxis } from './time-axis.ts'

export const rulerHeight = 28

interface Ruler { axis: TimeAxis, left: number, width: number, scale: number, now: number, colours: Colours, font: string }

/** Draws the times above the bars, the length of each collapsed gap, and where `now` is. */
export function drawRuler (context: CanvasRenderingContext2D, { axis, left, width, scale, now, colours, font }: Ruler): void {
  context.clearRect(0, 0, width, rulerHeight)
  context.font = `11px ${font}`
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  const middle = rulerHeight / 2
  const step = stepOf(scale)
  const gaps = axis.gaps.map(({ x, from, until }) => ({ x: x - left, text: toDuration(until - from) }))
    .filter(({ x }) => x > -gapWidth && x < width)
  const isFree = (x: number) => gaps.every(gap => Math.abs(x - gap.x - gapWidth / 2) > 2 * gapWidth)
  const end = axis.moment(left + width)
  const nowX = axis.x(now) - left
  for (let moment = Math.ceil(Math.max(axis.moment(left), axis.start) / step) * step; moment <= end; moment += step) {
    const x = axis.x(moment) - left
    if (!isFree(x)) {
      // goes on after the gap: a gap of days has thousands of steps
      moment = skipGap(axis, moment, step)
      continue
    }
    context.fillStyle = colours.line
    context.fillRect(Math.round(x), rulerHeight - 5, 1, 5)
    if (Math.abs(x - nowX) < 64) continue
    context.fillStyle = colours.soft
    context.fillText(step < 1000 ? toTime(moment).replace(/0+$/, '') : toTime(moment, 0), x, middle)
  }
  context.fillStyle = colours.text
  for (const { x, text } of gaps) context.fillText(`⇢ ${text}`, x + gapWidth / 2, middle)
  drawNow(context, colours, nowX, toTime(now, 0))
}

function drawNow (context: CanvasRenderingContext2D, colours: Colours, x: number, text: string): void {
  const half = context.measureText(text).width / 2 + 6
  context.fillStyle = colours.accent
  context.beginPath()
  context.roundRect(x - half, 5, 2 * half, rulerHeight - 10, 4)
  context.fill()
  context.fillRect(Math.round(x), rulerHeight - 5, 1, 5)
  context.fillStyle = colours.surface
  context.fillText(text, x, rulerHeight / 2)
}

/** The last step within the gap around a moment, or the moment itself where none is. */
function skipGap (axis: TimeAxis, moment: number, step: number): number {
  const gap = axis.gaps.find(({ from, until }) => from <= moment && moment <= until)
  return gap === undefined ? moment : Math.max(moment, Math.floor(gap.until / step) * step)
}
