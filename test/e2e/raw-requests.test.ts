import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { serve } from '../support/e2e/program.ts'

const credentials = 'host: localhost\r\nx-api-key: k\r\nauthorization: Bearer k\r\n'
const close = 'connection: close\r\n'
const get = (path = '/api/v1/jobs', headers = close) => `GET ${path} HTTP/1.1\r\n${credentials}${headers}\r\n`
const post = (headers: string, body: string) => `POST /v1/jobStatus HTTP/1.1\r\n${credentials}content-type: application/json\r\n${headers}\r\n${body}`
const bytes = (...parts: Array<string | number>) => Buffer.concat(parts.map(part => typeof part === 'string' ? Buffer.from(part) : Buffer.from([part])))

/** What a client sends as it is, and the statuses of the responses; none if the connection is closed without one. */
const cases: Record<string, { sent: string | Buffer, statuses: number[] }> = {
  nothing: { sent: '', statuses: [408] },
  'half a request line': { sent: 'GET /api', statuses: [408] },
  'half a head': { sent: 'GET /api HTTP/1.1\r\nhost: loc', statuses: [408] },
  'an endless header': { sent: `GET / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}`, statuses: [431] },
  'endless headers': { sent: `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(20_000)}`, statuses: [431] },
  'a long URL': { sent: get(`/${'x'.repeat(100_000)}`), statuses: [431] },
  'half a body': { sent: post('content-length: 100\r\n', '{"jobId"'), statuses: [408] },
  'half a chunked body': { sent: post('transfer-encoding: chunked\r\n', '5\r\n{"job'), statuses: [408] },
  'a chunk of a huge size': { sent: post('transfer-encoding: chunked\r\n', 'ffffffffffffffff\r\n{}'), statuses: [408] },
  'an invalid chunk': { sent: post('transfer-encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'), statuses: [400] },
  'both length and chunking': { sent: post('content-length: 2\r\ntransfer-encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'), statuses: [400] },
  'chunking that is not last': { sent: post('transfer-encoding: chunked, gzip\r\n', '2\r\n{}\r\n0\r\n\r\n'), statuses: [400] },
  'two lengths': { sent: post('content-length: 2\r\ncontent-length: 3\r\n', '{} '), statuses: [400] },
  'a negative length': { sent: post('content-length: -1\r\n', '{}'), statuses: [400] },
  'a huge length': { sent: post('content-length: 99999999999999999999\r\n', '{}'), statuses: [400] },
  'bad UTF-8 in a body': { sent: bytes(post(`content-length: 4\r\n${close}`, '"'), 0xff, 0xfe, '"'), statuses: [400] },
  'bad UTF-8 in a path': { sent: bytes('GET /api/v1/jobs/', 0xff, 0xfe, ` HTTP/1.1\r\n${credentials}\r\n`), statuses: [400] },
  'a bad escape in a path': { sent: get('/api/v1/jobs/%ff%'), statuses: [404] },
  'a NUL in a path': { sent: get('/api/v1/jobs/\0'), statuses: [400] },
  'a NUL in a header': { sent: get('/api/v1/jobs', 'x: a\0b\r\n'), statuses: [400] },
  'an absolute URL': { sent: get('http://localhost/api/v1/jobs'), statuses: [200] },
  'OPTIONS of everything': { sent: `OPTIONS * HTTP/1.1\r\n${credentials}${close}\r\n`, statuses: [404] },
  CONNECT: { sent: 'CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n', statuses: [] },
  'an upgrade': { sent: get('/api/v1/jobs', 'connection: upgrade, close\r\nupgrade: websocket\r\n'), statuses: [200] },
  'the preface of HTTP/2': { sent: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', statuses: [400] },
  'a greeting of TLS': { sent: Buffer.from('16030100a5010000a10303', 'hex'), statuses: [400] },
  'an expectation': { sent: post(`expect: 100-continue\r\ncontent-length: 2\r\n${close}`, '{}'), statuses: [100, 400] },
  'an unknown expectation': { sent: post(`expect: magic\r\ncontent-length: 2\r\n${close}`, '{}'), statuses: [417] },
  'an unknown method': { sent: `FETCH / HTTP/1.1\r\n${credentials}\r\n`, statuses: [400] },
  'a method in lower case': { sent: `get / HTTP/1.1\r\n${credentials}\r\n`, statuses: [400] },
  'lines that end in LF': { sent: get().replaceAll('\r\n', '\n'), statuses: [400] },
  'a folded header': { sent: get('/api/v1/jobs', 'x: a\r\n b\r\n'), statuses: [400] },
  'a space before a colon': { sent: get('/api/v1/jobs', 'x : a\r\n'), statuses: [400] },
  'no host': { sent: `GET /api/v1/jobs HTTP/1.1\r\nx-api-key: k\r\n${close}\r\n`, statuses: [400] },
  'HTTP/1.0 without a host': { sent: 'GET /api/v1/jobs HTTP/1.0\r\nx-api-key: k\r\n\r\n', statuses: [401] },
  'HTTP/3.0': { sent: 'GET / HTTP/3.0\r\nhost: localhost\r\n\r\n', statuses: [400] },
  'a GET with a body': { sent: `${get('/api/v1/jobs', `content-length: 2\r\n${close}`)}{}`, statuses: [200] },
  trailers: { sent: post(`transfer-encoding: chunked\r\n${close}`, '2\r\n{}\r\n0\r\nx: y\r\n\r\n'), statuses: [400] },
  'a request after a broken one': { sent: `${post('content-length: 1\r\n', '{')}${get()}`, statuses: [400] },
  'a hundred pipelined requests': { sent: get('/api/v1/jobs', '').repeat(99) + get(), statuses: Array(100).fill(200) },
  'garbage after a request': { sent: `${get('/api/v1/jobs', '')}\0\0\0\0`, statuses: [200, 400] }
}

t.test('what is not HTTP is rejected in time, and affects no other client', async t => {
  const { url, child, output } = await serve(t, ['--clock', 'frozen', '--seed', '1', '--log-level', 'error', '--body-timeout', '2s', '--idle-timeout', '2s'])
  const ask = async (sent: string | Buffer): Promise<number[]> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
    let text = ''
    socket.on('data', data => { text += data }).write(sent)
    await new Promise(resolve => socket.once('close', resolve))
    return Array.from(text.matchAll(/^HTTP\/1\.1 (\d+)|(?<=\})HTTP\/1\.1 (\d+)/gm), ([, first, later]) => Number(first ?? later))
  }
  const got = await Promise.all(Object.entries(cases).map(async ([name, { sent }]) => [name, await ask(sent)] as const))
  t.same(Object.fromEntries(got), Object.fromEntries(Object.entries(cases).map(([name, { statuses }]) => [name, statuses])))
  t.equal((await fetch(`${url}/health`)).status, 200)
  t.equal(output.stderr, '', 'nothing is logged as a defect')
  child.kill('SIGTERM')
  const [code] = await once(child, 'close')
  t.equal(code, 0)
})
