import { readFile } from 'node:fs/promises'
import { assets } from '../../../assets.ts'
import { noSniff, sendPage, sourceOf, type Policy } from '../../../http/page.ts'
import type { App } from '../../provider.ts'

/** The build creates it from the npm package, so that the page works without a network. */
const folder = new URL('dist/graphiql/', assets)

const files = { 'graphiql.js': 'text/javascript', 'graphiql.css': 'text/css' }

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

const page = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>GraphiQL · jobdouble</title>
  <link rel="stylesheet" href="graphiql/graphiql.css">
  <style>${style}</style>
</head>
<body>
  <noscript>GraphiQL needs JavaScript. Without it: POST to graphql.</noscript>
  <script type="module" src="graphiql/graphiql.js"></script>
</body>
</html>
`

/** Serves GraphiQL; its queries go to the sandbox in whose prefix the page is opened. */
export function serveGraphiql (app: App): void {
  app.get('/graphiql', (_, reply) => sendPage(reply, page, policy))

  for (const [file, type] of Object.entries(files)) {
    app.get(`/graphiql/${file}`, { schema: { hide: true } }, async (_, reply) =>
      reply.type(`${type}; charset=utf-8`).headers(noSniff).send(await readFile(new URL(file, folder))))
  }
}
