import type { Finding } from '../../judge.ts'
import type { Report } from '../../report.ts'
import { count, toDuration } from '../../statistics.ts'
import { html, nothing, type Markup } from './markup.ts'
import type { Places } from './places.ts'

/** How many findings of a rule are shown at once; the others can be unfolded. */
const most = 5

const badges = { error: '✗ error', warning: '! warning', info: 'i info' } as const

/** The violations by rule, then what could not be decided. */
export function * toFindingSections (report: Report, places: Places): Iterable<Markup> {
  const several = report.covered.sandboxes.length > 1
  const violations = report.findings.filter(({ verdict }) => verdict === 'violated')
  const undecided = report.findings.filter(({ verdict }) => verdict === 'undecided')
  yield html`<section><h2>Findings</h2>
${violations.length === 0 ? html`<p>No rule is violated.</p>` : nothing}`
  for (const group of groupOf(violations)) yield toArticle(group, places, several)
  if (undecided.length > 0) {
    yield html`<details><summary>${count(undecided.length, 'finding')} that could not be decided</summary>`
    for (const group of groupOf(undecided)) yield toArticle(group, places, several)
    yield html`</details>`
  }
  yield html`
</section>
`
}

/** By rule and severity, the most severe first. */
function groupOf (findings: readonly Finding[]): Finding[][] {
  return ['error', 'warning', 'info'].flatMap(severity => {
    const own = findings.filter(finding => finding.severity === severity)
    return [...new Set(own.map(({ rule }) => rule))].map(rule => own.filter(finding => finding.rule === rule))
  })
}

function toArticle (group: readonly Finding[], places: Places, several: boolean): Markup {
  const { rule, severity, verdict, why, fix, source } = group[0]! // a group has at least one
  const isViolated = verdict === 'violated'
  const items = group.map(finding => toItem(finding, places, several))
  const rest = items.slice(most)
  const remedy = isViolated ? html`<dt>fix</dt><dd><strong>${fix}</strong></dd>` : nothing
  const list = html`<ol class="found" start="${most + 1}">${rest}</ol>`
  return html`<article class="${isViolated ? severity : 'undecided'}">
<h3><code>${rule}</code> <span class="badge">${isViolated ? badges[severity] : '? undecided'}</span></h3>
<dl><dt>why</dt><dd>${why} <span class="soft">(${source})</span></dd>${remedy}</dl>
<ol class="found">${items.slice(0, most)}</ol>
${rest.length === 0 ? nothing : html`<details><summary>${rest.length} more</summary>${list}</details>`}
</article>
`
}

function toItem (finding: Finding, places: Places, several: boolean): Markup {
  const { sandbox, message, provider, operation, jobs, evidence: { requests, count, gaps } } = finding
  const links = requests.map(id => html`${toLink(id, places.ofRequest(finding, id))} `)
  const jobLinks = jobs.slice(0, 3).map(job => html` · job ${toLink(job, places.ofJob(sandbox, job))}`)
  const moreJobs = jobs.length > 3 ? ` and ${jobs.length - 3} more` : ''
  const moreRequests = count > requests.length ? `and ${count - requests.length} more` : ''
  const gapText = gaps.length === 0 ? '' : ` · gaps: ${gaps.map(toDuration).join(', ')}`
  return html`<li>${message}
<p class="soft"><code>${operation ?? provider}</code>${jobLinks}${moreJobs}${several ? ` · sandbox ${sandbox}` : ''}</p>
${links.length === 0 ? nothing : html`<p class="soft ids">evidence: ${links}${moreRequests}${gapText}</p>`}
</li>
`
}

function toLink (text: string, anchor: string | undefined): Markup {
  return anchor === undefined ? html`<code>${text}</code>` : html`<a href="#${anchor}"><code>${text}</code></a>`
}
