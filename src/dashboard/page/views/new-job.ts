import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Job, Lifecycle } from '../../../client/index.ts'
import { call, type Call } from '../curl.ts'
import { html } from '../html.ts'
import { preview, read } from '../requests.ts'
import { providerNames, putJob } from '../state/live.ts'
import { go } from '../state/view.ts'
import { CallForm } from '../parts/action.ts'
import { Field, Select } from '../parts/fields.ts'
import { LifecyclePreview } from '../parts/lifecycle-preview.ts'

export const lifecycles = signal<Lifecycle[]>([])
/** Whether the form for a new job is open. */
export const isNewJobOpen = signal(false)

const form = { provider: signal(''), kind: signal(''), lifecycle: signal('success'), id: signal(''), input: signal('') }

export async function loadLifecycles (): Promise<void> {
  lifecycles.value = (await read<{ items: Lifecycle[] }>(call('GET /__admin/lifecycles'))).items
}

/** The form for a new job, with its lifecycle previewed. */
export function NewJob () {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (form.provider.value === '') form.provider.value = providerNames()[0] ?? ''
    loadLifecycles().catch(() => {})
    dialog.current!.showModal()
    preview(toCall())
  }, [])
  const chosen = lifecycles.value.find(({ name }) => name === form.lifecycle.value)
  const close = () => { isNewJobOpen.value = false }
  return html`
    <dialog class="dialog wide" ref=${dialog} aria-labelledby="new-job" onClose=${close}>
      <header><h2 id="new-job">New job</h2><button type="button" class="button close" aria-label="Close" onClick=${() => { dialog.current!.close() }}>✕</button></header>
      <${CallForm} call=${toCall()} label="New job" submit="Create the job" onDone=${(job: unknown) => {
        putJob(job as Job)
        dialog.current!.close()
        go('jobs', (job as Job).id)
      }}>
        <div class="fields">
          <${Select} label="Provider" value=${form.provider} options=${providerNames()} autofocus />
          <${Field} label="Kind" value=${form.kind} placeholder="the usual one" />
          <${Field} label="Id" value=${form.id} placeholder="drawn from the seed" />
        </div>
        <${Select} label="Lifecycle" value=${form.lifecycle} options=${lifecycles.value.map(({ name }) => name)} />
        ${chosen !== undefined && html`<div><p class="soft">${chosen.description}</p><${LifecyclePreview} steps=${chosen.steps} /></div>`}
        <label>Input (JSON)<textarea value=${form.input.value} placeholder="none" rows="3" onInput=${(event: Event) => { form.input.value = (event.currentTarget as HTMLTextAreaElement).value }}></textarea></label>
        <code class="curl-of-form">${toLine()}</code>
      </${CallForm}>
    </dialog>`
}

function toLine (): string {
  const { body } = toCall()
  return `POST /__admin/jobs ${JSON.stringify(body)}`
}

function toCall (): Call {
  const { provider, kind, lifecycle, id, input } = form
  return call('POST /__admin/jobs', {
    provider: provider.value,
    ...kind.value !== '' && { kind: kind.value },
    lifecycle: lifecycle.value,
    ...id.value !== '' && { id: id.value },
    ...input.value.trim() !== '' && { input: toJson(input.value) }
  })
}

/** The text itself while it is not JSON: the server then says what is wrong with it. */
function toJson (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
