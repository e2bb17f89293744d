import t from 'tap'
import { maskForm, maskHead, maskText, maskUrl } from '../../src/journal/index.ts'

const key = 'sk-live-0123456789'

t.test('no credential of a head is kept, only a mark that tells two of them apart', async t => {
  const names = ['Authorization', 'x-api-key', 'Proxy-Authorization', 'Cookie', 'X-Auth-Token', 'apikey', 'X-Secret', 'set-cookie', 'Password']
  for (const name of names) {
    const { text } = maskHead(['Host', 'localhost', name, key, 'Accept', '*/*'])
    t.notMatch(text, key, name)
    t.match(text, new RegExp(`^Host\nlocalhost\n${name}\n\\[fingerprint [0-9a-f]{12}\\]\nAccept\n\\*/\\*$`))
  }
  t.equal(maskHead(['x-api-key', key]).key, maskHead(['authorization', `Bearer ${key}`]).key)
  t.not(maskHead(['x-api-key', key]).key, maskHead(['x-api-key', `${key}x`]).key)
  t.match(maskHead(['authorization', `Bearer ${key}`]).text, /^authorization\nBearer \[fingerprint/)
})

t.test('what only looks like a credential is kept, and cookies are nobody\'s key', async t => {
  t.strictSame(maskHead(['Idempotency-Key', 'a', 'Sec-WebSocket-Key', 'b']), { text: 'Idempotency-Key\na\nSec-WebSocket-Key\nb', key: undefined })
  t.equal(maskHead(['cookie', 'a=b']).key, undefined)
})

t.test('no credential of a URL is kept', async t => {
  for (const name of ['api_key', 'apikey', 'access_token', 'token', 'client_secret', 'password', 'API_KEY', 'api-key', 'x-api-key', 'auth_token']) {
    t.notMatch(maskUrl(`/a?x=1&${name}=${key}&y=2`), key, name)
    t.match(maskUrl(`/a?${name}=${key}#z`), `/a?${name}=%5Bfingerprint%20`)
  }
  t.equal(maskUrl('/a?token=%zz').includes('zz'), false)
  for (const url of ['/a', '/a?nextToken=abc&monkey=b', '/token/key']) t.equal(maskUrl(url), url)
})

t.test('no credential of a body is kept, however it is written', async t => {
  const written = [
    `{"apikey":"${key}"}`, `{"api_key" : "${key}"}`, `{"clientSecret":"${key}"}`, `{"client_secret":"${key}","a":1}`, `{"targetAPI":{"secretKey":"${key}"}}`,
    `{"api-key":"${key}"}`, `{"x-api-key":"${key}"}`, `{"token":"${key}"}`, `{"access_token":"${key}"}`, `{"password":"${key}"}`, `{"token":"${key}`, `{"token":"a\\"${key}"}`,
    JSON.stringify({ query: `mutation { a(input: { targetAPI: { secretKey: "${key}" } }) { id } }` }),
    JSON.stringify({ body: JSON.stringify({ token: key }) })
  ]
  for (const text of written) t.notMatch(maskText(text), key, text)
  t.match(JSON.parse(maskText(`{"token":"${key}","a":1}`)), { token: /^\[fingerprint/, a: 1 })
  t.match(JSON.parse(maskText(written.at(-2)!)), { query: /secretKey: "\[fingerprint [0-9a-f]{12}\]" } }/ })
})

t.test('what is no credential stays as it is', async t => {
  for (const text of ['', '{"nextToken":"abc"}', '{"key":"abc"}', '{"tokens":["a"]}', '{"no-token":"abc"}', 'a token: none', '{"message":"the token is invalid"}']) t.equal(maskText(text), text)
})

t.test('a credential that is written as a number is none the less one', async t => {
  t.match(JSON.parse(maskText('{"password":12345,"a":[1.5]}')), { password: /^\[fingerprint [0-9a-f]{12}\]$/, a: [1.5] })
  t.notMatch(maskText('mutation { a(token: 12345) }'), '12345')
  t.match(JSON.parse(maskText(JSON.stringify({ body: '{"token":-1.5e+3}' }))), { body: /^\{"token":"\[fingerprint [0-9a-f]{12}\]"\}$/ })
})

t.test('what claims to be a form and is JSON loses its credentials too', async t => {
  for (const text of [`{"apikey":"${key}"}`, `{"apikey":"${key}","url":"/?a=1&b=2"}`]) {
    t.notMatch(maskForm(text), key)
    t.match(JSON.parse(maskForm(text)), { apikey: /^\[fingerprint/ })
  }
})

t.test('no credential of a form is kept, in its fields or in JSON within them', async t => {
  const masked = maskForm(new URLSearchParams({ grant_type: 'client_credentials', client_secret: key, variables: JSON.stringify({ secretKey: key }) }).toString())
  t.notMatch(decodeURIComponent(masked), key)
  t.equal(new URLSearchParams(masked).get('grant_type'), 'client_credentials')
  for (const form of ['a=1&b=%20c', 'token=', 'nextToken=a']) t.equal(maskForm(form), form)
})
