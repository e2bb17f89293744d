import type { ComponentChildren } from 'preact'
import type { Call } from '../curl.ts'
import { html } from '../html.ts'
import { act, preview } from '../requests.ts'
import { showError } from './notice.ts'

interface ActionProps {
  /** What the control sends; a function if it is worked out when it is needed. */
  call: Call | (() => Call)
  onDone?: ((result: unknown) => void | Promise<void>) | undefined
  /** `plain`, `primary` or `danger`. */
  kind?: string
  label?: string
  disabled?: boolean
  pressed?: boolean
  children: ComponentChildren
}

/** A button that makes one call of the control API. While it has the pointer or the focus, the foot of the page shows the call as curl. */
export function Action ({ call, onDone, kind = 'plain', label, disabled = false, pressed, children }: ActionProps) {
  return html`<button type="button" class=${`button ${kind}`} title=${label} disabled=${disabled} aria-pressed=${pressed}
    ...${showing(call)} onClick=${() => run(toCall(call), onDone)}>${children}${label !== undefined && html`<span class="hidden">: ${label}</span>`}</button>`
}

/** The properties of an element that shows a call at the foot of the page while it has the pointer or the focus. */
export function showing (call: ActionProps['call']) {
  const show = () => { preview(toCall(call)) }
  return { onPointerEnter: show, onFocus: show }
}

function toCall (call: ActionProps['call']): Call {
  return typeof call === 'function' ? call() : call
}

/** Makes a call, and shows its error. */
export async function run (call: Call, onDone?: (result: unknown) => void | Promise<void>): Promise<void> {
  try {
    const result = await act(call)
    await onDone?.(result)
  } catch (error) {
    showError((error as Error).message)
  }
}

/** A form whose one button makes one call; the line at the foot shows the call as the fields change. */
export function CallForm ({ call, onDone, label, submit, children }: ActionProps & { submit: string }) {
  return html`<form class="form" aria-label=${label} onSubmit=${(event: Event) => {
    event.preventDefault()
    run(toCall(call), onDone)
  }} onFocusIn=${() => { preview(toCall(call)) }}>
    ${children}
    <button class="button primary" onPointerEnter=${() => { preview(toCall(call)) }}>${submit}</button>
  </form>`
}
