import t from 'tap'
import { maskAnswerHead, maskForm, maskHead, maskText, maskUrl } from '../../src/journal/index.ts'

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
  for (const name of ['api_key', 'apikey', 'access_token', 'token', 'client_secret', 'password', 'API_KEY']) {
    t.notMatch(maskUrl(`/a?x=1&${name}=${key}&y=2`), key, name)
    t.match(maskUrl(`/a?${name}=${key}#z`), `/a?${name}=%5Bfingerprint%20`)
  }
  t.equal(maskUrl('/a?token=%zz').includes('zz'), false)
  for (const url of ['/a', '/a?nextToken=abc&monkey=b', '/token/key']) t.equal(maskUrl(url), url)
})

t.test('no credential of a body is kept, however it is written', async t => {
  const written = [
    `{"apikey":"${key}"}`, `{"api_key" : "${key}"}`, `{"clientSecret":"${key}"}`, `{"client_secret":"${key}","a":1}`, `{"targetAPI":{"secretKey":"${key}"}}`,
    `{"token":"${key}"}`, `{"access_token":"${key}"}`, `{"password":"${key}"}`, `{"token":"${key}`, `{"token":"a\\"${key}"}`,
    JSON.stringify({ query: `mutation { a(input: { targetAPI: { secretKey: "${key}" } }) { id } }` }),
    JSON.stringify({ body: JSON.stringify({ token: key }) })
  ]
  for (const text of written) t.notMatch(maskText(text), key, text)
  t.match(JSON.parse(maskText(`{"token":"${key}","a":1}`)), { token: /^\[fingerprint/, a: 1 })
  t.match(JSON.parse(maskText(written.at(-2)!)), { query: /secretKey: "\[fingerprint [0-9a-f]{12}\]" } }/ })
})

t.test('what is no credential stays as it is', async t => {
  for (const text of ['', '{"nextToken":"abc"}', '{"key":"abc"}', '{"tokens":["a"]}', 'a token: none', '{"message":"the token is invalid"}']) t.equal(maskText(text), text)
})

t.test('a credential that is written as a number is none the less one', async t => {
  t.match(JSON.parse(maskText('{"password":12345,"a":[1.5]}')), { password: /^\[fingerprint [0-9a-f]{12}\]$/, a: [1.5] })
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

t.test('a name of a credential may be written in many ways', async t => {
  for (const name of ['x-api-key', 'api-key', 'api%5Fkey', '%74oken', 'key', 'auth', 'authorization', 'X-Amz-Signature', 'accessKey', 'refreshToken']) t.notMatch(maskUrl(`/a?${name}=${key}`), key, name)
  t.notMatch(decodeURIComponent(maskUrl(`/graphql?variables=${encodeURIComponent(JSON.stringify({ secretKey: key }))}`)), key)
  t.match(maskUrl('/a?variables=%7B%22a%22%3A1%7D'), '/a?variables=%7B%22a%22%3A1%7D')
  const written = [
    JSON.stringify({ 'x-api-key': key }), JSON.stringify({ awsSecretAccessKey: key }), JSON.stringify({ privateKey: key }), JSON.stringify({ headers: { Authorization: `Bearer ${key}` } }),
    JSON.stringify({ token: { value: [key] } }), JSON.stringify({ apikey: [key, { a: key }] }), `{"\\u0061pikey":"${key}"}`, JSON.stringify({ url: `http://a/?token=${key}` }),
    JSON.stringify({ query: `mutation { a(input: { secretKey: ""${''}"${key}""${''}" }) { id } }` }), `grant_type=a&client_secret=${key}`, `client_secret=${key}&a=1`, `password: '${key}'`, `{"a":"password: '${key}"`
  ]
  for (const text of written) t.notMatch(maskText(text), key, text)
})

t.test('GraphQL and what was cut off know the same names as JSON', async t => {
  for (const name of ['passphrase', 'jwt', 'subscriptionKey', 'accessKeyId', 'passwd', 'csrfToken', 'x-token', 'userToken', 'bearer']) {
    for (const text of [`mutation { a(${name}: "${key}") }`, `{"a":1,"${name}":"${key}`, JSON.stringify({ [name]: key })]) t.notMatch(maskText(text), key, text)
  }
})

t.test('what stands around a credential stays what it was', async t => {
  t.match(JSON.parse(maskText('{"token":"a\\\\","other":"b"}')), { token: /^\[fingerprint [0-9a-f]{12}\]$/, other: 'b' })
  t.match(JSON.parse(maskText(JSON.stringify({ prompt: 'my password: \'tis nothing', other: 'b' }))), { other: 'b' })
  t.match(JSON.parse(maskText(JSON.stringify({ token: { value: 'a', count: 5, none: null } }))), { token: { value: /fingerprint/, count: 5, none: null } })
  t.match(maskText(`a=1&api_key=${key}&b=2`), /^a=1&api_key=\[fingerprint [0-9a-f]{12}\]&b=2$/)
  const deep = `{"token":"${key}","a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
  t.notMatch(maskText(deep), key)
})

t.test('a word before a credential is kept only where it is known for a scheme', async t => {
  t.match(maskHead(['authorization', 'correct horse']).text, /^authorization\n\[fingerprint [0-9a-f]{12}\]$/)
  for (const scheme of ['Basic', 'bearer', 'Digest', 'Token', 'ApiKey']) t.match(maskHead(['authorization', `${scheme} ${key}`]).text, new RegExp(`^authorization\n${scheme} \\[fingerprint`))
  for (const name of ['x-session-id', 'x-credential', 'x-jwt', 'x-signature']) t.notMatch(maskHead([name, key]).text, key)
  t.notMatch(maskHead(['referer', `http://a/?token=${key}`]).text, key)
})

t.test('no credential of an answer\'s head is kept, and what asks for one is', async t => {
  const head = maskAnswerHead(`HTTP/1.1 401 Unauthorized\r\nset-cookie: session=${key}\r\nX-Auth-Token: ${key}\r\nwww-authenticate: Bearer realm="a"\r\ndate: x\r\n\r\n`)
  t.notMatch(head, key)
  t.match(head, /^HTTP\/1\.1 401 Unauthorized\r\nset-cookie: \[fingerprint [0-9a-f]{12}\]\r\nX-Auth-Token: \[fingerprint [0-9a-f]{12}\]\r\nwww-authenticate: Bearer realm="a"\r\ndate: x\r\n\r\n$/)
})
