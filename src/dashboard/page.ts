import { escapeMarkup, sourceOf, type Policy } from '../http/page.ts'
import type { Overview } from './overview.ts'

const style = `
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
    body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
    h1 { margin-bottom: 0 } h1 small, dd { font-weight: normal; color: GrayText } a { color: inherit }
    h2 { margin: 1.5rem 0 .25rem; text-transform: capitalize }
    ul { margin: 0; padding: 0; list-style: none } li { overflow-x: auto }
    pre { margin: 0 0 .5rem; padding: .5rem; overflow-x: auto; user-select: all; border: 1px solid GrayText }
    b { display: inline-block; min-width: 3.5rem }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dd { margin: 0 }
  `

/** The page has one style, no script and no image. */
export const policy: Policy = { 'style-src': sourceOf(style) }

/** The overview as an HTML page. */
export function toPage (overview: Overview): string {
  // the Host header and the seed come from the client and may contain markup
  const { version, sandbox, parts } = JSON.parse(escapeMarkup(JSON.stringify(overview))) as Overview
  const sections = parts.map(({ name, specification, env, operations }) => `
  <section>
    <h2>${name}</h2>
    ${toVariables(env)}<ul>${operations.map(operation => `<li><code><b>${operation.method}</b> ${toLink(operation)}</code></li>`).join('')}</ul>
    <a href="${specification}">specification</a>
  </section>`)
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>jobdouble · ${sandbox.name}</title>
  <style>${style}</style>
</head>
<body>
  <h1>jobdouble <small>${version}</small></h1>
  <p>A stand-in for hosted job APIs. Point a client at this address and change nothing else.</p>
  <dl>
    <dt>sandbox</dt><dd>${sandbox.name}</dd>
    <dt>base URL</dt><dd>${sandbox.url}</dd>
    <dt>seed</dt><dd>${sandbox.seed}</dd>
    <dt>clock</dt><dd>${sandbox.clock.mode}, ${sandbox.clock.now}</dd>
  </dl>${sections.join('')}
</body>
</html>
`
}

/** The variables of a provider's clients, as lines to be copied. */
function toVariables (env: Readonly<Record<string, string>>): string {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return lines.length === 0 ? '' : `<pre>${lines.join('\n')}</pre>\n    `
}

/** A link to an operation that a browser can open: a GET without credentials and without parameters in its path. Others are plain text. */
function toLink ({ method, url, open }: Overview['parts'][number]['operations'][number]): string {
  return method === 'GET' && open && !url.includes('/:') ? `<a href="${url}">${url}</a>` : url
}
