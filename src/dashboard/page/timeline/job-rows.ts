import { html } from '../html.ts'
import { followTables } from '../state/frame.ts'
import { jobs, marks } from '../state/live.ts'
import { findingsOf, go, range, rows, selectedJob } from '../state/view.ts'
import { Status } from '../parts/status.ts'
import { rowHeight } from './draw.ts'
import { scrollToRow } from './visible-range.ts'

/** The table of the jobs, of which only the visible rows are in the DOM. */
export function JobRows ({ scroller }: { scroller: { current: HTMLDivElement | null } }) {
  followTables()
  const { first, end } = range.value
  const shown = [...rows.value.subarray(first, end)]
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity }[event.key]
    const row = (event.target as Element).closest('[data-row]')?.getAttribute('data-row')
    if (step === undefined || row == null) return
    event.preventDefault()
    focusRow(scroller.current!, Math.max(0, Math.min(rows.value.length - 1, Number(row) + step)))
  }
  return html`
    <div class="rows" role="table" aria-label="Jobs, newest first" aria-rowcount=${rows.value.length + 1} onKeyDown=${move}
      style=${{ transform: `translateY(${first * rowHeight}px)` }}>
      <div role="rowgroup" class="hidden"><div role="row" aria-rowindex="1">
        <span role="columnheader">Status</span><span role="columnheader">Job</span><span role="columnheader">Requests</span>
      </div></div>
      <div role="rowgroup">
        ${shown.map((job, index) => html`<${JobRow} key=${job} job=${job} row=${first + index} isFirst=${index === 0} />`)}
      </div>
    </div>`
}

function JobRow ({ job, row, isFirst }: { job: number, row: number, isFirst: boolean }) {
  // its properties stay the same when its job changes
  followTables()
  const { id, provider, kind, status, held } = jobs.facts[job]!
  const state = jobs.stateOf(job)
  const [count, failures, found] = [marks.countOf(job), marks.failuresOf(job), findingsOf.value.get(id)]
  const isSelected = selectedJob.value === id
  return html`
    <div role="row" class=${`row${isSelected ? ' selected' : ''}`} aria-rowindex=${row + 2} data-row=${row} onClick=${() => go('jobs', id)}>
      <span role="cell"><${Status} state=${state} status=${status} held=${held} /></span>
      <span role="cell" class="job-name">
        <a href=${`#/jobs/${encodeURIComponent(id)}`} tabindex=${isSelected || (isFirst && row === 0) ? 0 : -1} aria-current=${isSelected ? 'true' : undefined}>
          <span class="provider">${provider}</span> <code>${id}</code>
        </a>
        <small>${kind}</small>
      </span>
      <span role="cell" class="number">
        ${found !== undefined && html`<b class="finding" title=${`${found} findings`}>!${found}</b>`}
        ${failures > 0 && html`<b class="bad" title=${`${failures} failed`}>✕${failures}</b>`} ${count}
      </span>
    </div>`
}

/** Scrolls to a row and focuses its link, once it is in the DOM. */
function focusRow (scroller: HTMLElement, row: number): void {
  const body = scroller.clientHeight
  const top = scrollToRow(row, scroller.scrollTop, body - 40, rowHeight)
  if (top !== undefined) scroller.scrollTop = top
  // twice: the first frame measures the range, the second one has its rows
  requestAnimationFrame(() => requestAnimationFrame(() => {
    scroller.querySelector<HTMLElement>(`[data-row="${row}"] a`)?.focus({ preventScroll: true })
  }))
}
