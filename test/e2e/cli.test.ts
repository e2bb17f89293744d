import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import * as program from '../../src/assets.ts'
import { run, serve } from '../support/e2e/program.ts'

t.test('--help and --version print and exit', async t => {
  const [help, version] = [run(t, ['--help']), run(t, ['--version'])]
  t.same([await help.ended, await version.ended], [0, 0])
  t.match(help.output.stdout, /^jobdouble: a stand-in/)
  t.equal(version.output.stdout, `${program.version}\n`)
})

t.test('the first line has the URL; a signal ends open waits with the current states, and the exit code is 0', async t => {
  await Promise.all((['SIGTERM', 'SIGINT'] as const).map(async signal => {
    const { url, child, ended, output } = await serve(t, ['--lifecycle', 'stuck', '--seed', '7'])
    const { id } = await (await fetch(`${url}/__admin/jobs`, { method: 'POST', body: '{"provider":"immuta"}' })).json() as { id: string }
    const waiting = fetch(`${url}/jobs/statuses`, { method: 'POST', headers: { authorization: 'secret-token', 'content-type': 'application/json' }, body: JSON.stringify({ jobIds: [id], wait: -1 }) })
    // half a request, which must not keep the process alive
    const half = connect(Number(new URL(url).port), '127.0.0.1')
    half.on('error', () => {})
    await once(half, 'connect')
    half.resume().write('POST /jobs/statuses HTTP/1.1\r\nhost: x\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{')
    while ((await (await fetch(`${url}/__admin/sandbox`)).json() as { waits: number }).waits !== 1);
    child.kill(signal)
    const response = await (await waiting).json() as Record<string, { state: string }>
    t.match(response[id]!.state, /created|active/)
    t.equal(await ended, 0)
    t.equal(output.stdout, `jobdouble ready on ${url}\n`)
    const lines = output.stderr.trim().split('\n').map(line => JSON.parse(line))
    t.match(lines.find(({ sandbox }) => sandbox === 'main'), { seed: 7, level: 30 })
    t.notMatch(output.stderr, 'secret-token')
    half.destroy()
  }))
})

t.test('a server that other machines can reach says at the start that its control API is closed without a token', async t => {
  const [closed, open] = await Promise.all([serve(t, ['--host', '0.0.0.0']), serve(t, ['--host', '0.0.0.0', '--control-token', 'k'])])
  t.match(closed.output.stderr, /"level":40,.*the control API is closed, because other machines can reach this server; start it with --control-token TOKEN/)
  t.notMatch(open.output.stderr, 'the control API is closed')
})

t.test('a port in use or an unusable address is exit code 1 and one line; healthcheck finds the program', async t => {
  const { url } = await serve(t)
  const { port } = new URL(url)
  const second = run(t, ['--port', port])
  const nowhere = run(t, ['--host', '192.0.2.1', '--port', '0'])
  const check = run(t, ['healthcheck', '--port', port])
  t.same([await second.ended, await nowhere.ended, await check.ended], [1, 1, 0])
  t.same(second.output, { stdout: '', stderr: `jobdouble: port ${port} on 127.0.0.1 is in use; port 0 takes a free one\n` })
  t.match(nowhere.output.stderr, /^jobdouble: cannot listen on 192\.0\.2\.1: .*EADDRNOTAVAIL.*\n$/)
  t.equal(check.output.stdout, 'ok\n')
})
