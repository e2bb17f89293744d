import type { Signal } from '@preact/signals'
import { html } from '../html.ts'

interface FieldProps { label: string, value: Signal<string>, placeholder?: string, type?: string, required?: boolean }

/** An input whose text is a signal. */
export function Field ({ label, value, placeholder = '', type = 'text', required = false }: FieldProps) {
  return html`<label>${label}<input type=${type} value=${value.value} placeholder=${placeholder} required=${required}
    onInput=${(event: Event) => { value.value = (event.currentTarget as HTMLInputElement).value }} /></label>`
}

interface SelectProps {
  label: string
  value: Signal<string>
  options: readonly string[]
  /** The texts of options, where they differ. */
  names?: Record<string, string>
  /** The text of the option without a value. */
  empty?: string
  autofocus?: boolean
  onChange?: () => void
}

/** A choice whose value is a signal. */
export function Select ({ label, value, options, names = {}, empty = '', autofocus = false, onChange }: SelectProps) {
  return html`<label>${label}<select value=${value.value} autofocus=${autofocus} onChange=${(event: Event) => {
    value.value = (event.currentTarget as HTMLSelectElement).value
    onChange?.()
  }}>${options.map(option => html`<option value=${option} selected=${option === value.value}>${option === '' ? empty : names[option] ?? option}</option>`)}</select></label>`
}
