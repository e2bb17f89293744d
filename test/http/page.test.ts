import { createHash } from 'node:crypto'
import t from 'tap'
import { double } from '../support/double.ts'

const basis = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]

t.test('each page may load what it needs and nothing else, and is not shown in a frame', async t => {
  const { inject } = await double(t)
  const dashboard = ["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"]
  const pages: Array<{ url: string, sources: (style: string) => string[] }> = [
    { url: '/', sources: () => dashboard },
    { url: '/@shop/', sources: () => dashboard },
    { url: '/graphiql', sources: style => ["script-src 'self'", `style-src 'self' ${style}`, 'font-src data:', 'img-src data:', "connect-src 'self'"] }
  ]
  for (const { url, sources } of pages) {
    const { headers, body } = await inject({ method: 'GET', url, headers: { accept: 'text/html' } })
    const [style, ...others] = Array.from(body.matchAll(/<style>([^]*?)<\/style>/g), ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`)
    t.same(others, [])
    t.equal(headers['content-security-policy'], [...basis, ...sources(style!)].join('; '), url)
    t.equal(headers['x-content-type-options'], 'nosniff')
    t.notMatch(body, /<script(?! (type="module" )?src="\/(graphiql|dashboard)\/)|style=|\son\w+=|javascript:/, 'nothing else is inline')
  }
  t.equal((await inject({ method: 'GET', url: '/' })).headers['content-security-policy'], undefined, 'JSON is not a page')
})
