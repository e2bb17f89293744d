import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { RecordedRequest } from '../../../client/index.ts'
import { call, path } from '../curl.ts'
import { html } from '../html.ts'
import { read } from '../requests.ts'
import { followTables } from '../state/frame.ts'
import { ticks } from '../state/live.ts'
import { kindOf, type Tick } from '../state/ticks.ts'
import { go, selectedRequest } from '../state/view.ts'
import { visibleRange } from '../timeline/visible-range.ts'
import { toDuration, toTime } from '../words.ts'
import { Action } from '../parts/action.ts'
import { Body } from '../parts/body.ts'

const rowHeight = 30
const text = signal('')
const outcome = signal('')

/** The journal, live: the newest request is on top. */
export function Journal () {
  followTables()
  return html`
    <section class="page split" aria-label="Journal">
      <h1 class="hidden">Journal</h1>
      <div class="list">
        <div class="bar-of-filters">
          <input type="search" placeholder="Filter by operation, path or job" aria-label="Filter the requests" value=${text.value}
            onInput=${(event: InputEvent) => { text.value = (event.currentTarget as HTMLInputElement).value }} />
          <select aria-label="Outcome" value=${outcome.value} onChange=${(event: Event) => { outcome.value = (event.currentTarget as HTMLSelectElement).value }}>
            <option value="">All outcomes</option><option value="good">Good</option><option value="failed">Failed</option>
            <option value="fault">With a fault</option><option value="broken">Broken</option><option value="pending">Pending</option>
          </select>
          <${Action} call=${call('DELETE /__admin/requests')} kind="danger" onDone=${() => { ticks.clear() }}>Clear</${Action}>
        </div>
        <${Requests} items=${matching()} />
      </div>
      ${selectedRequest.value !== undefined && html`<${Exchange} key=${selectedRequest.value} id=${selectedRequest.value} />`}
    </section>`
}

/** Newest first. Without a filter the places are enough, and nothing is copied. */
function matching (): { count: number, at: (place: number) => Tick | undefined } {
  const wanted = text.value.toLowerCase()
  if (wanted === '' && outcome.value === '') return { count: ticks.size, at: place => ticks.fromNewest(place) }
  const found: Tick[] = []
  for (let place = 0; place < ticks.size; place++) {
    const tick = ticks.fromNewest(place)!
    if (outcome.value !== '' && kindOf(tick) !== outcome.value) continue
    const { operation, path, jobs, status, id } = tick
    if (wanted === '' || `${id} ${operation} ${path} ${status} ${jobs.join(' ')}`.toLowerCase().includes(wanted)) found.push(tick)
  }
  return { count: found.length, at: place => found[place] }
}

function Requests ({ items }: { items: ReturnType<typeof matching> }) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
  useEffect(() => {
    const list = box.current!
    const sizes = new ResizeObserver(() => { setHeight(list.clientHeight) })
    sizes.observe(list)
    return () => { sizes.disconnect() }
  }, [])
  const { first, end } = visibleRange(top, height, rowHeight, items.count)
  return html`
    <div class="scroll" ref=${box} onScroll=${({ currentTarget }: { currentTarget: HTMLElement }) => { setTop(currentTarget.scrollTop) }} tabindex="0" aria-label="Requests, newest first" role="region">
      <div style=${{ height: `${items.count * rowHeight}px` }}>
        <div role="table" aria-label="Requests" aria-rowcount=${items.count} style=${{ transform: `translateY(${first * rowHeight}px)` }}>
          ${Array.from({ length: Math.max(0, end - first) }, (_, index) => items.at(first + index)).map((tick, index) =>
            tick !== undefined && html`<${Request} key=${index} tick=${tick} row=${first + index} />`)}
        </div>
      </div>
      ${items.count === 0 && html`<p class="empty">No requests. They appear as soon as a client sends one.</p>`}
    </div>`
}

function Request ({ tick, row }: { tick: Tick, row: number }) {
  const { id, at, method, operation, path, status, durationMs, faults } = tick
  const kind = kindOf(tick)
  return html`
    <div role="row" class=${`request ${selectedRequest.value === id ? 'selected' : ''}`} aria-rowindex=${row + 1} onClick=${() => { go('journal', id) }}>
      <span role="cell" class="soft">${toTime(Date.parse(at))}</span>
      <span role="cell"><a href=${`#/journal/${id}`}>${method} <code>${path}</code></a></span>
      <span role="cell" class="soft optional">${operation ?? 'unmatched'}</span>
      <span role="cell"><b class=${`outcome ${kind}`}>${status ?? (kind === 'pending' ? '…' : 'cut')}${faults.length > 0 ? ' ▲' : kind === 'failed' ? ' ✕' : ''}</b></span>
      <span role="cell" class="number soft">${durationMs === null ? '' : toDuration(durationMs)}</span>
    </div>`
}

/** One request with its response, read when it is opened. */
function Exchange ({ id }: { id: string }) {
  const [exchange, setExchange] = useState<RecordedRequest | string>('')
  useEffect(() => {
    read<RecordedRequest>(call(`GET ${path`/__admin/requests/${id}`}`)).then(setExchange, (error: Error) => { setExchange(error.message) })
  }, [id])
  if (typeof exchange === 'string') return html`<aside class="panel"><p class="soft">${exchange}</p></aside>`
  const { method, url, at, operations, jobs, outcome, durationMs, request, response, faults, stub, key, connection } = exchange
  return html`
    <aside class="panel" aria-label=${`Request ${id}`}>
      <header><h2>${id}</h2><${Close} to="journal" /></header>
      <p><code>${method} ${url}</code></p>
      <dl>
        <dt>Arrived</dt><dd>${at}</dd>
        <dt>Operation</dt><dd>${operations.join(', ') || (stub === null ? 'unmatched: no operation takes it' : `unmatched: ${stub} responded`)}</dd>
        <dt>Jobs</dt><dd>${jobs.length === 0 ? 'none' : jobs.slice(0, 20).map(({ id, state }) => html`<a href=${`#/jobs/${encodeURIComponent(id)}`}><code>${id}</code></a> ${state ?? 'unknown'} `)}</dd>
        <dt>Outcome</dt><dd>${outcome}${durationMs === null ? '' : ` in ${toDuration(durationMs)}`}</dd>
        ${faults.length > 0 && html`<dt>Faults</dt><dd>${faults.join(', ')}</dd>`}
        <dt>Client</dt><dd>connection ${connection}${key === null ? '' : `, key ${key}`}</dd>
      </dl>
      <h3>Request</h3>
      <${Body} headers=${request.headers} body=${request.body} />
      <h3>Response ${response?.status ?? ''}</h3>
      ${response === null ? html`<p class="soft">None was sent.</p>` : html`<${Body} headers=${response.headers} body=${response.body} />`}
    </aside>`
}

/** Closes a panel. */
export function Close ({ to }: { to: string }) {
  return html`<a class="button close" href=${`#/${to}`} aria-label="Close">✕</a>`
}
