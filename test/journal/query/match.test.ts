import t from 'tap'
import { matches, ExchangeReader, type Match, type NewExchange } from '../../../src/journal/index.ts'
import { reasonsOf } from '../../../src/journal/query/match.ts'
import { start } from '../../support/double.ts'
import { exchange, text } from '../../support/exchanges.ts'

const asked = exchange({
  provider: 'starfish',
  operations: ['starfish.getJobStatus'],
  method: 'POST',
  url: '/@shop/v1/jobStatus?a=1&b=x%20y',
  head: { text: 'X-Api-Key\n[fingerprint abc]\nX-Trace\n1\nx-trace\n2', key: 'abc' },
  body: text({ jobId: 'j1', nested: { list: [1, { a: 2 }] } }),
  responseBody: text({ status: 'RUNNING' }),
  connection: 7,
  faults: ['fault-1']
})

t.test('each field is matched, and says why where it does not', async t => {
  const cases: Array<[Match, Match, string]> = [
    [{}, { provider: 'julep' }, 'provider is "starfish", not "julep"'],
    [{ provider: 'starfish' }, { operation: 'julep.getJobStatus' }, 'operation is "starfish.getJobStatus", not "julep.getJobStatus"'],
    [{ operation: ['starfish.getData', 'starfish.getJobStatus'] }, { operation: ['julep.getJobStatus', 'starfish.getData'] }, 'operation is "starfish.getJobStatus", not ["julep.getJobStatus","starfish.getData"]'],
    [{ operation: 'starfish.getJobStatus' }, { method: 'GET' }, 'method is "POST", not "GET"'],
    [{ method: 'post' }, { path: '/@shop/v1/jobStatus' }, 'path is "/v1/jobStatus", not "/@shop/v1/jobStatus"'],
    [{ path: '/v1/jobStatus' }, { url: '/v1/jobStatus' }, 'url is "/@shop/v1/jobStatus?a=1&b=x%20y", not "/v1/jobStatus"'],
    [{ url: '/@shop/v1/jobStatus?a=1&b=x%20y' }, { query: { a: '2' } }, 'query.a is "1", not "2"'],
    [{ query: { b: 'x y' } }, { headers: { 'X-TRACE': '1' } }, 'the header X-TRACE is "1, 2", not "1"'],
    [{ headers: { 'x-trace': '1, 2', cookie: null } }, { headers: { 'x-api-key': null } }, 'the header x-api-key is "[fingerprint abc]", not missing'],
    [{ key: 'abc' }, { key: 'abd' }, 'key is "abc", not "abd"'],
    [{ connection: 7 }, { connection: 8 }, 'connection is 7, not 8'],
    [{ body: { nested: { list: [{ a: 2 }] } } }, { body: { nested: { list: [3] } } }, 'body.nested.list is [1,{"a":2}], not [3]'],
    [{ response: { status: 'RUNNING' } }, { response: { state: 1 } }, 'response.state is missing, not 1'],
    [{ status: 200 }, { status: 404 }, 'status is 200, not 404'],
    [{ outcome: 'responded' }, { outcome: 'broken' }, 'outcome is "responded", not "broken"'],
    [{ fault: 'fault-1' }, { fault: 'none' }, 'fault is "fault-1", not "none"'],
    [{ fault: 'any' }, { fault: 'fault-2' }, 'fault is "fault-1", not "fault-2"'],
    [{ from: start }, { from: start + 1 }, 'it arrived at 2025-01-01T00:00:00.000Z, before 2025-01-01T00:00:00.001Z'],
    [{ until: start + 1 }, { until: start }, 'it arrived at 2025-01-01T00:00:00.000Z, not before 2025-01-01T00:00:00.000Z'],
    [{ job: 'j1' }, { job: 'j2' }, 'it does not name the job "j2"']
  ]
  const reading = new ExchangeReader(asked)
  for (const [good, bad, why] of cases) {
    t.equal(matches(reading, good), true, JSON.stringify(good))
    t.equal(matches(reading, bad), false, JSON.stringify(bad))
    t.strictSame(reasonsOf(reading, { ...good, ...bad }), [why])
  }
  t.strictSame(reasonsOf(reading, { status: 1, method: 'X' }), ['method is "POST", not "X"', 'status is 200, not 1'])
})

t.test('a missing value matches only its absence', async t => {
  const bare = new ExchangeReader(exchange({ provider: undefined, operations: [], status: undefined, responseBody: undefined, responseHead: undefined, outcome: 'pending' }))
  t.equal(matches(bare, { fault: 'none', outcome: 'pending', body: null, response: null }), true)
  for (const match of [{ provider: 'julep' }, { operation: 'x' }, { status: 200 }, { key: 'a' }, { body: {} }] as Match[]) t.equal(matches(bare, match), false)
  t.strictSame(reasonsOf(bare, { fault: 'any', headers: { 'x-a': '1' } }), ['fault is "none", not "any"', 'the header x-a is missing, not "1"'])
  t.strictSame(reasonsOf(bare, { provider: 'julep', operation: 'x', status: 200, key: 'a' }), ['provider is null, not "julep"', 'operation is null, not "x"', 'status is null, not 200', 'key is null, not "a"'])
})

t.test('a header, a parameter or a key that is called like something of every object is one like any other', async t => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty']
  const without = new ExchangeReader(asked)
  for (const name of names) {
    const [key, header] = [JSON.stringify(name), name.toLowerCase()]
    const of = (value: unknown) => JSON.parse(`{${key}:${JSON.stringify(value)}}`)
    const having = new ExchangeReader(exchange({ url: `/x?${name}=1`, head: { text: `${name}\n1`, key: undefined }, responseHead: `HTTP/1.1 200 OK\r\n${name}: 1\r\n\r\n`, body: text(of('1')), responseBody: text(of('1')) }))
    t.strictSame([having.headers[header], having.responseHeaders[header]], ['1', '1'])
    for (const field of ['headers', 'query', 'body', 'response'] as const) {
      t.equal(matches(having, { [field]: of('1') }), true, `${field} ${name}`)
      t.equal(matches(without, { [field]: of('1') }), false, `${field} ${name}`)
      t.match(reasonsOf(without, { [field]: of('1') }), [/ is missing, not "1"$/])
    }
    t.equal(matches(without, { headers: of(null) }), true)
  }
})

t.test('a body that was cut is a yes only where what is kept says so, and never a no', async t => {
  const cut = (value: string) => ({ text: value, bytes: 99_999, truncated: true })
  const reading = new ExchangeReader(exchange({ url: '/jobs/statuses', body: cut('{"jobIds":["j1","j2'), responseBody: text({}) }))
  t.equal(matches(reading, { job: 'j1' }), true)
  t.equal(matches(reading, { job: 'j3' }), undefined)
  t.equal(matches(reading, { body: { jobIds: ['j1'] } }), undefined)
  t.equal(matches(reading, { body: {}, status: 404 }), false)
  t.strictSame(reasonsOf(reading, { body: {}, job: 'j3' }), ['job is not known: the bodies are kept up to 16 kB', 'body is not known: the bodies are kept up to 16 kB'])
  const withResponse = new ExchangeReader(exchange({ responseBody: cut('{') }))
  t.equal(matches(withResponse, { response: {} }), undefined)
  t.strictSame(reasonsOf(withResponse, { response: {} }), ['response is not known: the bodies are kept up to 16 kB'])
  t.equal(matches(new ExchangeReader(exchange({ responseBody: cut('{') })), { job: 'j9' }), undefined)
})

t.test('a list that takes too long to compare neither matches nor differs', async t => {
  const objects = Array.from({ length: 500 }, (_, index) => ({ [`k${index}`]: index }))
  const reading = new ExchangeReader(exchange({ body: text(objects) }))
  t.equal(matches(reading, { body: objects.toReversed() }), undefined)
  t.strictSame(reasonsOf(reading, { body: objects.toReversed() }), ['body is not known: its lists are too long to compare'])
  t.match(reasonsOf(reading, { response: objects.toReversed() }), [/^response is \{"id":"j1"\}, not \[\{"k499":499\},/])
})

t.test('a job is found wherever its id stands as a text of its own', async t => {
  const id = 'AutoLabelQueue:0193f1d2'
  const named: Array<Partial<NewExchange>> = [
    { url: `/@shop/jobs/${encodeURIComponent(id)}/x` }, { url: `/jobs/${id}` }, { url: `/jobs?bulkId=${id}` }, { url: `/jobs?id=${encodeURIComponent(id)}` },
    { body: text({ a: [{ b: id }] }) }, { body: text(JSON.stringify(id)) }, { body: text(JSON.stringify({ id }).replace('0193', '\\u00301\\u00393')) },
    { body: text({ query: `{ getJob(jobId: "${id}") { id } }` }) }, { body: text({ inner: JSON.stringify({ id }) }) }, { body: text(`{"jobId":"${id}", oops`) },
    { body: text(`query=x&variables=${encodeURIComponent(JSON.stringify({ jobId: id }))}`), head: { text: 'content-type\napplication/x-www-form-urlencoded', key: undefined } },
    { responseBody: text({ [id]: { state: 'created' } }) }
  ]
  for (const given of named) t.equal(matches(new ExchangeReader(exchange({ url: '/', responseBody: undefined, ...given })), { job: id }), true, JSON.stringify(given))
  const others: Array<Partial<NewExchange>> = [{}, { url: `/jobs/${id}x` }, { body: text({ a: `${id} ` }) }, { body: text('"\\q"') }, { url: '/%zz' }]
  for (const given of others) t.equal(matches(new ExchangeReader(exchange({ url: '/', responseBody: undefined, ...given })), { job: id }), false, JSON.stringify(given))
})

t.test('a reason repeats up to a hundred characters of a value and of a name', async t => {
  const long = 'x'.repeat(1000)
  const [text, name] = [`"${'x'.repeat(98)}…`, `${'x'.repeat(99)}…`]
  const cases: Array<[Match, string]> = [
    [{ body: { jobId: long } }, `body.jobId is "j1", not ${text}`],
    [{ body: { [long]: 1 } }, `body.${name} is missing, not 1`],
    [{ query: { [long]: long } }, `query.${name} is missing, not ${text}`],
    [{ headers: { [long]: long } }, `the header ${name} is missing, not ${text}`],
    [{ path: long }, `path is "/v1/jobStatus", not ${text}`]
  ]
  for (const [match, why] of cases) t.strictSame(reasonsOf(new ExchangeReader(asked), match), [why])
})

t.test('bodies are values where they are JSON, and text where they are not', async t => {
  t.strictSame(new ExchangeReader(exchange({ body: text('{"a":') })).body, '{"a":')
  t.strictSame(new ExchangeReader(exchange({ body: text('a=b') })).body, 'a=b')
  t.strictSame(new ExchangeReader(exchange({ body: text('false') })).body, false)
  t.strictSame(new ExchangeReader(exchange({ body: { text: '1', bytes: 20_000, truncated: true } })).body, '1')
  t.strictSame(new ExchangeReader(exchange({ body: undefined })).body, null)
  t.equal(new ExchangeReader(exchange({ url: '/@shop' })).path, '/')
  t.equal(new ExchangeReader(exchange({ url: '/%40shop/a?b' })).path, '/a')
  t.equal(new ExchangeReader(exchange({ url: 'http://double:5627/@shop/a?b' })).path, '/a')
  t.equal(new ExchangeReader(exchange({ url: 'http://double' })).path, '/')
})

t.test('a parameter that comes several times has each of its values', async t => {
  const reading = new ExchangeReader(exchange({ url: '/jobs?id=a&id=b', responseBody: undefined }))
  for (const match of [{ query: { id: 'a' } }, { query: { id: 'b' } }, { job: 'a' }, { job: 'b' }]) t.equal(matches(reading, match), true, JSON.stringify(match))
  t.strictSame(reasonsOf(reading, { query: { id: 'c' } }), ['query.id is "a, b", not "c"'])
  t.strictSame(reasonsOf(reading, { query: { other: 'c' } }), ['query.other is missing, not "c"'])
})
