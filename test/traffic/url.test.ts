import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { sandboxNameOf, withoutSandbox } from '../../src/traffic/url.ts'

const split: Array<{ url: string, sandbox: string, path: string }> = [
  { url: '/', sandbox: 'main', path: '/' },
  { url: '/v1/jobs?limit=1', sandbox: 'main', path: '/v1/jobs?limit=1' },
  { url: '', sandbox: 'main', path: '' },
  { url: '*', sandbox: 'main', path: '*' },
  { url: '/jobs/@checkout', sandbox: 'main', path: '/jobs/@checkout' },
  { url: '/main', sandbox: 'main', path: '/main' },
  { url: '//@checkout/jobs', sandbox: 'main', path: '//@checkout/jobs' },
  { url: '/@checkout/v1/jobs/5?x=/@y', sandbox: 'checkout', path: '/v1/jobs/5?x=/@y' },
  { url: '/@checkout', sandbox: 'checkout', path: '/' },
  { url: '/@checkout/', sandbox: 'checkout', path: '/' },
  { url: '/@checkout//', sandbox: 'checkout', path: '//' },
  { url: '/@checkout?x=1', sandbox: 'checkout', path: '/?x=1' },
  { url: '/@checkout?x=/y', sandbox: 'checkout', path: '/?x=/y' },
  { url: '/@checkout#top', sandbox: 'checkout', path: '/#top' },
  { url: '/@main/v1', sandbox: 'main', path: '/v1' },
  { url: '/%40checkout/v1?x', sandbox: 'checkout', path: '/v1?x' },
  { url: '/%40checkout', sandbox: 'checkout', path: '/' },
  { url: '/@a/@b/v1', sandbox: 'a', path: '/@b/v1' },
  { url: '/@a%2Fb/v1', sandbox: 'a%2Fb', path: '/v1' },
  { url: '/@', sandbox: '', path: '/' },
  { url: '/@/v1', sandbox: '', path: '/v1' },
  { url: '/%40?x', sandbox: '', path: '/?x' },
  { url: 'http://double:5627/@checkout/v1?x=/@y', sandbox: 'checkout', path: '/v1?x=/@y' },
  { url: 'HTTPS://user:pw@[::1]/v1', sandbox: 'main', path: '/v1' },
  { url: 'http://double', sandbox: 'main', path: '/' },
  { url: 'http://double?x=1', sandbox: 'main', path: '/?x=1' },
  { url: 'http://double/%40a', sandbox: 'a', path: '/' },
  { url: 'ftp://double/@a', sandbox: 'main', path: 'ftp://double/@a' }
]

t.test('a URL is split into the name of its sandbox, main if it has none, and the path', async t => {
  for (const { url, sandbox, path } of split) {
    const request = { url } as IncomingMessage
    t.strictSame([withoutSandbox(request), sandboxNameOf(request)], [path, sandbox], url)
  }
})

const routed: Array<{ url: string, path: string }> = [
  { url: '/v1/jobs', path: '/v1/jobs' },
  { url: '/@checkout/v1/jobs?x=1', path: '/v1/jobs?x=1' },
  { url: '/%40checkout/v1', path: '/v1' },
  { url: '/@checkout', path: '/' },
  { url: '/@checkout?x', path: '/?x' },
  { url: '/jobs/a%20b', path: '/jobs/a%20b' },
  { url: '/jobs/a%2Fb?x=%2F', path: '/jobs/a%2Fb?x=%2F' },
  { url: '/jobs/%C3%A4', path: '/jobs/%C3%A4' },
  { url: '/jobs/100%', path: '/jobs/100%25' },
  { url: '/@checkout/jobs/100%', path: '/jobs/100%25' },
  { url: '/jobs/%zz', path: '/jobs/%25zz' },
  { url: '/jobs/%ff', path: '/jobs/%25ff' },
  { url: '/jobs/%C3', path: '/jobs/%25C3' },
  { url: '/jobs/%E4%', path: '/jobs/%25E4%25' },
  { url: '/jobs/5?x=100%', path: '/jobs/5?x=100%' },
  { url: '/jobs/100%?x=100%', path: '/jobs/100%25?x=100%' },
  { url: '/@a%/jobs/5', path: '/jobs/5' },
  { url: 'http://double/@a/jobs/100%', path: '/jobs/100%25' }
]

t.test('the router sees the path, and a stray % stands for itself', async t => {
  for (const { url, path } of routed) {
    const seen = withoutSandbox({ url } as IncomingMessage)
    t.equal(seen, path, url)
    t.type(decodeURIComponent(seen.split('?')[0]!), 'string', 'it can be decoded')
  }
})
