import type { SandboxInfo } from '../../../client/index.ts'
import { call } from '../curl.ts'
import { html } from '../html.ts'
import { urlOf } from '../state/place.ts'
import { Action } from '../parts/action.ts'

/** Creates a sandbox in which clients of all providers play, and opens it. */
export function PlayDemo () {
  const create = { ...call('POST /__admin/sandboxes', { scene: 'demo' }), everywhere: true }
  return html`<${Action} call=${create} onDone=${(created: unknown) => { location.href = urlOf((created as SandboxInfo).name) }}>Play a demo</${Action}>`
}
