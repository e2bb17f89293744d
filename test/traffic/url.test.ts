import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { sandboxNameOf, withoutSandbox } from '../../src/traffic/url.ts'

const split: Array<[url: string, sandbox: string, path: string]> = [
  ['/', 'main', '/'],
  ['/v1/jobs?limit=1', 'main', '/v1/jobs?limit=1'],
  ['', 'main', ''],
  ['*', 'main', '*'],
  ['/jobs/@checkout', 'main', '/jobs/@checkout'],
  ['/main', 'main', '/main'],
  ['//@checkout/jobs', 'main', '//@checkout/jobs'],
  ['/@checkout/v1/jobs/5?x=/@y', 'checkout', '/v1/jobs/5?x=/@y'],
  ['/@checkout', 'checkout', '/'],
  ['/@checkout/', 'checkout', '/'],
  ['/@checkout//', 'checkout', '//'],
  ['/@checkout?x=1', 'checkout', '/?x=1'],
  ['/@checkout?x=/y', 'checkout', '/?x=/y'],
  ['/@checkout#top', 'checkout', '/#top'],
  ['/@main/v1', 'main', '/v1'],
  ['/%40checkout/v1?x', 'checkout', '/v1?x'],
  ['/%40checkout', 'checkout', '/'],
  ['/@a/@b/v1', 'a', '/@b/v1'],
  ['/@a%2Fb/v1', 'a%2Fb', '/v1'],
  ['/@', '', '/'],
  ['/@/v1', '', '/v1'],
  ['/%40?x', '', '/?x'],
  ['http://double:5627/@checkout/v1?x=/@y', 'checkout', '/v1?x=/@y'],
  ['HTTPS://user:pw@[::1]/v1', 'main', '/v1'],
  ['http://double', 'main', '/'],
  ['http://double?x=1', 'main', '/?x=1'],
  ['http://double/%40a', 'a', '/'],
  ['ftp://double/@a', 'main', 'ftp://double/@a']
]

t.test('a URL is split into the name of its sandbox, main if it has none, and the path', async t => {
  for (const [url, sandbox, path] of split) {
    const request = { url } as IncomingMessage
    t.strictSame([withoutSandbox(request), sandboxNameOf(request)], [path, sandbox], url)
  }
})

const routed: Array<[url: string, path: string]> = [
  ['/v1/jobs', '/v1/jobs'],
  ['/@checkout/v1/jobs?x=1', '/v1/jobs?x=1'],
  ['/%40checkout/v1', '/v1'],
  ['/@checkout', '/'],
  ['/@checkout?x', '/?x'],
  ['/jobs/a%20b', '/jobs/a%20b'],
  ['/jobs/a%2Fb?x=%2F', '/jobs/a%2Fb?x=%2F'],
  ['/jobs/%C3%A4', '/jobs/%C3%A4'],
  ['/jobs/100%', '/jobs/100%25'],
  ['/@checkout/jobs/100%', '/jobs/100%25'],
  ['/jobs/%zz', '/jobs/%25zz'],
  ['/jobs/%ff', '/jobs/%25ff'],
  ['/jobs/%C3', '/jobs/%25C3'],
  ['/jobs/%E4%', '/jobs/%25E4%25'],
  ['/jobs/5?x=100%', '/jobs/5?x=100%'],
  ['/jobs/100%?x=100%', '/jobs/100%25?x=100%'],
  ['/@a%/jobs/5', '/jobs/5'],
  ['http://double/@a/jobs/100%', '/jobs/100%25']
]

t.test('the router sees the path, and a stray % stands for itself', async t => {
  for (const [url, path] of routed) {
    const seen = withoutSandbox({ url } as IncomingMessage)
    t.equal(seen, path, url)
    t.type(decodeURIComponent(seen.split('?')[0]!), 'string', 'it can be decoded')
  }
})
