import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { execute } from '../support/e2e/program.ts'

t.test('the program can be built from what the image copies', async t => {
  const [build = ''] = readFileSync('Dockerfile', 'utf8').split(/\n(?=FROM)/).filter(stage => stage.startsWith('FROM') && stage.includes('AS build'))
  const copied = [...build.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '))
  const sent = new Set(readFileSync('.dockerignore', 'utf8').split('\n').filter(line => line.startsWith('!')).map(line => line.slice(1)))
  t.same(copied.filter(name => !sent.has(name)), [], '.dockerignore lets them through')
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  for (const name of copied) cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const { code, all } = await execute('sh', '-c', `cd ${folder} && ${process.execPath} scripts/build.js`)
  t.equal(code, 0, all.slice(-500))
  t.ok(existsSync(join(folder, 'dist/cli.js')))
})
