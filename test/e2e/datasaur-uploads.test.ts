import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { build } from '../../src/app.ts'
import type { StartOptions } from '../../src/index.ts'
import { readOptions, toSettings } from '../../src/start/index.ts'
import { listen } from '../../src/http/server/listen.ts'

const path = '/api/static/proxy/upload'
const authorization = 'Bearer abc'

async function serve (t: Test, options: StartOptions = {}): Promise<string> {
  const app = await build(toSettings(readOptions({ clock: 'frozen', seed: 1, ...options })))
  t.teardown(() => app.close())
  return await listen(app, { host: '127.0.0.1', port: 0 })
}

function formOf (...sizes: number[]): FormData {
  const form = new FormData()
  for (const size of sizes) form.append('file', new Blob([Buffer.alloc(size)]), 'a.bin')
  return form
}

async function post (url: string, body: FormData, headers: Record<string, string> = { authorization }): Promise<{ status: number, body: any }> {
  const response = await fetch(url, { method: 'POST', body, headers })
  return { status: response.status, body: await response.json() }
}

/** Sends the beginning of a file and nothing more. */
function begin (t: Test, url: string, target: string, size: number): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  socket.write(`POST ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n`)
  socket.write(`--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n${'x'.repeat(size)}`)
  return socket
}

for (const target of [path, '/graphql']) {
  t.test(`an upload to ${target} that its client breaks off is discarded`, async t => {
    const url = await serve(t, { maxFileBytes: 20_000 })
    // two files are never kept: they tell whether there is room, and take none
    const probe = async () => (await post(url + path, formOf(6000, 6000))).status
    t.equal(await probe(), 400)
    const socket = begin(t, url, target, 12_000)
    while (await probe() !== 507);
    socket.destroy()
    while (await probe() !== 400);
    t.equal((await post(url + path, formOf(18_000))).status, 200)
    t.equal((await fetch(`${url}/ready`)).status, 200)
  })
}

t.test('many uploads at once take together at most the memory for the files of a sandbox', async t => {
  const url = await serve(t, { maxFileBytes: 20_000 })
  const responses = await Promise.all(Array.from({ length: 20 }, () => post(url + path, formOf(6000))))
  const kept = responses.filter(({ status }) => status === 200)
  t.ok(kept.length <= 3, `${kept.length}`)
  t.same(responses.filter(({ status }) => status !== 200 && status !== 507), [])
})

t.test('a client that sends a file that is too large, or no token, can read the response and send the next request', async t => {
  const url = await serve(t)
  const large = formOf(51 * 1024 * 1024)
  t.same(await post(url + path, large), { status: 413, body: { message: 'The file "a.bin" is larger than 50 MB, the maximum for a file' } })
  t.same(await post(url + path, large, {}), { status: 401, body: { message: 'Unauthorized' } })
  large.set('operations', '{}')
  t.match(await post(`${url}/graphql`, large), { status: 413, body: { errors: [{ message: /larger than 50 MB/ }] } })
  t.match(await post(url + path, formOf(10)), { status: 200, body: { objectKey: /\.bin$/ } })
})
