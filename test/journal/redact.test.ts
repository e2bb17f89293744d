import t from 'tap'
import { redactResponseHead, redactField, redactForm, redactHead, redactText, redactUrl, redact } from '../../src/journal/index.ts'

const key = 'sk-live-0123456789'

t.test('no credential of a head is kept, only a mark that tells two of them apart', async t => {
  const names = ['Authorization', 'x-api-key', 'Proxy-Authorization', 'Cookie', 'X-Auth-Token', 'apikey', 'X-Secret', 'set-cookie', 'Password']
  for (const name of names) {
    const { text } = redactHead(['Host', 'localhost', name, key, 'Accept', '*/*'])
    t.notMatch(text, key, name)
    t.match(text, new RegExp(`^Host\nlocalhost\n${name}\n\\[fingerprint [0-9a-f]{12}\\]\nAccept\n\\*/\\*$`))
  }
  t.equal(redactHead(['x-api-key', key]).key, redactHead(['authorization', `Bearer ${key}`]).key)
  t.not(redactHead(['x-api-key', key]).key, redactHead(['x-api-key', `${key}x`]).key)
  t.match(redactHead(['authorization', `Bearer ${key}`]).text, /^authorization\nBearer \[fingerprint/)
})

t.test('values that only look like credentials stay, and a cookie is never the key', async t => {
  t.strictSame(redactHead(['Idempotency-Key', 'a', 'Sec-WebSocket-Key', 'b']), { text: 'Idempotency-Key\na\nSec-WebSocket-Key\nb', key: undefined })
  t.equal(redactHead(['cookie', 'a=b']).key, undefined)
})

t.test('no credential of a URL is kept', async t => {
  for (const name of ['api_key', 'apikey', 'access_token', 'token', 'client_secret', 'password', 'API_KEY', 'pwd', 'tokens', 'secrets', 'credentials']) {
    t.notMatch(redactUrl(`/a?x=1&${name}=${key}&y=2`), key, name)
    t.match(redactUrl(`/a?${name}=${key}#z`), `/a?${name}=%5Bfingerprint%20`)
  }
  t.equal(redactUrl('/a?token=%zz').includes('zz'), false)
  for (const url of ['/a', '/a?nextToken=abc&monkey=b', '/token/key']) t.equal(redactUrl(url), url)
})

t.test('no credential of a body is kept, however it is written', async t => {
  const written = [
    `{"apikey":"${key}"}`, `{"api_key" : "${key}"}`, `{"clientSecret":"${key}"}`, `{"client_secret":"${key}","a":1}`, `{"targetAPI":{"secretKey":"${key}"}}`,
    `{"token":"${key}"}`, `{"access_token":"${key}"}`, `{"password":"${key}"}`, `{"token":"${key}`, `{"token":"a\\"${key}"}`,
    JSON.stringify({ query: `mutation { a(input: { targetAPI: { secretKey: "${key}" } }) { id } }` }),
    JSON.stringify({ body: JSON.stringify({ token: key }) })
  ]
  for (const text of written) t.notMatch(redactText(text), key, text)
  t.match(JSON.parse(redactText(`{"token":"${key}","a":1}`)), { token: /^\[fingerprint/, a: 1 })
  t.match(JSON.parse(redactText(written.at(-2)!)), { query: /secretKey: "\[fingerprint [0-9a-f]{12}\]" } }/ })
})

t.test('values that are not credentials stay as they are', async t => {
  for (const text of ['', '{"nextToken":"abc"}', '{"key":"abc"}', '{"tokens":["a"]}', 'a token: none', '{"message":"the token is invalid"}']) t.equal(redactText(text), text)
})

t.test('a credential that is written as a number is none the less one', async t => {
  t.match(JSON.parse(redactText('{"password":12345,"a":[1.5]}')), { password: /^\[fingerprint [0-9a-f]{12}\]$/, a: [1.5] })
})

t.test('what claims to be a form and is JSON loses its credentials too', async t => {
  for (const text of [`{"apikey":"${key}"}`, `{"apikey":"${key}","url":"/?a=1&b=2"}`]) {
    t.notMatch(redactForm(text), key)
    t.match(JSON.parse(redactForm(text)), { apikey: /^\[fingerprint/ })
  }
})

t.test('no credential of a form is kept, in its fields or in JSON within them', async t => {
  const masked = redactForm(new URLSearchParams({ grant_type: 'client_credentials', client_secret: key, variables: JSON.stringify({ secretKey: key }) }).toString())
  t.notMatch(decodeURIComponent(masked), key)
  t.equal(new URLSearchParams(masked).get('grant_type'), 'client_credentials')
  for (const form of ['a=1&b=%20c', 'token=', 'nextToken=a']) t.equal(redactForm(form), form)
})

t.test('a name of a credential may be written in many ways', async t => {
  for (const name of ['x-api-key', 'api-key', 'api%5Fkey', '%74oken', 'key', 'auth', 'authorization', 'X-Amz-Signature', 'accessKey', 'refreshToken']) t.notMatch(redactUrl(`/a?${name}=${key}`), key, name)
  t.notMatch(decodeURIComponent(redactUrl(`/graphql?variables=${encodeURIComponent(JSON.stringify({ secretKey: key }))}`)), key)
  t.match(redactUrl('/a?variables=%7B%22a%22%3A1%7D'), '/a?variables=%7B%22a%22%3A1%7D')
  const written = [
    JSON.stringify({ 'x-api-key': key }), JSON.stringify({ awsSecretAccessKey: key }), JSON.stringify({ privateKey: key }), JSON.stringify({ headers: { Authorization: `Bearer ${key}` } }),
    JSON.stringify({ token: { value: [key] } }), JSON.stringify({ apikey: [key, { a: key }] }), `{"\\u0061pikey":"${key}"}`, JSON.stringify({ url: `http://a/?token=${key}` }),
    JSON.stringify({ query: `mutation { a(input: { secretKey: ""${''}"${key}""${''}" }) { id } }` }), `grant_type=a&client_secret=${key}`, `client_secret=${key}&a=1`, `password: '${key}'`, `{"a":"password: '${key}"`
  ]
  for (const text of written) t.notMatch(redactText(text), key, text)
})

t.test('GraphQL and what was cut off know the same names as JSON', async t => {
  for (const name of ['passphrase', 'jwt', 'subscriptionKey', 'accessKeyId', 'passwd', 'csrfToken', 'x-token', 'userToken', 'bearer']) {
    for (const text of [`mutation { a(${name}: "${key}") }`, `{"a":1,"${name}":"${key}`, JSON.stringify({ [name]: key })]) t.notMatch(redactText(text), key, text)
  }
})

t.test('what stands around a credential stays what it was', async t => {
  t.match(JSON.parse(redactText('{"token":"a\\\\","other":"b"}')), { token: /^\[fingerprint [0-9a-f]{12}\]$/, other: 'b' })
  t.match(JSON.parse(redactText(JSON.stringify({ prompt: 'my password: \'tis nothing', other: 'b' }))), { other: 'b' })
  t.match(JSON.parse(redactText(JSON.stringify({ token: { value: 'a', count: 5, none: null } }))), { token: { value: /fingerprint/, count: 5, none: null } })
  t.match(redactText(`a=1&api_key=${key}&b=2`), /^a=1&api_key=\[fingerprint [0-9a-f]{12}\]&b=2$/)
  const deep = `{"token":"${key}","a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
  t.notMatch(redactText(deep), key)
})

t.test('a word before a credential is kept only where it is known for a scheme', async t => {
  t.match(redactHead(['authorization', 'correct horse']).text, /^authorization\n\[fingerprint [0-9a-f]{12}\]$/)
  for (const scheme of ['Basic', 'bearer', 'Digest', 'Token', 'ApiKey']) t.match(redactHead(['authorization', `${scheme} ${key}`]).text, new RegExp(`^authorization\n${scheme} \\[fingerprint`))
  for (const name of ['x-session-id', 'x-credential', 'x-jwt', 'x-signature']) t.notMatch(redactHead([name, key]).text, key)
  t.notMatch(redactHead(['referer', `http://a/?token=${key}`]).text, key)
})

t.test('credentials in the head of a response are redacted, and challenges are not', async t => {
  const head = redactResponseHead(`HTTP/1.1 401 Unauthorized\r\nset-cookie: session=${key}\r\nX-Auth-Token: ${key}\r\nwww-authenticate: Bearer realm="a"\r\ndate: x\r\n\r\n`)
  t.notMatch(head, key)
  t.match(head, /^HTTP\/1\.1 401 Unauthorized\r\nset-cookie: \[fingerprint [0-9a-f]{12}\]\r\nX-Auth-Token: \[fingerprint [0-9a-f]{12}\]\r\nwww-authenticate: Bearer realm="a"\r\ndate: x\r\n\r\n$/)
})

const mark = /^\[fingerprint [0-9a-f]{12}\]$/

t.test('everything in a field of credentials is one', async t => {
  for (const name of ['credentials', 'secrets', 'tokens', 'accessTokens', 'api_keys', 'googleCredential']) {
    t.match(redact({ [name]: { user: key, deep: [{ value: key }], pin: 1234, none: null } }), { [name]: { user: mark, deep: [{ value: mark }], pin: 1234, none: null } }, name)
    t.match(redact({ [name]: key }), { [name]: mark }, name)
  }
  t.match(redact({ secrets: ['a'], credentials: ['b', ['c']] }), { secrets: [mark], credentials: [mark, [mark]] })
  t.match(redact({ credentials: { password: 12345 } }), { credentials: { password: mark } })
})

t.test('a credential has one fingerprint, however it is sent, and is replaced once', async t => {
  const { password } = redact({ password: key }) as { password: string }
  t.same(redact({ credentials: { password: key } }), { credentials: { password } })
  t.equal(redactText(`{"credentials":{"password":"${key}`), `{"credentials":{"password":"${password}"`)
  for (const value of [{ password }, { url: `https://${password}@host/` }, { query: `a(secret: "${password}")` }]) t.equal(redact(value), value)
})

t.test('numbers and words are not credentials', async t => {
  const usage = { max_tokens: 100, total_tokens: 20, completion_tokens: 5, tokens: 7, userTokens: 1.5, secrets: 2, tokenSets: ['a'] }
  const text = { tokens: ['The', 'COVID-19', 'pandemic', ['in', '2024'], 'a long text of 2024, with spaces', 'incomprehensibilities'] }
  for (const value of [usage, text]) {
    t.equal(redact(value), value)
    t.equal(redactText(JSON.stringify(value)), JSON.stringify(value))
  }
  const cut = '{"tokens":["The","COVID-19"],"usage":{"tokens":12},"a":"cut'
  t.equal(redactText(cut), cut)
  t.equal(redactUrl('/a?tokens=100&max_tokens=5&pwd='), '/a?tokens=100&max_tokens=5&pwd=')
  t.equal(redactField('tokens', '100'), '100')
  t.match(redact({ tokens: ['The', key, [key], { text: 'a' }] }), { tokens: ['The', mark, [mark], { text: mark }] })
})

t.test('user and password of a URL are replaced, wherever it is written', async t => {
  const [user, password] = ['ann', 'pa55@word']
  const url = `https://${user}:${password}@files.example:8080/a/b?x=1`
  const shown = /^https:\/\/\[fingerprint [0-9a-f]{12}\]@files\.example:8080\/a\/b\?x=1$/
  t.match(redact({ url, nested: [{ link: url }] }), { url: shown, nested: [{ link: shown }] })
  const written = [
    JSON.stringify({ url }), JSON.stringify({ url }).replaceAll('/', '\\/'), JSON.stringify({ url }).replaceAll('@', '\\u0040').replaceAll(':', '\\u003a').replaceAll('\\u003a"', ':"'),
    JSON.stringify({ body: JSON.stringify({ url }) }), `{"url":"${url}`, `mutation { a(url: "${url}") }`, `see ${url}, please`,
    `postgres://${user}:${password}@db/x`, `redis://:${password}@db`, `http://${password}@db`
  ]
  for (const text of written) t.notMatch(redactText(text), /ann|pa55|word/, text)
  const inUrls = [url, `/copy?from=${url}`, `/copy?from=${encodeURIComponent(url)}&x=1`, `/copy?${url}`, `/copy?${encodeURIComponent(url)}`, `/copy/${encodeURIComponent(url)}/x`, `/copy/${url}`]
  for (const text of inUrls) {
    t.notMatch(decodeURIComponent(redactUrl(text)), /ann|pa55|word/, text)
    t.equal(redactUrl(redactUrl(text)), redactUrl(text))
  }
  t.match(redactHead(['Referer', url]).text, /^Referer\nhttps:\/\/%5Bfingerprint%20[0-9a-f]{12}%5D@files\.example:8080\/a\/b\?x=1$/)
  t.notMatch(redactResponseHead(`HTTP/1.1 302 Found\r\nlocation: ${url}\r\n\r\n`), /ann|pa55|word/)
  t.notMatch(decodeURIComponent(redactForm(new URLSearchParams({ url }).toString())), /ann|pa55|word/)
  for (const text of ['https://medium.example/@ann', 'https://files.example/?to=ann@example', 'ann@example', '/@shop/v1/a:b/50%25']) t.same([redactText(text), redactUrl(text)], [text, text])
})

t.test('objects and lists of credentials are known in GraphQL, and where the body was cut off', async t => {
  const query = `mutation { a(credentials: { user: "${key}", more: ["${key}"], """x""": 1, n: 5 }, tokens: ["The", "${key}", { text: "${key}" }], name: "Ann") { id } }`
  for (const text of [query, JSON.stringify({ query }), JSON.stringify({ query }).slice(0, -4)]) {
    t.notMatch(redactText(text), key, text)
    t.match(redactText(text), /"The\\*"/)
    t.match(redactText(text), /name: \\*"Ann\\*"/)
  }
  t.match(redactText(`{"a":1,"credentials":{"user":"${key}","note" : "b","n":[1,{}]},"name":"Ann","secrets":["${key}`),
    /^\{"a":1,"credentials":\{"user":"\[fingerprint [0-9a-f]{12}\]","note" : "\[fingerprint [0-9a-f]{12}\]","n":\[1,\{\}\]\},"name":"Ann","secrets":\["\[fingerprint [0-9a-f]{12}\]"$/)
  t.notMatch(redactText(`credentials: { secrets: ["${key}"], user: "${key}" }, secrets: {a: "${key}"}`), key)
})

t.test('the time to look for credentials grows with the length of a text, not with its square', async t => {
  const length = 300_000
  const fill = (text: string) => text.repeat(Math.ceil(length / text.length))
  const hostile = [
    `credentials: {${fill('\\')}`, fill('credentials:{'), fill('credentials:["a",'), `tokens: ${fill('[')}`, `credentials: {${fill('"a" ')}`, `x://${fill('a')}`, fill('://a'), `:${fill('\\/')}`,
    `password${fill(' ')}`, fill('password:"'), fill('a-'), fill("secret='")
  ]
  for (const text of hostile) {
    for (const mask of [redactText, redactUrl, redactForm]) {
      const begin = process.cpuUsage()
      mask(text)
      const { user, system } = process.cpuUsage(begin)
      t.ok(user + system < 5_000_000, text.slice(0, 20))
    }
  }
})

t.test('a credential is found in JSON within JSON, and texts that are nested more than eight times are not parsed', async t => {
  const nested = (levels: number) => Array.from({ length: levels }).reduce<string>(text => JSON.stringify({ text }), JSON.stringify({ password: key }))
  for (const levels of [0, 1, 7, 8, 10]) t.notMatch(redactText(nested(levels)), key, `${levels} levels`)
  // a quote that was escaped `times` times, and so was the backslash of each escape
  const quote = (times: number) => times === 0 ? '"' : `\\u${'005cu'.repeat(times - 1)}0022`
  const quotes = Array.from({ length: 633 }, (_, times) => quote(times))
  const text = [...quotes, 'x', ...quotes.toReversed()].join('')
  // 632 levels, which took more memory than there was
  t.equal(redactText(text), text)
  t.notMatch(redactText(nested(0)), key, 'and the next text is parsed again')
})
