import { useState } from 'preact/hooks'
import { html } from '../html.ts'

/** A button that copies a text. */
export function Copy ({ text, label = 'Copy' }: { text: string, label?: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => { setCopied(false) }, 1500)
  }
  return html`<button type="button" class="button copy" aria-label=${`${label}: ${text.slice(0, 60)}`} onClick=${copy}>${isCopied ? 'Copied' : label}</button>`
}
