import type { Report } from '../../report.ts'
import { count, median, toDuration } from '../../statistics.ts'
import type { Gaps, JobTimeline, Tick } from '../../timeline.ts'
import { toChart, kindOf, toLegend } from './chart.ts'
import { html, nothing, type Markup } from './markup.ts'
import type { Places } from './places.ts'

const heads = [
  html`<th>request</th><th>at</th><th>response</th><th>took</th>`,
  html`<th class="path">what</th><th>faults</th><th>findings</th>`
]

/** Each job with its states and the requests about it. */
export function * toJobSection (report: Report, places: Places): Iterable<Markup> {
  if (places.jobs.length === 0) return
  const several = report.covered.sandboxes.length > 1
  yield html`<section><h2>Jobs</h2>
<p class="soft">The states of each job and the requests about it, on the clock of the sandbox.</p>
${toLegend()}
`
  for (const [index, timeline] of places.jobs.entries()) yield toArticle(timeline, `job-${index + 1}`, places, several)
  yield html`
${places.hidden === 0 ? nothing : html`<p>${count(places.hidden, 'more job')} not shown here.</p>`}
</section>`
}

function toArticle (timeline: JobTimeline, anchor: string, places: Places, several: boolean): Markup {
  const { sandbox, job, provider, steps, requests } = timeline
  const from = Math.min(...[...steps, ...requests].map(({ at }) => Date.parse(at)))
  const rules = [...new Set(requests.flatMap(({ id }) => places.rulesOf(sandbox, id)))]
  const last = steps.at(-1)
  const facts = `${provider}${several ? ` · sandbox ${sandbox}` : ''}${last === undefined ? '' : ` · ${last.state}`}`
  return html`<article class="job" id="${anchor}">
<h3><code>${job}</code> <span class="soft">${facts}</span></h3>
${rules.length === 0 ? nothing : html`<p>▲ ${rules.map(rule => html`<code>${rule}</code> `)}</p>`}
${toChart(timeline, anchor, places)}
<p class="soft">${toGapText(timeline)}</p>
<details><summary>${count(requests.length, 'request')}</summary>
<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>
${requests.map(tick => toRow(tick, anchor, from, places.rulesOf(sandbox, tick.id)))}</tbody></table></div></details>
</article>
`
}

function toRow (tick: Tick, anchor: string, from: number, rules: readonly string[]): Markup {
  const { id, at, status, outcome, duration, method, path, operation, faults } = tick
  const marks = { good: '', error: '✕ ', fault: '◆ ', open: '┊ ' } as const
  const name = operation === null ? nothing : html`<br><span class="soft">${operation}</span>`
  return html`<tr id="${anchor}-${id}"><td><code>${id}</code></td>
<td class="number" title="${at}">+${toDuration(Date.parse(at) - from)}</td>
<td>${marks[kindOf(tick)]}${status ?? outcome}${outcome === 'cut' && status !== null ? ' cut' : ''}</td>
<td class="number">${duration === null ? '' : toDuration(duration)}</td>
<td class="path"><code>${method} ${path}</code>${name}</td>
<td>${faults.join(', ')}</td><td>${rules.join(', ')}</td></tr>
`
}

/** `polls 900 ms apart (median of 4); retries 5 s apart (median of 1)` */
function toGapText ({ polls, retries }: JobTimeline): string {
  const toPart = (name: string, { real, sandbox }: Gaps) => {
    const gaps = real.map((gap, index) => Math.max(gap, sandbox[index]!)) // both clocks have all gaps
    return gaps.length === 0 ? [] : [`${name} ${toDuration(median(gaps))} apart (median of ${gaps.length})`]
  }
  return [...toPart('polls', polls), ...toPart('retries', retries)].join('; ')
}
