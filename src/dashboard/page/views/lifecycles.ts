import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { LifecycleRule } from '../../../client/index.ts'
import { call, path, type Call } from '../curl.ts'
import { html } from '../html.ts'
import { read } from '../requests.ts'
import { overview, providerNames } from '../state/live.ts'
import { Action, CallForm } from '../parts/action.ts'
import { Field, Select } from '../parts/fields.ts'
import { LifecyclePreview } from '../parts/lifecycle-preview.ts'
import { lifecycles, loadLifecycles } from './new-job.ts'

const rules = signal<LifecycleRule[]>([])
const form = { provider: signal(''), operation: signal(''), lifecycle: signal('failure'), times: signal('') }

async function loadRules (): Promise<void> {
  rules.value = (await read<{ items: LifecycleRule[] }>(call('GET /__admin/lifecycles/rules'))).items
}

export function Lifecycles () {
  useEffect(() => {
    loadLifecycles().catch(() => {})
    loadRules().catch(() => {})
  }, [])
  return html`
    <section class="page scrolls" aria-label="Lifecycles">
      <div class="title"><h1>Lifecycles</h1><p class="soft">The scripts of jobs, and the rules that choose one for the jobs that clients start. The first rule that matches wins.</p></div>
      <h2>Lifecycle rules</h2>
      ${rules.value.length === 0
        ? html`<p class="soft">None: a job that a client starts gets the lifecycle of the sandbox.</p>`
        : html`<table><thead><tr><th>Jobs</th><th>Lifecycle</th><th>Times</th><th>Matched</th><th><span class="hidden">Remove</span></th></tr></thead><tbody>
          ${rules.value.map(({ id, operation, provider, match, lifecycle, times, matched }) => html`<tr>
            <td>${operation ?? provider ?? 'all'}${match === undefined ? '' : html` <code>${JSON.stringify(match)}</code>`}</td>
            <td>${typeof lifecycle === 'string' ? lifecycle : lifecycle.name ?? 'a script'}</td><td>${times ?? 'all'}</td><td class="number">${matched}</td>
            <td class="number"><${Action} call=${call(`DELETE ${path`/__admin/lifecycles/rules/${id}`}`)} kind="danger" onDone=${loadRules} label=${`Remove ${id}`}>Remove</${Action}></td></tr>`)}
        </tbody></table>`}
      <h2>Add a rule</h2>
      <${CallForm} call=${toCall()} label="New lifecycle rule" submit="Add the rule" onDone=${loadRules}>
        <div class="fields">
          <${Select} label="Provider" value=${form.provider} options=${['', ...providerNames()]} empty="every provider" />
          <${Select} label="Operation" value=${form.operation} options=${['', ...startNames()]} empty="every operation" />
          <${Select} label="Lifecycle" value=${form.lifecycle} options=${lifecycles.value.map(({ name }) => name)} />
          <${Field} label="For the next … jobs" value=${form.times} placeholder="all" type="number" />
        </div>
      </${CallForm}>
      <h2>All lifecycles</h2>
      <div class="cards columns-of-cards">${lifecycles.value.map(({ name, description, steps, source }) => html`
        <article class="card" aria-label=${name}><header><b>${name}</b>${source === 'uploaded' && html`<span class="soft">uploaded</span>`}</header>
          <p class="soft">${description}</p><${LifecyclePreview} steps=${steps} /></article>`)}
      </div>
    </section>`
}

function startNames (): string[] {
  return overview.value.parts.filter(({ name }) => form.provider.value === '' || name === form.provider.value)
    .flatMap(({ operations }) => operations.flatMap(({ starts }) => starts)).filter((name, index, all) => all.indexOf(name) === index)
}

function toCall (): Call {
  const { provider, operation, lifecycle, times } = form
  return call('POST /__admin/lifecycles/rules', {
    ...provider.value !== '' && { provider: provider.value },
    ...operation.value !== '' && { operation: operation.value },
    lifecycle: lifecycle.value,
    ...times.value !== '' && { times: Number(times.value) }
  })
}
