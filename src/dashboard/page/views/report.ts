import { useEffect, useState } from 'preact/hooks'
import type { Finding } from '../../../client/index.ts'
import { call } from '../curl.ts'
import { html } from '../html.ts'
import { base } from '../state/place.ts'
import { loadReport, report } from '../state/report.ts'
import { Action } from '../parts/action.ts'

/** How many findings are drawn at first, and with each click on the button below them: a report can have thousands. */
const step = 50

const signs = { error: '✕', warning: '▲', info: 'i' }

/** How well the clients behaved, with each finding linked to its jobs and requests. */
export function ReportPage () {
  const [most, setMost] = useState(step)
  useEffect(() => { loadReport().catch(() => {}) }, [])
  const found = report.value
  if (found === undefined) return html`<section class="page scrolls" aria-label="Report"><p class="empty">Judging the requests…</p></section>`
  const { ok, summary, findings, covered } = found
  return html`
    <section class="page scrolls" aria-label="Report">
      <div class="title"><h1>Report</h1>
        <p><b class=${ok ? 'good' : 'bad'}>${ok ? '✓ No error' : `✕ ${summary.error} errors`}</b> <span class="soft">${summary.warning} warnings, ${summary.info} notes, ${summary.undecided} undecided, of ${covered.requests} requests about ${covered.jobs} jobs</span></p>
        <div class="actions">
          <${Action} call=${call('GET /__admin/report')} onDone=${loadReport}>Judge again</${Action}>
          <a class="button" href=${`${base}/__admin/report?format=html`} target="_blank" rel="noreferrer">As a page</a>
        </div>
      </div>
      <div class="cards">${findings.slice(0, most).map(finding => html`<${FindingCard} finding=${finding} />`)}</div>
      ${findings.length > most && html`<button type="button" class="button" onClick=${() => { setMost(most + step) }}>Show more of ${findings.length} findings</button>`}
      ${findings.length === 0 && html`<p class="empty">${covered.requests === 0 ? 'No requests yet: there is nothing to judge.' : 'The clients kept every rule.'}</p>`}
    </section>`
}

function FindingCard ({ finding }: { finding: Finding }) {
  const { rule, severity, verdict, provider, operation, jobs, message, why, fix, evidence } = finding
  return html`
    <article class="card finding-card ${severity}" aria-label=${rule}>
      <header><b class="severity">${signs[severity]} ${severity}</b><b>${rule}</b><span class="soft">${operation ?? provider}${verdict === 'undecided' ? ', undecided' : ''}</span></header>
      <p>${message}</p>
      <p class="soft">${why}</p>
      <p><b>Fix:</b> ${fix}</p>
      <p class="links">
        ${jobs.slice(0, 5).map(job => html`<a class="link" href=${`#/jobs/${encodeURIComponent(job)}`}>job <code>${job}</code></a>`)}
        ${evidence.requests.slice(0, 8).map(id => html`<a class="link" href=${`#/journal/${id}`}>${id}</a>`)}
      </p>
    </article>`
}
