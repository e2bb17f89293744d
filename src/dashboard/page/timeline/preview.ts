import type { Delay, Loop, State, Step } from '../../../client/index.ts'

/** A step of a lifecycle on its preview: from when to when (ms since the creation), or until it is resumed. */
export interface Piece { state: State, from: number, until: number, isOpen: boolean }

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `"1500ms"` → 1500. undefined if it is not a duration. */
export function toMilliseconds (duration: string | number): number | undefined {
  if (typeof duration === 'number') return duration
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) ?? []
  return number === undefined ? undefined : Number(number) * units[unit as keyof typeof units]
}

/** The mean of a duration that is drawn when the job is created. */
function meanOf (delay: Delay): number {
  if (typeof delay !== 'object') return toMilliseconds(delay) ?? 0
  if ('min' in delay) return (meanOf(delay.min) + meanOf(delay.max)) / 2
  return meanOf(delay.mean)
}

/** Each repetition of a loop as steps of its own. */
function unroll (steps: ReadonlyArray<Step | Loop>): Step[] {
  return steps.flatMap(step => 'times' in step ? Array.from({ length: Math.min(step.times, 50) }, () => unroll(step.steps)).flat() : [step])
}

/** The pieces of a lifecycle, with random durations as their means. The last one is open: it is final, or does not end by itself. */
export function toPieces (steps: ReadonlyArray<Step | Loop>): Piece[] {
  const pieces: Piece[] = []
  let time = 0
  for (const { state, after = 0 } of unroll(steps)) {
    const last = pieces.at(-1)
    // how long it waits to be resumed is not known; the preview needs some room for it
    time += after === 'resume' ? Math.max(1000, time / 4) : meanOf(after)
    if (last !== undefined) {
      last.until = time
      last.isOpen = after === 'resume'
    }
    pieces.push({ state, from: time, until: time, isOpen: true })
  }
  return pieces
}
