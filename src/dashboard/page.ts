import { escapeMarkup, type Policy } from '../http/page.ts'
import type { PageFiles } from '../http/page-files.ts'
import type { Overview } from './overview.ts'

/** The page loads its own script, style and icon, and asks the control API of the server that it comes from. Nothing is inline. */
export const policy: Policy = { 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self'", 'connect-src': "'self'" }

/** The page, which shows a list of the parts where no script runs. */
export function toPage (overview: Overview, { script, style, icon }: PageFiles<'script' | 'style' | 'icon'>): string {
  // the Host header and the seed come from the client and may contain markup
  const { version, sandbox, parts } = JSON.parse(escapeMarkup(JSON.stringify(overview))) as Overview
  const sections = parts.map(({ name, specification, env, operations }) => `
      <section>
        <h2>${name}</h2>
        ${toVariables(env)}<ul>${operations.map(toItem).join('')}</ul>
        <a href="${specification}">specification</a>
      </section>`)
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta name="color-scheme" content="light dark">
  <title>jobdouble · ${sandbox.name}</title>
  <link rel="icon" href="${icon.url}">
  <link rel="stylesheet" href="${style.url}">
  <script type="module" src="${script.url}"></script>
</head>
<body>
  <div id="app"></div>
  <noscript>
    <main class="without-script">
      <h1>jobdouble <small>${version}</small></h1>
      <p>A stand-in for hosted job APIs. Point a client at this address and change nothing else.</p>
      <p>The dashboard needs JavaScript; without it, this is what is served.</p>
      <dl>
        <dt>sandbox</dt><dd>${sandbox.name}</dd>
        <dt>base URL</dt><dd>${sandbox.url}</dd>
        <dt>seed</dt><dd>${sandbox.seed}</dd>
        <dt>clock</dt><dd>${sandbox.clock.mode}, ${sandbox.clock.now}</dd>
      </dl>${sections.join('')}
    </main>
  </noscript>
</body>
</html>
`
}

/** The variables of a provider's clients, as lines to be copied. */
function toVariables (env: Readonly<Record<string, string>>): string {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return lines.length === 0 ? '' : `<pre>${lines.join('\n')}</pre>\n        `
}

/** An operation; a link if a browser can open it: a GET without credentials and without parameters in its path. */
function toItem ({ method, url, open }: Overview['parts'][number]['operations'][number]): string {
  const link = method === 'GET' && open && !url.includes('/:') ? `<a href="${url}">${url}</a>` : url
  return `<li><code><b>${method}</b> ${link}</code></li>`
}
