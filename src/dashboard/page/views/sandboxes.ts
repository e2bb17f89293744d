import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SandboxInfo } from '../../../client/index.ts'
import { call, path, type Call } from '../curl.ts'
import { html } from '../html.ts'
import { read } from '../requests.ts'
import { sandboxName, urlOf } from '../state/place.ts'
import { Action, CallForm, run, showing } from '../parts/action.ts'
import { Field, Select } from '../parts/fields.ts'

const sandboxes = signal<SandboxInfo[]>([])
const form = { name: signal(''), seed: signal(''), clock: signal('real'), lifecycle: signal('') }

async function loadSandboxes (): Promise<void> {
  sandboxes.value = (await read<{ items: SandboxInfo[] }>({ ...call('GET /__admin/sandboxes?limit=1000'), everywhere: true })).items
}

export function Sandboxes () {
  useEffect(() => { loadSandboxes().catch(() => {}) }, [])
  return html`
    <section class="page scrolls" aria-label="Sandboxes">
      <div class="title"><h1>Sandboxes</h1><p class="soft">Each is a world of its own: its jobs, clock, faults, journal and seed.</p></div>
      <div class="scroll-x"><table><thead><tr><th>Name</th><th>Clock</th><th>Seed</th><th class="number">Jobs</th><th>Last used</th><th><span class="hidden">Delete</span></th></tr></thead><tbody>
        ${sandboxes.value.map(({ name, clock, seed, jobs, lastUsed }) => html`<tr class=${name === sandboxName ? 'selected' : ''}>
          <td><a class="link" href=${urlOf(name)} aria-current=${name === sandboxName ? 'true' : undefined}>${name}</a></td>
          <td>${clock.mode}${clock.mode === 'scaled' ? ` × ${clock.rate}` : ''}</td><td><code>${seed}</code></td><td class="number">${jobs}</td><td class="soft">${lastUsed.slice(0, 19).replace('T', ' ')}</td>
          <td class="number">${name !== 'main' && html`<${Action} call=${{ ...call(`DELETE ${path`/__admin/sandboxes/${name}`}`), everywhere: true }} kind="danger" label=${`Delete ${name}`}
            onDone=${() => { if (name === sandboxName) location.href = '/#/sandboxes'; else return loadSandboxes() }}>Delete</${Action}>`}</td></tr>`)}
      </tbody></table></div>
      <h2>This sandbox: ${sandboxName}</h2>
      <div class="actions">
        <${Action} call=${call('POST /__admin/reset')} kind="danger" onDone=${loadSandboxes}>Reset</${Action}>
        <${Action} call=${call('GET /__admin/snapshot')} onDone=${download}>Download a snapshot</${Action}>
        <label class="button upload" ...${showing(uploaded)}>Upload a snapshot
          <input type="file" accept="application/json,.json" class="hidden" ...${showing(uploaded)} onChange=${upload} /></label>
      </div>
      <h2>Create a sandbox</h2>
      <${CallForm} call=${toCall()} label="New sandbox" submit="Create and open it" onDone=${(created: unknown) => { location.href = urlOf((created as SandboxInfo).name) }}>
        <div class="fields">
          <${Field} label="Name" value=${form.name} placeholder="drawn at random" />
          <${Field} label="Seed" value=${form.seed} placeholder="that of the server" />
          <${Select} label="Clock" value=${form.clock} options=${['real', 'frozen']} />
          <${Field} label="Lifecycle of its jobs" value=${form.lifecycle} placeholder="that of the server" />
        </div>
      </${CallForm}>
    </section>`
}

/** As curl sends the file that the snapshot was downloaded to. */
const uploaded = call('PUT /__admin/snapshot', `@jobdouble-${sandboxName}.json`)

function download (snapshot: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(snapshot)], { type: 'application/json' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: `jobdouble-${sandboxName}.json` })
  link.click()
  URL.revokeObjectURL(url)
}

async function upload (event: Event): Promise<void> {
  const input = event.currentTarget as HTMLInputElement
  const [file] = input.files ?? []
  if (file === undefined) return
  const text = await file.text()
  input.value = ''
  await run({ ...call('PUT /__admin/snapshot'), body: text })
}

function toCall (): Call {
  const { name, seed, clock, lifecycle } = form
  const body = {
    ...name.value !== '' && { name: name.value },
    ...seed.value !== '' && { seed: /^\d{1,15}$/.test(seed.value) ? Number(seed.value) : seed.value },
    clock: { mode: clock.value },
    ...lifecycle.value !== '' && { lifecycle: lifecycle.value }
  }
  return { ...call('POST /__admin/sandboxes', body), everywhere: true }
}
