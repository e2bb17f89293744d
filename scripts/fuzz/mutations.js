import { encoders, raw } from './encode.js'

const levels = [10, 62, 65, 100, 101, 500, 1000, 2000, 5000, 8000]
const prototypeKeys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__', 'toJSON', 'then', 'length']
const oddNumbers = ['1e308', '-1e308', '1e999', '-0', '1e-400', '9007199254740993', '-2147483649', '4294967296', '0.1', `1${'0'.repeat(400)}`]
const oddTexts = ['', ' ', '\0', 'a\0b', '\ud800', '\udfff\ud800', '\u202ea', '👩‍👩‍👧‍👦', '\r\nx: y', '%00', '../../etc/passwd', '$(id)', '"\\', '<script>', '0', 'null', '1e999', '9'.repeat(40)]
const lengths = [300, 5000, 15_000, 15_000, 100_000, 100_000, 1_000_000]

/** Change the value of a body before it is encoded. */
export const valueMutations = {
  /** Nested arrays, nested objects, or both in turns. */
  deep (request, draw) {
    const depth = draw.pick(levels)
    const pairs = draw.pick([[['[', ']']], [['{"a":', '}']], [['[', ']'], ['{"a":', '}']]])
    const turns = Array.from({ length: depth }, (_, level) => pairs[level % pairs.length])
    put(request, raw(request.texts, turns.map(([open]) => open).join('') + '1' + turns.map(([, close]) => close).reverse().join('')), draw)
  },

  prototypeKey (request, draw) {
    const key = draw.pick(prototypeKeys)
    const value = draw.pick([1, null, 'x', { polluted: true }, [], {}])
    const objects = placesOf(request.value).map(({ holder, key }) => holder[key]).filter(isObject)
    const target = draw.pick([request.value, ...objects])
    // an own property, as JSON.parse creates it
    if (isObject(target)) Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  },

  oddNumber (request, draw) {
    put(request, raw(request.texts, draw.pick(oddNumbers)), draw)
  },

  oddText (request, draw) {
    put(request, draw.pick([...oddTexts, ...prototypeKeys]), draw)
  },

  longText (request, draw) {
    put(request, draw.pick(['x', '"', '\\', 'é', '\0', '{', 'a.b.']).repeat(draw.pick(lengths)).slice(0, 1_000_000), draw)
  },

  wrongType (request, draw) {
    put(request, draw.pick([null, true, 0, -1, 1.5, 'x', [], {}, [null], [[]], { a: null }, [{}]]), draw)
  },

  many (request, draw) {
    const count = draw.pick([100, 2000, 20_000, 60_000])
    put(request, draw.pick([
      () => Array(count).fill(null),
      () => Array.from({ length: count }, (_, place) => `id-${place}`),
      () => Object.fromEntries(Array.from({ length: count }, (_, place) => [`key-${place}`, place]))
    ])(), draw)
  },

  missing (request, draw) {
    const places = placesOf(request.value)
    if (places.length === 0) return
    const { holder, key } = draw.pick(places)
    delete holder[key]
  },

  whole (request, draw) {
    request.value = draw.pick([null, [null], [], 'x', 1, true, {}, [{ value: 'x' }], [[]]])
  },

  /** Another encoding, for any operation also with the field names of GraphQL multipart requests. */
  otherForm (request, draw) {
    request.form = draw.pick(Object.keys(encoders))
    if (draw.chance(0.4)) request.value = { operations: request.value, map: draw.pick([{}, { 0: ['variables.file'] }, [null], 'x']) }
  },

  oddMultipart (request, draw) {
    request.form = 'multipart'
    request.map = draw.pick([{}, [], [null], null, { file: ['variables.input'] }, { file: ['__proto__.x'] }, { file: ['variables.__proto__'] }, { file: 'variables' }, { file: [] }, { '': [''] }])
    request.oddForm = draw.pick([undefined, undefined, 'endless', 'headless', 'empty'])
    const count = draw.pick([1, 1, 2, 12, 1100])
    const name = draw.pick([undefined, '', 'file', 'operations', 'map', '__proto__', 'constructor'])
    const part = { name, fileName: draw.pick([undefined, 'a.txt', '', '../a', '__proto__']), type: draw.pick([undefined, 'text/plain', 'application/json', 'x', '']), text: draw.pick(['', 'text', '[null]', '{}', '\0']) }
    const parts = Array(count).fill(part)
    request.parts = draw.chance(0.5) ? [...request.parts, ...parts] : parts
    if (draw.chance(0.3)) request.value = {}
  },

  oddQuery (request, draw) {
    if (typeof request.value?.query !== 'string') return valueMutations.oddText(request, draw)
    const { query } = request.value
    const depth = draw.pick(levels)
    request.value.query = draw.pick([
      () => query.slice(0, draw.int(0, query.length)),
      () => `query { ${Array.from({ length: draw.pick([10, 500, 2000]) }, (_, place) => `a${place}: getJob(jobId: "x") { id }`).join(' ')} }`,
      () => `${query} ${query}`,
      () => 'query { __schema { types { name fields { name type { name ofType { name } } } } } }',
      () => 'query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      () => `query { getJob(jobId: ${'['.repeat(depth)}1${']'.repeat(depth)}) { id } }`,
      () => `query ${'{ a '.repeat(depth)}${'}'.repeat(depth)}`,
      () => `query ($v: ${'['.repeat(depth)}String${']'.repeat(depth)}) { __typename }`,
      () => 'subscription { a }',
      () => '{ __typename @skip(if: $constructor) @__proto__ }',
      () => `{ ${'x'.repeat(draw.pick(lengths)).slice(0, 190_000)} }`,
      () => `{ getJobs(jobIds: [${'1,'.repeat(draw.pick([100, 20_000]))}]) { id } }`
    ])()
    if (draw.chance(0.2)) request.value = [request.value, request.value]
    else if (draw.chance(0.3)) request.value.operationName = draw.pick([null, 'Q', 'x', '__proto__', 1])
  }
}

/** Change a request whose body is encoded. */
export const messageMutations = {
  oddType (request, draw) {
    request.type = draw.pick([undefined, '', ' ', 'x', '/', 'application/', 'application/json; charset=utf-16', 'application/json; charset=x', 'application/json;', 'application/json; charset', 'APPLICATION/JSON', 'text/plain',
      'application/xml', 'multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=other', `multipart/form-data; boundary=${'e'.repeat(300)}`, 'multipart/mixed; boundary=edge',
      'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=x', 'application/json', 'application/yaml', 'text/yaml', 'application/graphql', '__proto__', 'constructor', 'application/json, text/plain'])
  },

  brokenBody (request, draw) {
    const body = request.body ?? ''
    request.body = draw.pick([
      () => '',
      () => body.slice(0, draw.int(0, body.length)),
      () => `${body}${body}`,
      () => '\ufeff' + body,
      () => Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc0]),
      () => ' ',
      () => '[',
      () => '{"a":1,"a":2}',
      () => '[null]',
      () => 'null',
      () => '&=&a[b]=c&a=1&a=2&%zz=%&__proto__=1&constructor=x',
      () => 'a: &a [*a]\nb: !!js/function x\n<<: *a\n',
      () => `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((name, place) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[place]}`)}]`).join('\n')}`,
      () => ': '.repeat(draw.pick([10, 5000])),
      () => `--edge\r\nContent-Disposition: form-data; name="${draw.pick(['operations', 'a'])}"\r\n\r\n${draw.pick(['[null]', '{}', body])}\r\n--edge--\r\n`
    ])()
    request.type ??= 'application/json'
    if (request.method === 'GET') request.method = 'POST'
  },

  otherMethod (request, draw) {
    request.method = draw.pick(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'SEARCH', 'PURGE'])
  },

  otherPath (request, draw) {
    const path = request.path
    request.path = draw.pick([
      () => `${path}/`,
      () => `/${path}`,
      () => `${path}/more`,
      () => path.replace(/[^/]*$/, ''),
      () => path.replace(/[^/]*$/, draw.pick(['%', '%zz', '%c0%80', '%ff', '%00', '%2e%2e', '%2F', '..', '.', '%F0%9F', ...prototypeKeys])),
      () => path.replace(/[^/]*$/, 'x'.repeat(draw.pick([200, 2000, 14_000]))),
      () => path.toUpperCase(),
      () => `/${draw.pick(prototypeKeys)}`,
      () => '/v1/../__admin/jobs',
      () => path.replaceAll('/', '//'),
      () => `${path};a=b`,
      () => `http://127.0.0.1${request.prefix}${path}`,
      () => `/__admin/${'jobs/'.repeat(draw.pick([1, 20, 2000]))}`,
      () => '*',
      () => path.replace(/s$/, '') + 'z'
    ])()
  },

  oddSandbox (request, draw) {
    request.prefix = draw.pick(['/@', '/@/', '/@f1/@f2', '/@%66%31', '/@%', '/@%00', '/@..', '/@.', '/@a b'.replace(' ', '%20'), '/%40f1', '/@@', `/@${'x'.repeat(draw.pick([64, 65, 1000]))}`, '/@f1?x=/', '/@ünï', '/@1', '/@main', '/@demo',
      ...prototypeKeys.map(key => `/@${key}`)])
  },

  oddQuery (request, draw) {
    const [[name] = ['limit']] = request.query
    request.query.push(...draw.pick([
      () => [[name, '1'], [name, '2']],
      () => prototypeKeys.map(key => [key, '1']),
      () => [[`${name}[]`, '1'], [`${name}[a]`, '2'], [`${name}.b`, '3']],
      () => [[name, draw.pick([...oddTexts, ...oddNumbers])]],
      () => Array.from({ length: 1500 }, (_, place) => [`k${place}`, '']),
      () => [['', '']],
      () => [[name, 'x'.repeat(10_000)]],
      () => [['pwd', 'secret'], ['lastEventId', draw.pick(['0', '-1', 'x', '1e999', '999999999999999999999'])]]
    ])())
    request.junk = draw.pick(['', '', '&&', '&=', '%', '&%zz=%', '&a=%ff', '#x', '?x'])
  },

  oddHeader (request, draw) {
    request.headers.push(...draw.pick([
      () => [['host', draw.pick(['', 'x', 'evil.example', '127.0.0.1:99999', '[::1]', 'localhost:1:2', '@', 'a/b'])]],
      () => [['origin', draw.pick(['null', 'http://evil.example', 'x', 'http://127.0.0.1', ''])]],
      () => [['sec-fetch-site', draw.pick(['cross-site', 'same-origin', 'x'])]],
      () => [['last-event-id', draw.pick(['0', '1', '-1', 'x', '1e999', '99999999999999999999', ''])]],
      () => [['range', draw.pick(['bytes=0-', 'bytes=5-1', 'bytes=-99999999', 'x'])]],
      () => [['authorization', draw.pick(['', 'Bearer', 'Bearer ', 'bearer x y', 'Basic', 'Basic x', 'Basic Og==', 'Digest a=b', 'x'.repeat(5000), '__proto__'])]],
      () => [['x-api-key', draw.pick(['', ' ', '__proto__', 'x'.repeat(5000), 'é'])]],
      () => [['accept', draw.pick(['', 'text/event-stream', 'text/html', 'x', '*/*;q=2'])]],
      () => [['accept-encoding', 'gzip, x'], ['content-encoding', draw.pick(['gzip', 'x', 'identity'])]],
      () => [['expect', draw.pick(['100-continue', 'x'])]],
      () => [['content-length', draw.pick(['0', '1', '5', '999999999'])]],
      () => [['transfer-encoding', 'chunked']],
      () => [['connection', draw.pick(['close', 'upgrade', 'x'])], ['upgrade', draw.pick(['websocket', 'h2c'])]],
      () => [['if-none-match', '*'], ['cookie', '__proto__=1; =; a'], ['x-forwarded-for', 'x'], ['x-request-id', '\xff']],
      () => prototypeKeys.map(key => [key, 'x']),
      () => Array.from({ length: 150 }, (_, place) => [`x-${place}`, 'x']),
      () => [['x-long', 'x'.repeat(12_000)]],
      () => [['content-type', 'application/json'], ['content-type', 'text/plain']],
      () => [['connection', 'close, authorization'], ['te', 'trailers']]
    ])())
  },

  noCredentials (request) {
    request.headers = []
  },

  /** The client disconnects before the response. */
  hangUp (request) {
    request.hangsUp = true
  }
}

/** Replaces a random part of the value, sometimes all of it. */
function put (request, value, draw) {
  const places = placesOf(request.value)
  if (places.length === 0 || draw.chance(0.1)) {
    request.value = value
    return
  }
  const { holder, key } = draw.pick(places)
  holder[key] = value
}

/** All places in a value, including one new key or element for each object or array. */
function placesOf (value) {
  if (typeof value !== 'object' || value === null) return []
  return [...Object.keys(value), Array.isArray(value) ? value.length : 'more'].flatMap(key => [{ holder: value, key }, ...placesOf(value[key])])
}

function isObject (value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
