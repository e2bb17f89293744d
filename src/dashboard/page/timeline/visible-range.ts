/** The rows that are in the DOM: those that are visible, and some on each side, so that scrolling does not show an empty edge. */
export interface Range { first: number, end: number }

/** Rows on each side of the visible ones. */
const margin = 8

/**
 * In closed form: no row is measured. `height`: that of the window on the list (px). The range starts at multiples of 4, so that it changes
 * seldom.
 */
export function visibleRange (scrollTop: number, height: number, rowHeight: number, count: number): Range {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - margin)
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + margin)
  const aligned = first - first % 4
  return { first: Math.min(aligned, Math.max(0, count - 1)), end: Math.max(end, 0) }
}

/** The largest number of rows in a range. */
export function maxRows (height: number, rowHeight: number): number {
  return Math.ceil(height / rowHeight) + 2 * margin + 5
}

/** Where to scroll so that a row is visible; undefined if it is. */
export function scrollToRow (row: number, scrollTop: number, height: number, rowHeight: number): number | undefined {
  const top = row * rowHeight
  if (top < scrollTop) return top
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height
  return undefined
}
