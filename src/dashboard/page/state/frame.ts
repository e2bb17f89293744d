import { signal } from '@preact/signals'
import { isRunning } from './clock.ts'

/** Rises at most ten times a second, after something has changed in the tables: what shows them as texts reads it. */
export const version = signal(0)

/** Renders the component that calls it again when the tables have changed; works out a computed value again. */
export function followTables (): void {
  version.value.valueOf()
}

/** Rises a few times a second while the clock runs: texts that change with the time read it. */
export const pulse = signal(0)

type Painter = () => void
const painters = new Set<Painter>()
let isRequested = false
let hasChanged = false
let raisedAt = 0
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

/** Calls `paint` in each frame in which something has changed. Returns what ends that. */
export function onFrame (paint: Painter): () => void {
  painters.add(paint)
  return () => { painters.delete(paint) }
}

/** The tables have changed. */
export function changed (): void {
  hasChanged = true
  repaint()
}

/** The one loop of the page: a frame is requested only when something has changed, or while the clock runs. */
export function repaint (): void {
  if (isRequested) return
  isRequested = true
  requestAnimationFrame(() => {
    isRequested = false
    const time = performance.now()
    if (hasChanged && time - raisedAt >= 100) {
      hasChanged = false
      raisedAt = time
      version.value++
    }
    for (const paint of painters) paint()
    if (hasChanged || (isRunning() && !reducedMotion.matches)) repaint()
  })
}

setInterval(() => {
  if (!isRunning() || document.hidden) return
  pulse.value++
  repaint()
}, reducedMotion.matches ? 1000 : 250)
