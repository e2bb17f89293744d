import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { html } from '../html.ts'
import { now } from '../state/clock.ts'
import { onFrame, repaint, version } from '../state/frame.ts'
import { isLoaded, jobs, marks } from '../state/live.ts'
import { go, range, rows, selectedJob } from '../state/view.ts'
import { toColours, type Colours } from './colours.ts'
import { drawBars, rowHeight } from './draw.ts'
import { JobRows } from './job-rows.ts'
import { drawRuler, rulerHeight } from './ruler.ts'
import { maxRows, visibleRange } from './visible-range.ts'
import { axisNow, pan, windowOn, zoom } from './window.ts'

let colours: Colours | undefined
let font = ''

function readColours (): Colours {
  if (colours === undefined) {
    const style = getComputedStyle(document.documentElement)
    colours = toColours(name => style.getPropertyValue(name).trim())
    font = getComputedStyle(document.body).fontFamily
  }
  return colours
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colours = undefined
  repaint()
})

/** The table of the jobs, and besides it their bars on one canvas, which moves with the rows that are in the DOM. */
export function Timeline () {
  const scroller = useRef<HTMLDivElement>(null)
  const bars = useRef<HTMLCanvasElement>(null)
  const ruler = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    // they outlive the references, which are null before the effect ends
    const [box, barsCanvas, rulerCanvas] = [scroller.current!, bars.current!, ruler.current!]
    const measure = () => {
      const { first, end } = visibleRange(box.scrollTop, box.clientHeight, rowHeight, rows.value.length)
      if (first !== range.value.first || end !== range.value.end) range.value = { first, end }
    }
    const paint = () => {
      measure()
      paintFrame(barsCanvas, rulerCanvas, box.clientHeight)
    }
    const onScroll = () => {
      measure()
      repaint()
    }
    const sizes = new ResizeObserver(() => {
      windowOn.width = rulerCanvas.clientWidth
      repaint()
    })
    box.addEventListener('scroll', onScroll, { passive: true })
    box.addEventListener('wheel', onWheel, { passive: false })
    sizes.observe(box)
    sizes.observe(rulerCanvas)
    const stop = onFrame(paint)
    repaint()
    return () => {
      stop()
      sizes.disconnect()
      box.removeEventListener('scroll', onScroll)
      box.removeEventListener('wheel', onWheel)
    }
  }, [])

  useKeptPosition(scroller)
  const { first } = range.value
  const count = rows.value.length
  return html`
    <div class="timeline" ref=${scroller}>
      <div class="timeline-head">
        <div class="columns" aria-hidden="true"><span>Status</span><span>Job <b>${count}</b>${count < jobs.size && ` of ${jobs.size}`}</span><span class="number">Requests</span></div>
        <canvas class="ruler" ref=${ruler} height=${rulerHeight} aria-hidden="true"></canvas>
      </div>
      <div class="timeline-body" style=${{ height: `${count * rowHeight}px` }}>
        <${JobRows} scroller=${scroller} />
        <canvas class="bars" ref=${bars} aria-hidden="true" style=${{ transform: `translateY(${first * rowHeight}px)` }}
          onPointerDown=${onPointerDown} onClick=${onClick}></canvas>
      </div>
      ${count === 0 && html`<p class="empty">${isLoaded.value ? jobs.size === 0 ? 'No jobs yet. Start one with a client, or press N.' : 'No job matches the filter.' : 'Reading the jobs…'}</p>`}
    </div>`
}

/** Keeps the rows where they are when jobs are added above them, unless the list is at its top. */
function useKeptPosition (scroller: { current: HTMLDivElement | null }): void {
  const before = useRef(0)
  // before the browser paints, so that the rows do not jump
  useLayoutEffect(() => {
    const added = rows.value.length - before.current
    before.current = rows.value.length
    const box = scroller.current!
    if (added > 0 && box.scrollTop > rowHeight) box.scrollTop += added * rowHeight
    repaint()
  }, [version.value])
}

/** `height`: that of the window on the list (px). */
function paintFrame (bars: HTMLCanvasElement, ruler: HTMLCanvasElement, height: number): void {
  const { first, end } = range.value
  const shown = rows.value.subarray(first, end)
  const { width } = windowOn
  const axis = axisNow()
  const time = now()
  const selected = jobs.find(selectedJob.value ?? '') ?? -1
  const scene = { jobs, marks, rows: shown, axis, left: windowOn.left, width, now: time, colours: readColours(), selected }
  // one size for all ranges: a new size would make a new canvas
  drawBars(contextOf(bars, width, maxRows(height, rowHeight) * rowHeight), scene)
  const { left, scale } = windowOn
  drawRuler(contextOf(ruler, width, rulerHeight), { axis, left, width, scale, now: time, colours: readColours(), font })
}

/** The context of a canvas of a size (px), sharp on every screen. The size is set only if it changes: that makes a new canvas. */
function contextOf (canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
    canvas.style.height = `${height}px`
  }
  const context = canvas.getContext('2d')!
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}

/** Zooms with Ctrl or Meta, as maps do; pans to the sides; else the list scrolls. */
function onWheel (event: WheelEvent): void {
  const isOnBars = (event.target as Element).matches('canvas')
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault()
    zoom(Math.exp(-event.deltaY / 300), isOnBars ? event.offsetX : undefined)
  } else if (isOnBars && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))) {
    event.preventDefault()
    pan(event.deltaX || event.deltaY)
  }
}

let dragged = 0

function onPointerDown (event: PointerEvent): void {
  const canvas = event.currentTarget as HTMLCanvasElement
  dragged = 0
  canvas.setPointerCapture(event.pointerId)
  const move = ({ movementX }: PointerEvent) => {
    dragged += Math.abs(movementX)
    if (dragged > 3) pan(-movementX)
  }
  canvas.addEventListener('pointermove', move)
  canvas.addEventListener('pointerup', () => { canvas.removeEventListener('pointermove', move) }, { once: true })
}

/** A click opens the job of the row. */
function onClick ({ offsetY }: MouseEvent): void {
  const job = rows.value[range.value.first + Math.floor(offsetY / rowHeight)]
  if (job !== undefined && dragged <= 3) go('jobs', jobs.facts[job]!.id)
}
