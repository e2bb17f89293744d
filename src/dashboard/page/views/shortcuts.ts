import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { html } from '../html.ts'
import { clock, setClock } from '../state/clock.ts'
import { go, selectedJob, view, views } from '../state/view.ts'
import { fit, follow, pan, zoom } from '../timeline/window.ts'
import { run } from '../parts/action.ts'
import { advances, setMode } from './clock.ts'
import { isNewJobOpen } from './new-job.ts'

const isHelpOpen = signal(false)

const apply = (reading: unknown) => { setClock(reading as Parameters<typeof setClock>[0]) }

/** What a key does where no field has the focus. */
const shortcuts: Array<{ key: string, text: string, act: () => unknown }> = [
  { key: '?', text: 'Show the shortcuts', act: () => { isHelpOpen.value = true } },
  { key: '/', text: 'Filter', act: () => focus('main input[type=search]') },
  { key: 'n', text: 'New job', act: () => { isNewJobOpen.value = true } },
  { key: ' ', text: 'Freeze the clock, or let it run', act: freezeOrRun },
  ...advances.map(({ key, label, call }) => ({ key, text: label, act: async () => { await run(call()) } })),
  { key: 'j', text: 'To the list of jobs; ↑ and ↓ move in it, Enter opens a job', act: () => focus('.rows a') },
  { key: 'f', text: 'Follow now', act: follow },
  { key: '0', text: 'Show the whole time', act: fit },
  { key: '+', text: 'Zoom in', act: () => { zoom(1.5) } },
  { key: '-', text: 'Zoom out', act: () => { zoom(1 / 1.5) } },
  { key: 'ArrowLeft', text: 'Move back in time', act: () => { pan(-120) } },
  { key: 'ArrowRight', text: 'Move on in time', act: () => { pan(120) } },
  { key: 'Escape', text: 'Close the job or the request', act: closePanel }
]

async function freezeOrRun (): Promise<void> {
  await run(setMode(clock.value.mode === 'frozen' ? 'real' : 'frozen'), apply)
}

function focus (selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus()
}

function closePanel (): void {
  if (selectedJob.value !== undefined) go('timeline')
  else if (view.value === 'journal') go('journal')
}

const names: Record<string, string> = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→' }

/** Follows the keys, and lists them when asked. G and a digit lead to a view. */
export function Shortcuts () {
  useEffect(() => {
    let isAfterG = false
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const isField = target.matches('input, select, textarea') || document.querySelector('dialog[open]') !== null
      if (isField || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === ' ' && target.matches('button, summary, a')) return
      const place = isAfterG ? views[Number(event.key) - 1] : undefined
      isAfterG = event.key === 'g'
      const shortcut = shortcuts.find(({ key }) => key === event.key)
      if (place === undefined && shortcut === undefined) return
      event.preventDefault()
      if (place === undefined) shortcut!.act()
      else go(place)
    }
    addEventListener('keydown', press)
    return () => { removeEventListener('keydown', press) }
  }, [])
  return isHelpOpen.value ? html`<${Help} />` : null
}

function Help () {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => { dialog.current!.showModal() }, [])
  return html`
    <dialog class="dialog" ref=${dialog} aria-labelledby="shortcuts" onClose=${() => { isHelpOpen.value = false }}>
      <header><h2 id="shortcuts">Shortcuts</h2><button type="button" class="button close" aria-label="Close" onClick=${() => { dialog.current!.close() }}>✕</button></header>
      <dl class="keys">${shortcuts.map(({ key, text }) => html`<dt><kbd>${names[key] ?? key}</kbd></dt><dd>${text}</dd>`)}
        <dt><kbd>g</kbd> <kbd>1</kbd>…<kbd>${views.length}</kbd></dt><dd>Go to a view</dd></dl>
    </dialog>`
}

/** Opens the list of shortcuts. */
export function HelpButton () {
  return html`<button type="button" class="button help" aria-label="Shortcuts" onClick=${() => { isHelpOpen.value = true }}>?</button>`
}
