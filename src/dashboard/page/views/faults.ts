import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Fault } from '../../../client/index.ts'
import { call, path, type Call } from '../curl.ts'
import { html } from '../html.ts'
import { read } from '../requests.ts'
import { faults, loadFaults, overview, providerNames } from '../state/live.ts'
import { Action, CallForm } from '../parts/action.ts'
import { describeFault } from './fault-banner.ts'
import { Field, Select } from '../parts/fields.ts'

interface Profile { name: string, description: string }
const profiles = signal<Profile[]>([])

/** What a fault of the form does. */
const actions = {
  status: 'Status', delay: 'Delay', connection: 'Connection', payload: 'Payload', rateLimit: 'Rate limit', credentials: 'Expired token'
} as const
type FaultKind = keyof typeof actions

/** The usual value of an action, when it is chosen. */
const usual: Record<FaultKind, string> = {
  status: '503', delay: '2s', connection: 'reset', payload: 'malformed', rateLimit: '5', credentials: 'expired'
}

const form = {
  provider: signal(''),
  operation: signal(''),
  job: signal(''),
  action: signal<FaultKind>('status'),
  value: signal(usual.status),
  retryAfter: signal(''),
  first: signal(''),
  every: signal(''),
  probability: signal('')
}

export function Faults () {
  useEffect(() => {
    read<{ items: Profile[] }>(call('GET /__admin/faults/profiles')).then(({ items }) => { profiles.value = items }, () => {})
  }, [])
  return html`
    <section class="page scrolls" aria-label="Faults">
      <div class="title"><h1>Faults</h1><p class="soft">Rules that make matching requests misbehave. Jobs go on as their lifecycles say.</p></div>
      <div class="cards">${faults.value.map(fault => html`<${FaultCard} key=${fault.id} fault=${fault} />`)}</div>
      ${faults.value.length === 0 && html`<p class="empty">No fault is armed: every request gets what its job says.</p>`}
      ${faults.value.length > 0 && html`<div class="actions"><${Action} call=${call('DELETE /__admin/faults')} kind="danger" onDone=${loadFaults}>Remove all</${Action}></div>`}
      <h2>Add a profile</h2>
      <div class="profiles">${profiles.value.map(({ name, description }) => html`
        <${Action} call=${call('POST /__admin/faults', { profile: name })} onDone=${loadFaults} label=${`Arm the profile ${name}`}><b>${name}</b><span class="soft">${description}</span></${Action}>`)}
      </div>
      <h2>Add a fault</h2>
      <${CallForm} call=${toCall()} label="New fault" submit="Arm the fault" onDone=${loadFaults}>
        <div class="fields">
          <${Select} label="Provider" value=${form.provider} options=${['', ...providerNames()]} empty="every provider" />
          <${Select} label="Operation" value=${form.operation} options=${['', ...operationNames()]} empty="every operation" />
          <${Field} label="Job (id)" value=${form.job} placeholder="every job" />
        </div>
        <div class="fields">
          <${Select} label="Does" value=${form.action} options=${Object.keys(actions)} names=${actions} onChange=${() => { form.value.value = usual[form.action.value] }} />
          <${Value} />
          ${form.action.value === 'status' && html`<${Field} label="Retry-After" value=${form.retryAfter} placeholder="none" />`}
        </div>
        <div class="fields">
          <${Field} label="Only the first … requests" value=${form.first} placeholder="all" type="number" />
          <${Field} label="Only every nth" value=${form.every} placeholder="each" type="number" />
          <${Field} label="Probability (0 to 1)" value=${form.probability} placeholder="always" />
        </div>
      </${CallForm}>
    </section>`
}

function FaultCard ({ fault }: { fault: Fault }) {
  const { id, enabled, seen, fired, held, when, phase } = fault
  const url = path`/__admin/faults/${id}`
  const conditions = Object.entries(when).map(([name, value]) => `${name} ${value}`).join(', ')
  return html`
    <article class="card ${enabled ? 'is-armed' : ''}" aria-label=${id}>
      <header>
        <b>${enabled ? '▲' : '‖'} ${describeFault(fault)}</b> <span class="soft">${id}, ${phase} the work${conditions === '' ? '' : `, ${conditions}`}${enabled ? '' : ', paused'}</span>
        <span class="group end">
          <${Action} call=${{ ...call(`PATCH ${url}`, { enabled: !enabled }) }} onDone=${loadFaults}>${enabled ? 'Pause' : 'Resume'}</${Action}>
          <${Action} call=${call(`DELETE ${url}`)} kind="danger" onDone=${loadFaults}>Remove</${Action}>
        </span>
      </header>
      <p><b>${fired}</b> fired of <b>${seen}</b> seen${held > 0 ? `, ${held} connections held` : ''}</p>
    </article>`
}

function Value () {
  const { value, action } = form
  switch (action.value) {
    case 'connection': return html`<${Select} label="How" value=${value} options=${['reset', 'hang', 'empty', 'truncate']} />`
    case 'payload': return html`<${Select} label="How" value=${value} options=${['malformed', 'wrong-type']} />`
    case 'rateLimit': return html`<${Field} label="Requests in 10 s" value=${value} type="number" />`
    case 'credentials': return null
    default: return html`<${Field} label=${action.value === 'status' ? 'Status' : 'Duration'} value=${value} required />`
  }
}

function operationNames (): string[] {
  return overview.value.parts.filter(({ name }) => form.provider.value === '' || name === form.provider.value)
    .flatMap(({ operations }) => operations.flatMap(({ names }) => names)).filter((name, index, all) => all.indexOf(name) === index)
}

function toCall (): Call {
  const { provider, operation, job, action, value, retryAfter, first, every, probability } = form
  const match = given({ provider: provider.value, operation: operation.value, job: job.value })
  const when = given({ first: toNumber(first.value), every: toNumber(every.value), probability: toNumber(probability.value) })
  const then = {
    status: given({ status: Number(value.value), retryAfter: retryAfter.value }),
    delay: { delay: value.value },
    connection: { connection: value.value },
    payload: { payload: value.value },
    rateLimit: { rateLimit: { limit: Number(value.value), window: '10s' } },
    credentials: { credentials: 'expired' }
  }[action.value]
  return call('POST /__admin/faults', { ...Object.keys(match).length > 0 && { match }, ...Object.keys(when).length > 0 && { when }, then })
}

/** The properties that a form has a value for. */
function given (properties: Record<string, string | number>): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''))
}

function toNumber (text: string): number | '' {
  return text === '' ? '' : Number(text)
}
