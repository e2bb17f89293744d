import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { double } from '../support/double.ts'

const host = 'localhost:5627'
const pages = readdirSync(new URL('../../docs/', import.meta.url)).filter(name => name.endsWith('.md'))

t.test('the page of the APIs links to each provider and the control API, and shows one of them in the sandbox of its URL', async t => {
  const { ask } = await double(t)
  const { text, headers } = await ask('GET /@shop/docs?api=julep', undefined, { host })
  t.match(headers, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': /^default-src 'none'.*script-src 'self'; style-src 'self'/ })
  for (const { name } of providers) t.match(text, name === 'datasaur' ? '<a href="graphiql">datasaur (GraphiQL)</a>' : `<a href="docs?api=${name}"`)
  t.match(text, '<a href="docs?api=julep" aria-current="page">julep</a>')
  t.match(text, `data-specification="http://${host}/@shop/openapi/julep.json" data-base="http://${host}/@shop"`)
  t.match((await ask('GET /docs?api=nope', undefined, { host })).text, '<title>starfish · jobdouble</title>', 'the first one if the name is unknown')
  t.notMatch((await ask('GET /docs', undefined, { host: '<b>' })).text, '<b>', 'a host never becomes markup')
})

t.test('all files of the pages are served, compressed if the client takes that', async t => {
  const { ask, inject } = await double(t)
  const { text } = await ask('GET /docs', undefined, { host })
  const files = Array.from(text.matchAll(/(?:src|href)="(\/docs-files\/[^"]+)"/g), ([, path]) => path!)
  t.equal(files.length, 5)
  for (const path of files) {
    const { statusCode, headers } = await inject({ method: 'GET', url: path, headers: { 'accept-encoding': 'gzip' } })
    t.match({ statusCode, headers }, { statusCode: 200, headers: { 'content-encoding': 'gzip', 'cache-control': /immutable/, 'x-content-type-options': 'nosniff' } }, path)
  }
  t.equal((await ask('GET /docs-files/none.js')).status, 404)
})

t.test('the guide has each page of the docs folder, and each link on them leads to a heading', async t => {
  const { ask } = await double(t)
  const index = await ask('GET /docs/guide')
  const texts = new Map<string, string>()
  for (const page of pages) {
    t.match(index.text, `href="guide/${page}"`)
    const { status, text, headers } = await ask(`GET /docs/guide/${page}`)
    t.equal(status, 200, page)
    t.notMatch(headers['content-security-policy'], 'script-src')
    texts.set(page, text)
  }
  const broken: string[] = []
  for (const [page, text] of texts) {
    const [, content = ''] = text.split('<main>')
    for (const [, href = ''] of content.matchAll(/href="([^"]+)"/g)) {
      const [file = '', id] = href.split('#')
      const target = file === '' ? text : texts.get(file)
      if (/^https?:/.test(href)) continue
      if (target === undefined || (id !== undefined && !target.includes(` id="${id}"`))) broken.push(`${page}: ${href}`)
    }
  }
  t.same(broken, [])
  t.match(texts.get('faults.md'), '<h1 id="faults">Faults</h1>')
  t.match(texts.get('faults.md'), 'aria-current="page">Faults</a>')
})

t.test('the guide serves no other file', async t => {
  const { ask } = await double(t)
  for (const path of ['none.md', '..%2FREADME.md', '%2E%2E%2Fpackage.json', 'images/none.png', 'images/..%2Ffaults.md']) t.equal((await ask(`GET /docs/guide/${path}`)).status, 404, path)
})

t.test('the images of the guide are served', async t => {
  const { app } = await double(t)
  const { statusCode, headers, rawPayload } = await app.inject('/docs/guide/images/dashboard-light.png')
  t.match({ statusCode, headers }, { statusCode: 200, headers: { 'content-type': 'image/png', 'x-content-type-options': 'nosniff' } })
  t.ok(rawPayload.equals(readFileSync(new URL('../../docs/images/dashboard-light.png', import.meta.url))))
})
