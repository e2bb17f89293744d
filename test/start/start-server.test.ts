import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/main.ts'
import { readOptions, startServer } from '../../src/start/index.ts'

const surroundings = { isTerminal: true, print: () => {}, onUnwritten: () => {} }

t.test('on a terminal the log is short lines, unless another format is chosen', async t => {
  for (const logFormat of ['auto', 'json'] as const) {
    const { app, url } = await startServer(readOptions({ port: 0, logLevel: 'error', logFormat }), surroundings)
    t.match(url, /^http:/)
    await app.close()
  }
})

t.test('a server with a store for its sandboxes keeps no snapshot file', async t => {
  const options = readOptions({ port: 0, logLevel: 'silent', cluster: 'redis://127.0.0.1:6379', snapshot: 'snapshot.json' })
  await t.rejects(startServer(options, surroundings), { option: 'snapshot', message: '--snapshot and --cluster cannot be combined: the store keeps the sandboxes; omit --snapshot' })
})

t.test('a crash while the server is built is not taken for a wrong option', async t => {
  const initial = { get faults () { throw new Error('boom') } }
  await t.rejects(startServer(readOptions({ port: 0, logLevel: 'silent' }), { ...surroundings, initial }), { message: 'boom', code: undefined })
})

t.test('a snapshot that cannot be written when the program stops is one line and exit code 1', async t => {
  const file = join(t.testdir(), 'snapshot.json')
  const handlers = new Map<string, () => void>()
  let stderr = ''
  const host = {
    stdout: { write: () => {} },
    stderr: { write: (text: string) => { stderr += text } },
    once: (signal: string, stop: () => void) => { handlers.set(signal, stop) },
    exitCode: 0
  }
  t.equal(await main(['--port', '0', '--log-level', 'silent', '--snapshot', file], {}, host), 0)
  // a folder in the place of the file beside it, which not even root can write to
  mkdirSync(`${file}.${process.pid}.tmp`)
  handlers.get('SIGTERM')!()
  while (host.exitCode === 0) await new Promise(resolve => setImmediate(resolve))
  t.match(stderr, /^jobdouble: the snapshot .*snapshot\.json could not be written: EISDIR[^\n]+\n$/)
})
