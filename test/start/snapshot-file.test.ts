import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { providers } from '../../src/providers/index.ts'
import { keepSnapshot } from '../../src/start/snapshot-file.ts'
import { double } from '../support/double.ts'

/** A double that keeps `main` in a file, and what it says when it cannot. */
async function keeping (t: Test, file: string) {
  const unwritten: string[] = []
  const it = await double(t)
  await keepSnapshot(it.app, file, providers, message => unwritten.push(message))
  return { ...it, unwritten }
}

const folder = () => mkdtempSync(join(tmpdir(), 'jobdouble-'))

t.test('a sandbox goes on in the next run where it stood in the last', async t => {
  const file = join(folder(), 'snapshot.json')
  const first = await keeping(t, file)
  const { id } = await first.make({ provider: 'julep' })
  await first.advance('2s')
  const { text } = await first.ask('GET /__admin/snapshot')
  t.equal(existsSync(file), false)
  await first.app.close()
  t.equal(readFileSync(file, 'utf8'), text)

  const second = await keeping(t, file)
  t.equal((await second.ask('GET /__admin/snapshot')).text, text)
  t.same((await second.advance('3s')).map(({ job, to }) => [job, to]), [[id, 'succeeded']])
  await second.app.close()
  t.match(JSON.parse(readFileSync(file, 'utf8')).clock.now, '2025-01-01T00:00:05.000Z')
  t.same(second.unwritten, [])
  t.same(readdirSync(join(file, '..')), ['snapshot.json'])
})

t.test('a link goes on leading to its file', async t => {
  const place = folder()
  writeFileSync(join(place, 'a.json'), (await (await double(t)).ask('GET /__admin/snapshot')).text)
  symlinkSync('a.json', join(place, 'link.json'))
  const it = await keeping(t, join(place, 'link.json'))
  await it.make({ provider: 'julep' })
  await it.app.close()
  t.equal(JSON.parse(readFileSync(join(place, 'a.json'), 'utf8')).jobs.made, 1)
})

t.test('what cannot be used is refused with one line, and left as it is', async t => {
  const place = folder()
  const file = join(place, 'snapshot.json')
  const cases: Array<[string, RegExp]> = [
    ['', /^the snapshot .*snapshot\.json cannot be used: Unexpected end of JSON input$/],
    ['{\n"version": 1,\n}', /^the snapshot .*snapshot\.json cannot be used: [^\n]+$/],
    ['{"name": "a package"}', /cannot be used: version: is required: this is not a snapshot/],
    ['{"version": 7}', /cannot be used: version: is 7, but this program reads version 1/],
    ['{"version": 1}', /cannot be used: jobdouble: is required$/],
    ['['.repeat(8000) + ']'.repeat(8000), /cannot be used: the snapshot is nested too deeply: it must have at most 120 levels of objects and lists$/]
  ]
  for (const [text, message] of cases) {
    writeFileSync(file, text)
    await t.rejects(keeping(t, file), { message })
    t.equal(readFileSync(file, 'utf8'), text)
  }
  mkdirSync(join(place, 'folder'))
  await t.rejects(keeping(t, join(place, 'folder')), { message: /EISDIR/ })
  await t.rejects(keeping(t, join(place, 'none', 'snapshot.json')), { message: /^the snapshot .* cannot be used: ENOENT: no such file or directory/ })
  t.same(readdirSync(place).sort(), ['folder', 'snapshot.json'])
})

t.test('a file that is larger than a snapshot may be is refused before it is read', async t => {
  const file = join(folder(), 'snapshot.json')
  writeFileSync(file, '')
  // a hole: reading it would give 200 MB of zeros
  truncateSync(file, 200_000_000)
  await t.rejects(keeping(t, file), { message: `the snapshot ${file} cannot be used: it has 200000000 bytes; a snapshot has at most 134217728` })
})

t.test('what killed processes have left beside the file is removed at the next start, and nothing else', async t => {
  const place = folder()
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  const others = [`snapshot.json.${process.ppid}.tmp`, 'snapshot.json.12345678.tmp', 'snapshot.json.x.tmp', `snapshot.json.${dead}`, `other.json.${dead}.tmp`]
  for (const name of [`snapshot.json.${dead}.tmp`, ...others]) writeFileSync(join(place, name), 'half a snap')
  mkdirSync(join(place, `snapshot.json.${dead}0.tmp`))
  const it = await keeping(t, join(place, 'snapshot.json'))
  t.same(readdirSync(place).sort(), [...others, `snapshot.json.${dead}0.tmp`].sort())
  await it.app.close()
  t.ok(existsSync(join(place, 'snapshot.json')))
})

t.test('a snapshot that cannot be written at the end is said in one line, and the last one stays', async t => {
  const place = folder()
  const file = join(place, 'snapshot.json')
  const first = await keeping(t, file)
  await first.app.close()
  const text = readFileSync(file, 'utf8')
  const second = await keeping(t, file)
  // a folder in the place of the file beside it, which not even root can write to
  mkdirSync(`${file}.${process.pid}.tmp`)
  await second.app.close()
  t.match(second.unwritten, [/^the snapshot .*snapshot\.json could not be written: EISDIR[^\n]+$/])
  t.equal(readFileSync(file, 'utf8'), text)
})

t.test('a snapshot that cannot be written completely leaves no file', async t => {
  const place = folder()
  const file = join(place, 'snapshot.json')
  // a device that is always full
  symlinkSync('/dev/full', `${file}.${process.pid}.tmp`)
  await t.rejects(keeping(t, file), { message: /^the snapshot .* cannot be used: E/ })
  t.same(readdirSync(place), [])
})
