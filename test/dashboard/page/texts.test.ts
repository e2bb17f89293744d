import { execFileSync } from 'node:child_process'
import t from 'tap'
import { call, path, toCurl } from '../../../src/dashboard/page/curl.ts'
import { BlockReader } from '../../../src/dashboard/page/state/blocks.ts'
import { toDuration, toTime } from '../../../src/dashboard/page/words.ts'
import { start } from '../../support/double.ts'

t.test('a call is shown as a command that a shell can run', async t => {
  const url = 'http://127.0.0.1:5627/__admin/jobs'
  const cases = [
    { name: 'a GET', given: call('GET /__admin/jobs'), curl: `curl ${url}` },
    { name: 'a POST with a body', given: call('POST /__admin/jobs', { provider: 'julep' }), curl: `curl ${url} -d '{"provider":"julep"}'` },
    { name: 'a POST without a body', given: call('POST /__admin/reset'), curl: `curl -X POST ${url}` },
    { name: 'another method', given: call('PUT /__admin/clock', { mode: 'frozen' }), curl: `curl -X PUT ${url} -d '{"mode":"frozen"}'` },
    { name: 'a text', given: call('PUT /__admin/snapshot', 'it\'s'), curl: `curl -X PUT ${url} -d 'it'\\''s'` },
    { name: 'headers', given: { ...call('GET /x'), headers: { authorization: 'Bearer k', 'x-api-key': 'k' } }, curl: `curl ${url} -H 'authorization: Bearer k' -H 'x-api-key: k'` }
  ]
  for (const { name, given, curl } of cases) t.equal(toCurl(given, url), curl, name)
  const quoted = toCurl(call('POST /', { text: '$(id) `id` \' " \\' }), 'http://h/?a=1&b=2')
  t.equal(execFileSync('sh', ['-c', `printf '%s\\n' ${quoted.slice('curl '.length)}`], { encoding: 'utf8' }), 'http://h/?a=1&b=2\n-d\n{"text":"$(id) `id` \' \\" \\\\"}\n')
})

t.test('a text from outside keeps within its segment of a path', async t => {
  t.equal(path`/__admin/jobs/${'a/../b?c'}/cancel`, '/__admin/jobs/a%2F..%2Fb%3Fc/cancel')
})

t.test('a stream of events is cut into blocks, wherever its pieces end', async t => {
  const text = 'id: 1\n\nevent: clock\ndata: {"now":"a: b"}\nid: 2\n\nevent: gap\ndata: {}\nid: 3\n\n'
  const blocks = [
    { kind: undefined, id: '1', data: undefined },
    { kind: 'clock', id: '2', data: '{"now":"a: b"}' },
    { kind: 'gap', id: '3', data: '{}' }
  ]
  for (let size = 1; size <= text.length; size++) {
    const reader = new BlockReader()
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!
    t.same(pieces.flatMap(piece => reader.read(piece)), blocks)
  }
})

t.test('durations and times are short', async t => {
  const cases: Array<[ms: number, text: string]> = [
    [0, '0 s'], [0.44, '0.4 ms'], [12.3, '12 ms'], [999, '999 ms'], [1500, '1.5 s'], [59_000, '59 s'], [60_000, '1 min'], [61_000, '1 min 1 s'],
    [3_723_000, '1 h 2 min'], [90_000_000, '1 d 1 h']
  ]
  for (const [ms, text] of cases) t.equal(toDuration(ms), text)
  t.same([toTime(start), toTime(start + 5250, 0), toTime(Infinity)], ['00:00:00.000', '00:00:05', '—'])
})
