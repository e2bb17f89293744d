import { html } from '../html.ts'
import { overview } from '../state/live.ts'
import { Copy } from '../parts/copy.ts'

/** The base URLs and the environment variables of the clients of each provider, and what is served. */
export function Connect () {
  const { parts, sandbox } = overview.value
  return html`
    <section class="page scrolls" aria-label="Connect a client">
      <div class="title"><h1>Connect a client</h1><p class="soft">Point a client at this address and change nothing else. Any key or token is accepted.</p>
        <p><code>${sandbox.url}</code> <${Copy} text=${sandbox.url} /></p></div>
      <div class="cards columns-of-cards">${parts.map(({ name, env, specification, operations }) => {
        const lines = Object.entries(env).map(([variable, value]) => `${variable}=${value}`).join('\n')
        return html`
          <article class="card" aria-label=${name}>
            <header><h2>${name}</h2><a class="link end" href=${specification}>specification</a></header>
            ${lines !== '' && html`<div class="with-copy"><pre tabindex="0">${lines}</pre><${Copy} text=${lines} /></div>`}
            <details><summary>${operations.length} operations</summary>
              <ul class="operations">${operations.map(({ method, url }) => html`<li><b>${method}</b> <code>${url.slice(sandbox.url.length)}</code></li>`)}</ul></details>
          </article>`
      })}</div>
    </section>`
}
