import { html } from '../html.ts'
import { followTables } from '../state/frame.ts'
import { providerNames } from '../state/live.ts'
import { countIn, filter, findingsOf } from '../state/view.ts'
import { fit, follow, isFollowing, zoom } from '../timeline/window.ts'
import { Timeline } from '../timeline/timeline.ts'
import { signs, states } from '../words.ts'
import type { State } from '../../../client/index.ts'

/** The timeline with its filters. */
export function TimelinePage () {
  followTables()
  return html`
    <section class="page jobs" aria-label="Timeline">
      <div class="bar-of-filters">
        <input type="search" placeholder="Filter jobs" aria-label="Filter the jobs by text" value=${filter.text.value} data-key="/"
          onInput=${(event: InputEvent) => { filter.text.value = (event.currentTarget as HTMLInputElement).value }} />
        <select aria-label="Provider" value=${filter.provider.value} onChange=${(event: Event) => { filter.provider.value = (event.currentTarget as HTMLSelectElement).value }}>
          <option value="">All providers</option>${providerNames().map(name => html`<option value=${name}>${name}</option>`)}
        </select>
        <div class="chips" role="group" aria-label="State">${states.map(state => html`<${Chip} state=${state} count=${countIn(state)} />`)}</div>
        <button type="button" class="chip" aria-pressed=${filter.findings.value} onClick=${() => { filter.findings.value = !filter.findings.value }}>! findings ${findingsOf.value.size}</button>
        <div class="group end" role="group" aria-label="Time axis">
          <button type="button" class="button" aria-label="Zoom out" onClick=${() => { zoom(1 / 1.5) }}>−</button>
          <button type="button" class="button" aria-label="Zoom in" onClick=${() => { zoom(1.5) }}>+</button>
          <button type="button" class="button" onClick=${fit}>Fit</button>
          <button type="button" class="button" aria-pressed=${isFollowing.value} onClick=${follow}>Follow now</button>
        </div>
      </div>
      <${Timeline} />
    </section>`
}

function Chip ({ state, count }: { state: State, count: number }) {
  const isOn = filter.state.value === state
  return html`<button type="button" class=${`chip ${state}`} aria-pressed=${isOn} onClick=${() => { filter.state.value = isOn ? '' : state }}>
    <i aria-hidden="true">${signs[state]}</i> ${state} <b>${count}</b></button>`
}
