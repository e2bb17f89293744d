import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { run, serve } from '../support/e2e/program.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'jobdouble-'))

t.test('a program that is started again continues with the same jobs, ids and clock', async t => {
  const file = join(folder(), 'snapshot.json')
  const first = await serve(t, ['--clock', 'frozen', '--seed', 'checkout', '--snapshot', file])
  const { id } = await ask(t, first.url, 'POST /__admin/jobs', { provider: 'waveline' })
  await ask(t, first.url, 'POST /__admin/clock/advance', { by: '2s' })
  first.child.kill('SIGTERM')
  t.equal(await first.ended, 0)

  // the other seed and clock apply only to new sandboxes
  const second = await serve(t, ['--seed', 'other', '--log-level', 'silent'], { JOBDOUBLE_SNAPSHOT: file })
  const reference = await serve(t, ['--clock', 'frozen', '--seed', 'checkout'])
  await ask(t, reference.url, 'POST /__admin/jobs', { provider: 'waveline' })
  await ask(t, reference.url, 'POST /__admin/clock/advance', { by: '2s' })
  const operations: Array<[string, object?]> = [['POST /__admin/jobs', { provider: 'waveline' }], ['POST /__admin/clock/advance', { by: '1h' }], ['GET /__admin/jobs']]
  for (const [operation, body] of operations) t.same(await ask(t, second.url, operation, body), await ask(t, reference.url, operation, body))
  t.match(await ask(t, second.url, `GET /__admin/jobs/${id}`), { state: 'succeeded' })
  second.child.kill('SIGINT')
  t.equal(await second.ended, 0)
  t.match(JSON.parse(readFileSync(file, 'utf8')), { version: 1, seed: 'checkout', clock: { now: '2025-01-01T01:00:02.000Z' }, jobs: { made: 2 } })
})

t.test('open waits get their response before the snapshot is written', async t => {
  const place = folder()
  const file = join(place, 'snapshot.json')
  const { url, child, ended } = await serve(t, ['--clock', 'frozen', '--snapshot', file])
  const { id } = await ask(t, url, 'POST /__admin/jobs', { provider: 'immuta', lifecycle: 'stuck' })
  const waiting = fetch(`${url}/jobs/statuses`, { method: 'POST', headers: { authorization: 'k', 'content-type': 'application/json' }, body: JSON.stringify({ jobIds: [id], wait: -1 }) })
  while ((await ask(t, url, 'GET /__admin/sandbox')).waits === 0);
  child.kill('SIGTERM')
  t.equal((await waiting).status, 200)
  t.equal(await ended, 0)
  t.same(readdirSync(place), ['snapshot.json'])
})

t.test('a file that is not a snapshot, or cannot be written, is rejected at the start with one line and exit code 2', async t => {
  const file = join(folder(), 'snapshot.json')
  writeFileSync(file, '{"version": 99}')
  const foreign = run(t, ['--port', '0', '--snapshot', file])
  t.equal(await foreign.ended, 2)
  t.match(foreign.output, { stdout: '', stderr: /\njobdouble: the snapshot .* cannot be used: version: is 99, but this program reads version 1; [^\n]+\n$|^jobdouble: the snapshot .* cannot be used: version: 99[^\n]+\n$/ })
  t.equal(readFileSync(file, 'utf8'), '{"version": 99}')
  const nowhere = run(t, ['--port', '0', '--log-level', 'silent', '--snapshot', join(folder(), 'none', 'x.json')])
  t.equal(await nowhere.ended, 2)
  t.match(nowhere.output, { stdout: '', stderr: /^jobdouble: the snapshot .* cannot be used: ENOENT[^\n]+\n$/ })
})
