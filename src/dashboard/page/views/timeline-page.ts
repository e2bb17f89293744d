import { html } from '../html.ts'
import { followTables } from '../state/frame.ts'
import { providerNames } from '../state/live.ts'
import { countIn, filter, findingsOf, selectedJob } from '../state/view.ts'
import { fit, follow, isFollowing, zoom } from '../timeline/window.ts'
import { Timeline } from '../timeline/timeline.ts'
import { JobPanel } from './job-panel.ts'
import { signs, states } from '../words.ts'
import type { State } from '../../../client/index.ts'

/** The timeline with its filters. */
export function TimelinePage () {
  followTables()
  return html`
    <section class="page jobs" aria-label="Timeline">
      <h1 class="hidden">Timeline</h1>
      <div class="bar-of-filters">
        <input type="search" placeholder="Filter jobs" aria-label="Filter the jobs by text" value=${filter.text.value} data-key="/"
          onInput=${(event: InputEvent) => { filter.text.value = (event.currentTarget as HTMLInputElement).value }} />
        <select aria-label="Provider" value=${filter.provider.value} onChange=${(event: Event) => { filter.provider.value = (event.currentTarget as HTMLSelectElement).value }}>
          <option value="">All providers</option>${providerNames().map(name => html`<option value=${name}>${name}</option>`)}
        </select>
        <div class="chips" role="group" aria-label="State">${states.map(state => html`<${Chip} state=${state} count=${countIn(state)} />`)}</div>
        <button type="button" class="chip" aria-pressed=${filter.findings.value} onClick=${() => { filter.findings.value = !filter.findings.value }}>! findings ${findingsOf.value.size}</button>
      </div>
      <div class="with-panel">
        <${Timeline} />
        ${selectedJob.value !== undefined && html`<${JobPanel} key=${selectedJob.value} id=${selectedJob.value} />`}
      </div>
      <${Legend} />
    </section>`
}

function Chip ({ state, count }: { state: State, count: number }) {
  const isOn = filter.state.value === state
  return html`<button type="button" class=${`chip ${state}`} aria-pressed=${isOn} onClick=${() => { filter.state.value = isOn ? '' : state }}>
    <i aria-hidden="true">${signs[state]}</i> ${state} <b>${count}</b></button>`
}

/** What the shapes on the bars mean. */
function Legend () {
  const marks: Array<[className: string, sign: string, text: string]> = [
    ['', '❘', 'good response'],
    ['bad', '✕', 'failed'],
    ['bad', '┼', 'broken connection'],
    ['fault', '▲', 'fault injected'],
    ['soft', '▢', 'pending']
  ]
  return html`<div class="legend">
    <b>Requests</b> ${marks.map(([className, sign, text]) => html`<span><i class=${className} aria-hidden="true">${sign}</i> ${text}</span>`)}
    <span class="optional">┄ due next</span><span class="optional">▨ idle time, collapsed</span>
    <${Axis} />
  </div>`
}

/** Zooms the time axis; the wheel with Ctrl zooms too, and dragging moves it. */
function Axis () {
  return html`
    <div class="group end" role="group" aria-label="Time axis">
      <button type="button" class="button" aria-label="Zoom out" title="Zoom out (Ctrl and wheel)" onClick=${() => { zoom(1 / 1.5) }}>−</button>
      <button type="button" class="button" aria-label="Zoom in" title="Zoom in (Ctrl and wheel)" onClick=${() => { zoom(1.5) }}>+</button>
      <button type="button" class="button" title="Show the whole time" onClick=${fit}>Fit</button>
      <button type="button" class="button" aria-pressed=${isFollowing.value} onClick=${follow}>Follow now</button>
    </div>`
}
