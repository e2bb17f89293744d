import { signal } from '@preact/signals'
import { html } from '../html.ts'

const notice = signal('')
let timer = 0

/** Shows an error for some seconds, above the page so that nothing moves. */
export function showError (message: string): void {
  notice.value = message
  clearTimeout(timer)
  timer = setTimeout(() => { notice.value = '' }, 8000)
}

export function Notice () {
  return html`<div role="alert" class="notice" hidden=${notice.value === ''}>
    ${notice.value} <button type="button" class="button" onClick=${() => { notice.value = '' }}>Close</button>
  </div>`
}
