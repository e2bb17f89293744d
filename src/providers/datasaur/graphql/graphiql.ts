import { readFile } from 'node:fs/promises'
import { assets } from '../../../assets.ts'
import type { App } from '../../provider.ts'

/** Made by the build from the npm package, so that the page works where nothing but this machine can be reached. */
const folder = new URL('dist/graphiql/', assets)

const files = { 'graphiql.js': 'text/javascript', 'graphiql.css': 'text/css' }

const page = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>GraphiQL · jobdouble</title>
  <link rel="stylesheet" href="graphiql/graphiql.css">
  <style>body { margin: 0; height: 100vh }</style>
</head>
<body>
  <noscript>GraphiQL needs JavaScript. Without it: POST to graphql.</noscript>
  <script src="graphiql/graphiql.js"></script>
</body>
</html>
`

/** GraphiQL, on the sandbox under whose prefix the page is opened. */
export function serveGraphiql (app: App): void {
  app.get('/graphiql', async (_, reply) => reply.type('text/html; charset=utf-8').send(page))

  for (const [file, type] of Object.entries(files)) {
    app.get(`/graphiql/${file}`, { schema: { hide: true } }, async (_, reply) =>
      reply.type(`${type}; charset=utf-8`).send(await readFile(new URL(file, folder))))
  }
}
