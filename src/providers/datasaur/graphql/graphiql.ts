import { assets } from '../../../assets.ts'
import { sendPage, sourceOf, type Policy } from '../../../http/page.ts'
import { pageFiles, type PageFiles } from '../../../http/page-files.ts'
import type { App } from '../../provider.ts'

/** The build creates it from the npm package, so that the page works without a network. */
const files = pageFiles(new URL('dist/graphiql/', assets), { script: 'graphiql.js', style: 'graphiql.css' })

const style = 'body { margin: 0; height: 100vh }'

/**
 * Fonts and images are in the style sheet, and queries go to this server. GraphiQL's dialogs add a style that stops the page from
 * scrolling. The policy forbids it, and the page does not need it: it is as high as its window.
 */
const policy: Policy = {
  'script-src': "'self'",
  'style-src': `'self' ${sourceOf(style)}`,
  'font-src': 'data:',
  'img-src': 'data:',
  'connect-src': "'self'"
}

function toPage ({ script, style: sheet }: PageFiles<'script' | 'style'>): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>GraphiQL · jobdouble</title>
  <link rel="stylesheet" href="${sheet.url}">
  <style>${style}</style>
</head>
<body>
  <noscript>GraphiQL needs JavaScript. Without it: POST to graphql.</noscript>
  <script type="module" src="${script.url}"></script>
</body>
</html>
`
}

/** Serves GraphiQL; its queries go to the sandbox in whose prefix the page is opened. */
export function serveGraphiql (app: App): void {
  app.get('/graphiql', (_, reply) => sendPage(reply, toPage(files.read()), policy))
  files.serve(app)
}
