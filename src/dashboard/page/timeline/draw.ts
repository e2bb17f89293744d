import type { State } from '../../../client/index.ts'
import type { JobTable } from '../state/job-table.ts'
import type { MarkKind, MarkTable } from '../state/mark-table.ts'
import type { Colours } from './colours.ts'
import type { TimeAxis } from './time-axis.ts'

export const rowHeight = 32

/** Everything that one frame of the bars depends on. */
export interface Scene {
  jobs: JobTable
  marks: MarkTable
  /** The jobs of the rows that are drawn, from the top. */
  rows: Int32Array
  axis: TimeAxis
  /** The part of the axis that is visible (px). */
  left: number
  width: number
  now: number
  colours: Colours
  /** The job that is open, as an index; -1 if none is. */
  selected: number
}

const bar = { top: 7, height: 11 }
const markTop = bar.top + bar.height + 2

/** Draws the bars of the rows and the requests on them. */
export function drawBars (context: CanvasRenderingContext2D, scene: Scene): void {
  const { rows, width, colours, axis, left, now } = scene
  context.clearRect(0, 0, width, rows.length * rowHeight)
  drawGaps(context, scene)
  for (const [row, job] of rows.entries()) {
    const y = row * rowHeight
    if (job === scene.selected) fill(context, colours.selected, 0, y, width, rowHeight)
    fill(context, colours.line, 0, y + rowHeight - 1, width, 1)
    drawSteps(context, scene, job, y)
    drawMarks(context, scene, job, y)
  }
  const x = axis.x(now) - left
  fill(context, colours.accent, Math.round(x), 0, 1, rows.length * rowHeight)
}

/** A collapsed gap is a hatched strip over all rows. */
function drawGaps (context: CanvasRenderingContext2D, { axis, left, width, rows, colours }: Scene): void {
  const height = rows.length * rowHeight
  for (const { x, from, until } of axis.gaps) {
    const [start, end] = [axis.x(from) - left, axis.x(until) - left]
    if (end < 0 || x - left > width) continue
    context.fillStyle = hatch(context, colours.stripe)
    context.fillRect(start, 0, end - start, height)
  }
}

function drawSteps (context: CanvasRenderingContext2D, scene: Scene, job: number, y: number): void {
  const { jobs, axis, left, width, now, colours } = scene
  const count = jobs.stepsOf(job)
  for (let step = 0; step < count; step++) {
    const at = jobs.stepAt(job, step)
    if (at === Infinity) break
    const state = jobs.stepState(job, step)
    const start = axis.x(at) - left
    if (start > width) break
    const isDone = at <= now
    const next = step + 1 < count ? jobs.stepAt(job, step + 1) : Infinity
    if (isFinal(state)) {
      if (start > -20) drawEnd(context, colours, state, start, y, isDone)
      continue
    }
    const end = Math.min(next === Infinity ? isDone ? axis.x(now) - left : start + 24 : axis.x(next) - left, width + 4)
    const now0 = Math.min(end, axis.x(now) - left)
    if (isDone && now0 > 0) drawPiece(context, colours, state, Math.max(-4, start), now0, y)
    if (end > now0 && end > 0) drawPlan(context, colours.states[state], Math.max(isDone ? now0 : start, -4), end, y)
  }
}

function isFinal (state: State): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'expired'
}

/** A step that has happened. Its height and its pattern tell the states apart without colours. */
function drawPiece (context: CanvasRenderingContext2D, colours: Colours, state: State, start: number, end: number, y: number): void {
  const width = Math.max(1.5, end - start)
  const colour = colours.states[state]
  if (state === 'queued') {
    fill(context, colour, start, y + bar.top + 3, width, bar.height - 6)
    return
  }
  fill(context, colour, start, y + bar.top, width, bar.height)
  if (state === 'running') return
  context.fillStyle = state === 'retrying' ? hatch(context, colours.surface) : dots(context, colours.surface)
  context.fillRect(start, y + bar.top, width, bar.height)
}

/** A step that is due, as an outline. */
function drawPlan (context: CanvasRenderingContext2D, colour: string, start: number, end: number, y: number): void {
  context.globalAlpha = 0.45
  context.strokeStyle = colour
  context.lineWidth = 1
  context.setLineDash([3, 3])
  context.strokeRect(start + 0.5, y + bar.top + 0.5, Math.max(1, end - start - 1), bar.height - 1)
  context.setLineDash([])
  context.globalAlpha = 1
}

/** The end of a job: a disc with the sign of its state. */
function drawEnd (context: CanvasRenderingContext2D, colours: Colours, state: State, x: number, y: number, isDone: boolean): void {
  const middle = y + bar.top + bar.height / 2
  const colour = colours.states[state]
  context.beginPath()
  context.arc(x, middle, isDone ? 7.5 : 4, 0, 2 * Math.PI)
  context.globalAlpha = isDone ? 1 : 0.45
  if (!isDone) {
    context.strokeStyle = colour
    context.stroke()
    context.globalAlpha = 1
    return
  }
  context.fillStyle = colour
  context.fill()
  context.strokeStyle = colours.surface
  context.lineWidth = 1.75
  context.lineCap = 'round'
  context.beginPath()
  if (state === 'succeeded') lines(context, x, middle, [[-3.2, 0.2], [-0.9, 2.6], [3.3, -2.4]])
  else if (state === 'failed') lines(context, x, middle, [[-2.6, -2.6], [2.6, 2.6]], [[2.6, -2.6], [-2.6, 2.6]])
  else if (state === 'cancelled') lines(context, x, middle, [[-3, 0], [3, 0]])
  else lines(context, x, middle, [[0, -3.4], [0, 0], [2.4, 1.6]])
  context.stroke()
  context.lineCap = 'butt'
}

function lines (context: CanvasRenderingContext2D, x: number, y: number, ...paths: Array<Array<[number, number]>>): void {
  for (const path of paths) for (const [index, [dx, dy]] of path.entries()) context[index === 0 ? 'moveTo' : 'lineTo'](x + dx, y + dy)
}

/** The requests: a line for a good one, taller shapes for the others. Of those on the same pixel, the worst is drawn. */
function drawMarks (context: CanvasRenderingContext2D, scene: Scene, job: number, y: number): void {
  const { marks, axis, left, width, colours } = scene
  let lastX = Infinity
  const start = axis.moment(left - 8)
  marks.each(job, (at, kind) => {
    const x = Math.round(axis.x(at) - left)
    if (x > width + 8 || (kind === 'good' && x >= lastX - 1 && x <= lastX)) return true
    drawMark(context, colours, kind, x, y + markTop)
    lastX = x
    return at >= start
  })
}

export function drawMark (context: CanvasRenderingContext2D, colours: Colours, kind: MarkKind, x: number, y: number): void {
  switch (kind) {
    case 'good': return fill(context, colours.text, x, y, 1.5, 6)
    case 'pending': {
      context.strokeStyle = colours.soft
      context.lineWidth = 1
      context.strokeRect(x - 1.5, y + 1.5, 4, 4)
      return
    }
    case 'fault': {
      context.fillStyle = colours.fault
      context.beginPath()
      context.moveTo(x + 0.5, y - 1)
      context.lineTo(x + 5.5, y + 8)
      context.lineTo(x - 4.5, y + 8)
      context.fill()
      return
    }
    case 'broken':
    case 'failed': {
      context.strokeStyle = colours.error
      context.lineWidth = 1.75
      context.beginPath()
      if (kind === 'failed') lines(context, x, y + 4, [[-3, -3], [3, 3]], [[3, -3], [-3, 3]])
      else lines(context, x, y + 4, [[0, -4], [0, -1]], [[0, 1], [0, 4]], [[-3, -1], [3, 1]])
      context.stroke()
    }
  }
}

function fill (context: CanvasRenderingContext2D, colour: string, x: number, y: number, width: number, height: number): void {
  context.fillStyle = colour
  context.fillRect(x, y, width, height)
}

const patterns = new Map<string, CanvasPattern>()

/** Diagonal stripes. */
function hatch (context: CanvasRenderingContext2D, colour: string): CanvasPattern {
  return pattern(context, `hatch ${colour}`, tile => {
    tile.strokeStyle = colour
    tile.lineWidth = 1.5
    tile.beginPath()
    for (const offset of [-6, 0, 6]) {
      tile.moveTo(offset, 6)
      tile.lineTo(offset + 6, 0)
    }
    tile.stroke()
  })
}

function dots (context: CanvasRenderingContext2D, colour: string): CanvasPattern {
  return pattern(context, `dots ${colour}`, tile => {
    tile.fillStyle = colour
    tile.fillRect(2, 2, 2, 2)
  })
}

/** Made once for each colour. */
function pattern (context: CanvasRenderingContext2D, key: string, paint: (tile: CanvasRenderingContext2D) => void): CanvasPattern {
  let found = patterns.get(key)
  if (found === undefined) {
    const tile = document.createElement('canvas')
    tile.width = tile.height = 6
    paint(tile.getContext('2d')!)
    found = context.createPattern(tile, 'repeat')!
    patterns.set(key, found)
  }
  return found
}
