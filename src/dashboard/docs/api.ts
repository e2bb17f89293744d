import { escapeMarkup, type Policy } from '../../http/page.ts'
import type { Part } from '../../http/nearest.ts'
import type { PageFiles } from '../../http/page-files.ts'

/** Swagger UI draws its icons from data URLs and sends requests to this server. */
export const policy: Policy = {
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'"
}

type Files = PageFiles<'script' | 'ui' | 'uiStyle' | 'style' | 'icon'>

/**
 * The page of one API, with links to the others. `api` is its name; the first one is shown if there is none of that name. `base` is
 * the URL of the sandbox, to which "Try it out" sends its requests.
 */
export function toApiPage (parts: readonly Part[], api: string | undefined, base: string, files: Files): string {
  const { script, ui, uiStyle, style, icon } = files
  const described = parts.filter(({ specification }) => isOpenApi(specification))
  // the control API is always served
  const shown = described.find(({ name }) => name === api) ?? described[0]!
  const safeBase = JSON.parse(escapeMarkup(JSON.stringify(base))) as string
  const links = parts.map(({ name, specification }) => isOpenApi(specification)
    ? `<a href="docs?api=${name}"${name === shown.name ? ' aria-current="page"' : ''}>${name}</a>`
    : `<a href="graphiql">${name} (GraphiQL)</a>`)
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${shown.name} · jobdouble</title>
  <link rel="icon" href="${icon.url}">
  <link rel="stylesheet" href="${uiStyle.url}">
  <link rel="stylesheet" href="${style.url}">
  <script defer src="${ui.url}"></script>
  <script defer src="${script.url}"></script>
</head>
<body>
  <header>
    <a class="home" href="./">jobdouble</a>
    <nav aria-label="APIs">${links.join('')}</nav>
    <nav aria-label="Documentation"><a href="docs/guide">Guide</a></nav>
  </header>
  <main>
    <p class="note">"Try it out" sends real requests to <code>${safeBase}</code>. Providers accept any credential; without one of yours, the page sends its own.</p>
    <div id="api" data-name="${shown.name}" data-specification="${safeBase}${shown.specification}" data-base="${safeBase}"></div>
    <noscript>This page needs JavaScript. The specification itself is at <a href="${safeBase}${shown.specification}">${shown.specification}</a>.</noscript>
  </main>
</body>
</html>
`
}

function isOpenApi (specification: string): boolean {
  return specification.endsWith('.json')
}
