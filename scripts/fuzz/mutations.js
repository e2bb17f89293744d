import { encoders, raw } from './encode.js'
import * as odd from './odd.js'

/** Change the value of a body before it is encoded. */
export const valueMutations = {
  /** Nested arrays, nested objects, or both in turns. */
  deep (request, draw) {
    const depth = draw.pick(odd.levels)
    const pairs = draw.pick([[['[', ']']], [['{"a":', '}']], [['[', ']'], ['{"a":', '}']]])
    const turns = Array.from({ length: depth }, (_, level) => pairs[level % pairs.length])
    put(request, raw(request.texts, turns.map(([open]) => open).join('') + '1' + turns.map(([, close]) => close).reverse().join('')), draw)
  },

  prototypeKey (request, draw) {
    const key = draw.pick(odd.prototypeKeys)
    const value = draw.pick([1, null, 'x', { polluted: true }, [], {}])
    const objects = placesOf(request.value).map(({ holder, key }) => holder[key]).filter(isObject)
    const target = draw.pick([request.value, ...objects])
    // an own property, as JSON.parse creates it
    if (isObject(target)) Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  },

  oddNumber (request, draw) {
    put(request, raw(request.texts, draw.pick(odd.numbers)), draw)
  },

  oddText (request, draw) {
    put(request, draw.pick([...odd.texts, ...odd.prototypeKeys]), draw)
  },

  longText (request, draw) {
    put(request, draw.pick(['x', '"', '\\', 'é', '\0', '{', 'a.b.']).repeat(draw.pick(odd.lengths)).slice(0, 1_000_000), draw)
  },

  wrongType (request, draw) {
    put(request, structuredClone(draw.pick(odd.wrongTypes)), draw)
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
    request.map = draw.pick(odd.fileMaps)
    request.oddForm = draw.pick([undefined, undefined, 'endless', 'headless', 'empty'])
    const count = draw.pick([1, 1, 2, 12, 1100])
    const part = {
      name: draw.pick([undefined, '', 'file', 'operations', 'map', '__proto__', 'constructor']),
      fileName: draw.pick([undefined, 'a.txt', '', '../a', '__proto__']),
      type: draw.pick([undefined, 'text/plain', 'application/json', 'x', '']),
      text: draw.pick(['', 'text', '[null]', '{}', '\0'])
    }
    const parts = Array(count).fill(part)
    request.parts = draw.chance(0.5) ? [...request.parts, ...parts] : parts
    if (draw.chance(0.3)) request.value = {}
  },

  oddQuery (request, draw) {
    if (typeof request.value?.query !== 'string') return valueMutations.oddText(request, draw)
    const { query } = request.value
    const depth = draw.pick(odd.levels)
    request.value.query = draw.pick([
      () => query.slice(0, draw.int(0, query.length)),
      () => `query { ${Array.from({ length: draw.pick([10, 2000]) }, (_, place) => `a${place}: getJob(jobId: "x") { id }`).join(' ')} }`,
      () => `${query} ${query}`,
      () => 'query { __schema { types { name fields { name type { name ofType { name } } } } } }',
      () => 'query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      () => `query { getJob(jobId: ${'['.repeat(depth)}1${']'.repeat(depth)}) { id } }`,
      () => `query ${'{ a '.repeat(depth)}${'}'.repeat(depth)}`,
      () => `query ($v: ${'['.repeat(depth)}String${']'.repeat(depth)}) { __typename }`,
      () => 'subscription { a }',
      () => '{ __typename @skip(if: $constructor) @__proto__ }',
      () => `{ ${'x'.repeat(draw.pick(odd.lengths)).slice(0, 190_000)} }`,
      () => `{ getJobs(jobIds: [${'1,'.repeat(draw.pick([100, 20_000]))}]) { id } }`
    ])()
    if (draw.chance(0.2)) request.value = [request.value, request.value]
    else if (draw.chance(0.3)) request.value.operationName = draw.pick([null, 'Q', 'x', '__proto__', 1])
  }
}

/** Change a request whose body is encoded. */
export const messageMutations = {
  oddType (request, draw) {
    request.type = draw.pick(odd.contentTypes)
  },

  brokenBody (request, draw) {
    const body = request.body ?? ''
    request.body = draw.pick([
      () => draw.pick(odd.bodies),
      () => draw.pick(odd.bodies),
      () => body.slice(0, draw.int(0, body.length)),
      () => `${body}${body}`,
      () => `\ufeff${body}`
    ])()
    request.type ??= 'application/json'
    if (request.method === 'GET') request.method = 'POST'
  },

  otherMethod (request, draw) {
    request.method = draw.pick(odd.methods)
  },

  otherPath (request, draw) {
    const path = request.path
    request.path = draw.pick([
      () => `${path}/`,
      () => `/${path}`,
      () => `${path}/more`,
      () => path.replace(/[^/]*$/, ''),
      () => path.replace(/[^/]*$/, draw.pick(odd.pathParts)),
      () => path.replace(/[^/]*$/, 'x'.repeat(draw.pick([200, 2000, 14_000]))),
      () => path.toUpperCase(),
      () => `/${draw.pick(odd.prototypeKeys)}`,
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
    request.prefix = draw.pick(odd.sandboxPrefixes)
  },

  oddQuery (request, draw) {
    const [[name] = ['limit']] = request.query
    request.query.push(...draw.pick([
      () => [[name, '1'], [name, '2']],
      () => odd.prototypeKeys.map(key => [key, '1']),
      () => [[`${name}[]`, '1'], [`${name}[a]`, '2'], [`${name}.b`, '3']],
      () => [[name, draw.pick([...odd.texts, ...odd.numbers])]],
      () => Array.from({ length: 1500 }, (_, place) => [`k${place}`, '']),
      () => [['', '']],
      () => [[name, 'x'.repeat(10_000)]],
      () => [['pwd', 'secret'], ['lastEventId', draw.pick(['0', '-1', 'x', '1e999', '999999999999999999999'])]]
    ])())
    request.junk = draw.pick(['', '', '&&', '&=', '%', '&%zz=%', '&a=%ff', '#x', '?x'])
  },

  oddHeader (request, draw) {
    const headers = draw.pick([
      () => [['host', draw.pick(['', 'x', 'evil.example', '127.0.0.1:99999', '[::1]', 'localhost:1:2', '@', 'a/b'])]],
      () => [['origin', draw.pick(['null', 'http://evil.example', 'x', 'http://127.0.0.1', ''])]],
      () => [['sec-fetch-site', draw.pick(['cross-site', 'same-origin', 'x'])]],
      () => [['last-event-id', draw.pick(['0', '1', '-1', 'x', '1e999', '99999999999999999999', ''])]],
      () => [['range', draw.pick(['bytes=0-', 'bytes=5-1', 'bytes=-99999999', 'x'])]],
      () => [['authorization', draw.pick(odd.credentials)]],
      () => [['x-api-key', draw.pick(['', ' ', '__proto__', 'x'.repeat(5000), 'é'])]],
      () => [['accept', draw.pick(['', 'text/event-stream', 'text/html', 'x', '*/*;q=2'])]],
      () => [['accept-encoding', 'gzip, x'], ['content-encoding', draw.pick(['gzip', 'x', 'identity'])]],
      () => [['expect', draw.pick(['100-continue', 'x'])]],
      () => [['content-length', draw.pick(['0', '1', '5', '999999999'])]],
      () => [['transfer-encoding', 'chunked']],
      () => [['connection', draw.pick(['close', 'upgrade', 'x'])], ['upgrade', draw.pick(['websocket', 'h2c'])]],
      () => [['if-none-match', '*'], ['cookie', '__proto__=1; =; a'], ['x-forwarded-for', 'x'], ['x-request-id', '\xff']],
      () => odd.prototypeKeys.map(key => [key, 'x']),
      () => Array.from({ length: 150 }, (_, place) => [`x-${place}`, 'x']),
      () => [['x-long', 'x'.repeat(12_000)]],
      () => [['content-type', 'application/json'], ['content-type', 'text/plain']],
      () => [['connection', 'close, authorization'], ['te', 'trailers']]
    ])()
    // of two credentials, the program would read the first
    request.headers = [...request.headers.filter(([name]) => headers.every(([odd]) => odd !== name)), ...headers]
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
  const keys = [...Object.keys(value), Array.isArray(value) ? value.length : 'more']
  return keys.flatMap(key => [{ holder: value, key }, ...placesOf(value[key])])
}

function isObject (value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
