import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { providers } from '../../src/providers/index.ts'

const root = new URL('../../', import.meta.url)
const names = providers.map(({ name }) => name)

t.test('the package exports the types of every provider, as its contract has them', async t => {
  const { exports, files } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { exports: Record<string, unknown>, files: string[] }
  const { toProviderTypes } = await import(new URL('scripts/provider-types.js', root).href) as { toProviderTypes (name: string, folder: URL): string }
  t.same(Object.keys(exports), ['.', './provider', './*', './package.json'])
  t.same(readdirSync(new URL('dist/providers/', root)).sort(), names.map(name => `${name}.d.ts`).sort())
  t.ok(files.includes('dist/providers/*.d.ts'))
  t.same(exports['./*'], { types: './dist/providers/*.d.ts' })
  for (const name of names) {
    t.equal(readFileSync(new URL(`dist/providers/${name}.d.ts`, root), 'utf8'), toProviderTypes(name, new URL('openapi/', root)), name)
  }
})

t.test('a strict TypeScript project compiles with them, and a wrong body does not', async t => {
  const folder = t.testdir({ 'package.json': '{"private":true,"type":"module"}' })
  const installed = join(folder, 'node_modules/jobdouble')
  mkdirSync(installed, { recursive: true })
  cpSync(new URL('package.json', root), join(installed, 'package.json'))
  cpSync(new URL('dist/providers/', root), join(installed, 'dist/providers'), { recursive: true })
  writeFileSync(join(folder, 'bodies.ts'), `
${names.map(name => `import type * as ${name} from 'jobdouble/${name}'`).join('\n')}
export const started: starfish.StartedResponse['jobId'] = 'a'
export const asked: immuta.Operations['getJobStatuses']['request'] = { jobIds: ['1'] }
export const job: waveline.Operations['getJob']['responses'][200]['status'] = 'COMPLETED'
export const datasaurId: datasaur.Job['id'] = 'AutoLabelQueue:1'
// @ts-expect-error: not a state of Julep
export const state: julep.JobStatus['state'] = 'done'
`)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { strict: true, exactOptionalPropertyTypes: true, module: 'nodenext', target: 'es2022', types: [], noEmit: true },
    files: ['bodies.ts']
  }))
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(new URL('node_modules/typescript/bin/tsc', root)), '--project', folder], { encoding: 'utf8' })
  t.same([status, stdout], [0, ''])
})
