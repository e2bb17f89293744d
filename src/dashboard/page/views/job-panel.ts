import { useEffect, useState } from 'preact/hooks'
import type { Finding, Job, PolledResponse, RecordedRequest, State } from '../../../client/index.ts'
import { call, path, toCurl, type Call } from '../curl.ts'
import { html } from '../html.ts'
import { read } from '../requests.ts'
import { followTables, pulse } from '../state/frame.ts'
import { jobs, marks, putJob } from '../state/live.ts'
import { findings } from '../state/report.ts'
import { states, toDuration, toTime } from '../words.ts'
import { Action, run, showing } from '../parts/action.ts'
import { Body } from '../parts/body.ts'
import { Copy } from '../parts/copy.ts'
import { Close } from './journal.ts'
import { Status } from '../parts/status.ts'

/** A job with everything that is known of it, beside the timeline. */
export function JobPanel ({ id }: { id: string }) {
  const [job, setJob] = useState<Job | undefined>()
  const [error, setError] = useState('')
  const index = jobs.find(id)
  followTables()
  // the number of requests and the state say when to read again; the progress changes with the time
  const key = index === undefined ? '' : `${jobs.stateOf(index)} ${jobs.facts[index]!.held} ${jobs.stepsOf(index)} ${Math.floor(pulse.value / 4)}`
  useEffect(() => {
    read<Job>(call(`GET ${path`/__admin/jobs/${id}`}`)).then(found => {
      setError('')
      setJob(found)
    }, (error: Error) => { setError(error.message) })
  }, [id, key])
  if (job?.id !== id) return html`<aside class="panel" aria-label="Job"><header><h2>${id}</h2><${Close} to="timeline" /></header><p class="soft">${error || 'Reading the job…'}</p></aside>`
  const update = (changed: unknown) => {
    putJob(changed as Job)
    setJob(changed as Job)
  }
  return html`
    <aside class="panel" aria-label=${`Job ${id}`}>
      <header>
        <div><${Status} state=${job.state} status=${job.status} held=${job.held} /><h2><code>${id}</code></h2></div>
        <${Close} to="timeline" />
      </header>
      <p><b>${job.provider}</b> · ${job.kind} · <span class="soft">${job.lifecycle}</span> · ${job.progress} %</p>
      <progress max="100" value=${job.progress} aria-label="Progress"></progress>
      <${Commands} job=${job} update=${update} />
      <${Findings} id=${id} />
      <h3>Steps</h3>
      <${Steps} job=${job} />
      <h3>What a client gets now</h3>
      <${Responses} id=${id} version=${key} />
      <h3>Requests</h3>
      <${Exchanges} id=${id} count=${index === undefined ? 0 : marks.countOf(index)} />
      <h3>Input, output and error</h3>
      ${(['input', 'output', 'error'] as const).map(name => html`<details><summary>${name}${job[name] == null ? ': none' : ''}</summary><${Body} body=${job[name]} /></details>`)}
    </aside>`
}

function Commands ({ job: { id, state, held }, update }: { job: Job, update: (job: unknown) => void }) {
  const command = (name: string, body?: unknown) => call(`POST ${path`/__admin/jobs/${id}`}/${name}`, body)
  const isFinal = states.indexOf(state) >= states.indexOf('succeeded')
  const others = states.filter(other => other !== state)
  return html`
    <div class="actions" role="group" aria-label="Commands">
      <${Action} call=${command('cancel')} onDone=${update} disabled=${isFinal} kind="danger">Cancel</${Action}>
      ${held
        ? html`<${Action} call=${command('release')} onDone=${update}>Release</${Action}>`
        : html`<${Action} call=${command('hold')} onDone=${update} disabled=${isFinal}>Hold</${Action}>`}
      <${Action} call=${command('resume')} onDone=${update} disabled=${isFinal}>Resume</${Action}>
      <select aria-label="Force a state" disabled=${isFinal} value="" ...${showing(command('state', { state: others[0] }))} onChange=${(event: Event) => {
        const select = event.currentTarget as HTMLSelectElement
        run(command('state', { state: select.value as State }), update)
        select.value = ''
      }}>
        <option value="">Force a state…</option>
        ${others.map(other => html`<option value=${other}>${other}</option>`)}
      </select>
      <${Action} call=${call('POST /__admin/clock/advance', { until: { job: id, state: nextState(id) ?? state } })} disabled=${nextState(id) === undefined}
        label="Advance the clock to its next step">To the next step</${Action}>
    </div>`
}

/** The state of the next step of a job that has a time. */
function nextState (id: string): State | undefined {
  const job = jobs.find(id)
  if (job === undefined || jobs.isFinal(job)) return undefined
  const current = jobs.stateOf(job)
  let isPast = true
  for (let step = 0; step < jobs.stepsOf(job); step++) {
    const state = jobs.stepState(job, step)
    if (!isPast && state !== current && jobs.stepAt(job, step) < Infinity) return state
    if (state === current) isPast = false
  }
  return undefined
}

function Steps ({ job: { steps, state } }: { job: Job }) {
  let reached = false
  const rows = steps.map(({ state: step, at }, index) => {
    const before = index === 0 ? undefined : steps[index - 1]!.at
    const length = at === null || before == null ? '' : `+${toDuration(Date.parse(at) - Date.parse(before))}`
    return { step, at, length }
  })
  return html`<table><thead><tr><th>State</th><th>Time</th><th>After</th></tr></thead><tbody>
    ${rows.map(({ step, at, length }) => {
      const isFuture = reached && at !== null
      if (step === state) reached = true
      return html`<tr class=${isFuture ? 'soft' : ''}><td><${Status} state=${step} status=${step} /></td><td class="mono">${at === null ? 'when it is let go' : toTime(Date.parse(at))}</td><td>${length}</td></tr>`
    })}</tbody></table>`
}

/** The responses of the provider's own operations, each with its request as curl. */
function Responses ({ id, version }: { id: string, version: string }) {
  const [items, setItems] = useState<PolledResponse[] | string>([])
  useEffect(() => {
    read<{ items: PolledResponse[] }>(call(`GET ${path`/__admin/jobs/${id}/responses`}`)).then(({ items }) => { setItems(items) }, (error: Error) => { setItems(error.message) })
  }, [id, version])
  if (typeof items === 'string') return html`<p class="soft">${items}</p>`
  return items.map(({ operation, request, response }) => {
    const { method, url, headers, body } = request
    const curl = toCurl({ method: method as Call['method'], headers, ...body !== null && { body } }, url)
    return html`
      <div class="polled">
        <p><code>${operation}</code> <b class=${response.status < 400 ? 'good' : 'bad'}>${response.status}</b> <${Copy} text=${curl} label="Copy curl" /></p>
        <${Body} body=${response.body} />
      </div>`
  })
}

/** How many requests of a job are drawn: the first ones. The journal has all of them. */
const maxExchanges = 100

type Row = Pick<RecordedRequest, 'id' | 'at' | 'method' | 'path' | 'response' | 'faults'>

function Exchanges ({ id, count }: { id: string, count: number }) {
  const [{ items, total }, setFound] = useState<{ items: Row[], total: number }>({ items: [], total: 0 })
  useEffect(() => {
    const timer = setTimeout(() => {
      const find = call('POST /__admin/requests/find', { match: { job: id }, limit: maxExchanges })
      read<{ items: Row[], total: number }>(find).then(setFound, () => {})
    }, 300)
    return () => { clearTimeout(timer) }
  }, [id, count])
  if (items.length === 0) return html`<p class="soft">No request has named it.</p>`
  return html`<table><thead><tr><th>Time</th><th>Gap</th><th>Request</th><th>Status</th></tr></thead><tbody>
    ${items.map(({ id, at, method, path, response, faults }, index) => html`<tr>
      <td class="mono">${toTime(Date.parse(at))}</td>
      <td class="soft">${index === 0 ? '' : toDuration(Date.parse(at) - Date.parse(items[index - 1]!.at))}</td>
      <td><a class="link" href=${`#/journal/${id}`}>${method} ${path.split('/').slice(-2).join('/')}</a></td>
      <td class=${(response?.status ?? 500) < 400 ? 'good' : 'bad'}>${response?.status ?? '—'}${faults.length > 0 ? ' ▲' : ''}</td></tr>`)}
  </tbody></table>
  ${total > items.length && html`<p class="soft">These are the first ${items.length} of ${total}. The journal has all of them.</p>`}`
}

function Findings ({ id }: { id: string }) {
  const found = findings.value.filter(({ jobs }) => jobs.includes(id))
  if (found.length === 0) return null
  return html`<h3>Findings</h3>${found.map((finding: Finding) => html`<p class="finding-line ${finding.severity}"><b>${finding.rule}</b> ${finding.message} <span class="soft">${finding.fix}</span></p>`)}`
}
