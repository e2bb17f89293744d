import type { State } from '../../../client/index.ts'
import { html } from '../html.ts'
import { signs } from '../words.ts'

/** The provider's word for the state of a job, with the sign and the colour of the state. */
export function Status ({ state, status, held = false }: { state: State, status: string, held?: boolean }) {
  return html`<span class=${`status ${state}`} title=${held ? `${state}, held` : state}>
    <i aria-hidden="true">${held ? '✋' : signs[state]}</i>${status}<span class="hidden">, ${state}${held ? ', held' : ''}</span>
  </span>`
}
