import { html } from '../html.ts'

/** The headers, folded, and the body of a message. */
export function Body ({ headers, body }: { headers?: Record<string, string>, body: unknown }) {
  return html`
    ${headers !== undefined && html`<details><summary>${Object.keys(headers).length} headers</summary>
      <dl class="headers">${Object.entries(headers).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    </details>`}
    ${body === null || body === undefined ? html`<p class="soft">No body.</p>` : html`<pre tabindex="0">${typeof body === 'string' ? body : JSON.stringify(body, null, 2)}</pre>`}`
}
