import { lastFrom, type BusyTime } from './busy-time.ts'

/** Width (px) of a collapsed gap, whatever its length and the scale. */
export const gapWidth = 44

/** A collapsed gap: where it is on the axis (px), and how long it was (ms). */
export interface Gap { x: number, from: number, until: number }

/**
 * A time axis on which idle gaps are collapsed to a fixed width: px from its beginning for each moment, and back. Outside the busy
 * time it goes on evenly: the future has no gaps.
 */
export class TimeAxis {
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  /** Where each interval begins (px). */
  readonly #offsets: number[] = []
  readonly #scale: number
  readonly gaps: Gap[] = []

  /** `scale`: px for each ms; `now`: up to where the time has come (ms). */
  constructor (busy: BusyTime, now: number, scale: number) {
    this.#scale = scale
    const margin = busy.idle / 20
    for (const [index, start] of busy.starts.entries()) this.#push(start - margin, busy.ends[index]! + margin)
    const end = this.#ends.at(-1)
    if (end === undefined) this.#push(now, now)
    else if (now > end + busy.idle) this.#push(now - margin, now)
  }

  /** The moment at which the axis begins (ms). */
  get start (): number { return this.#starts[0]! }

  /** ms that the axis shows up to a moment, without the gaps. */
  shownUntil (moment: number): number {
    return (this.x(moment) - this.gaps.filter(({ from }) => from < moment).length * gapWidth) / this.#scale
  }

  x (moment: number): number {
    const index = Math.max(0, lastFrom(this.#starts, moment))
    const end = this.#ends[index]!
    const begin = this.#offsets[index]!
    const isLast = index === this.#starts.length - 1
    if (isLast || moment <= end) return begin + (moment - this.#starts[index]!) * this.#scale
    const share = (moment - end) / (this.#starts[index + 1]! - end)
    return begin + (end - this.#starts[index]!) * this.#scale + share * gapWidth
  }

  /** The moment at a place (px). */
  moment (x: number): number {
    const index = Math.max(0, lastFrom(this.#offsets, x))
    const start = this.#starts[index]!
    const end = this.#ends[index]!
    const moment = start + (x - this.#offsets[index]!) / this.#scale
    const isLast = index === this.#starts.length - 1
    if (isLast || moment <= end) return moment
    const share = (x - this.#offsets[index]! - (end - start) * this.#scale) / gapWidth
    return end + share * (this.#starts[index + 1]! - end)
  }

  #push (start: number, end: number): void {
    const before = this.#ends.at(-1)
    const offset = before === undefined ? 0 : this.#offsets.at(-1)! + (before - this.#starts.at(-1)!) * this.#scale + gapWidth
    if (before !== undefined) this.gaps.push({ x: offset - gapWidth, from: before, until: start })
    this.#starts.push(start)
    this.#ends.push(end)
    this.#offsets.push(offset)
  }
}

/** Distances (ms) between two marks of the ruler. */
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000
]

/** The smallest step of the ruler whose marks are at least `distance` px apart. */
export function stepOf (scale: number, distance = 90): number {
  return steps.find(step => step * scale >= distance) ?? steps.at(-1)!
}
