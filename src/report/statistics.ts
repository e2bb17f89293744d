/** The middle of some numbers, or the mean of the two in the middle; NaN of none. */
export function median (numbers: readonly number[]): number {
  // sorted as numbers without a function that compares them
  const sorted = Float64Array.from(numbers).sort()
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function mean (numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

/** The coefficient of variation: the standard deviation divided by the mean. 0 if all are equal. */
export function variation (numbers: readonly number[]): number {
  const average = mean(numbers)
  const variance = mean(numbers.map(number => (number - average) ** 2))
  return variance === 0 ? 0 : Math.sqrt(variance) / average
}

/** The upper bounds (ms) of the bars of a histogram of gaps. */
const bounds = [10, 100, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, Infinity]

/** One bar of a histogram: how many gaps are less than `below` ms and not less than the bar before; `below` is null for the last. */
export interface Bar { readonly below: number | null, readonly count: number }

/** How many gaps (ms) there are of each length, without the empty bars at both ends. */
export function histogram (gaps: readonly number[]): Bar[] {
  const counts = bounds.map(() => 0)
  // the last bound is Infinity, so that each gap is less than one
  for (const gap of gaps) counts[bounds.findIndex(bound => gap < bound)]!++
  const bars = bounds.map((bound, index) => ({ below: bound === Infinity ? null : bound, count: counts[index]! }))
  const first = bars.findIndex(({ count }) => count > 0)
  return first === -1 ? [] : bars.slice(first, bars.findLastIndex(({ count }) => count > 0) + 1)
}

/** `1` and `request` → `1 request` */
export function count (number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

/** `1400` → `1.4 s`, `300` → `300 ms`, `600000` → `10 min`. */
export function toDuration (ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${round(ms / 1000)} s`
  return `${round(ms / 60_000)} min`
}

function round (number: number): number {
  return Math.round(number * 10) / 10
}
