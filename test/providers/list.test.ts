import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { providers } from '../../src/providers/index.ts'

const root = new URL('../../', import.meta.url)
const names = providers.map(({ name }) => name)

t.test('no file of src names a provider beside its folder and the list of providers', async t => {
  const own = /^providers\/(?:index\.ts|[^/]+\/)|^client\/(?:names|exam\/providers)\.ts/
  const quoted = new RegExp(`['"\`/](?:${names.join('|')})['"\`./]`, 'g')
  for (const file of readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))) {
    if (own.test(file)) continue
    const code = readFileSync(new URL(`src/${file}`, root), 'utf8').replace(/\/\*[^]*?\*\/|^ *\/\/.*$|description: .*$/gm, '')
    t.same(code.match(quoted) ?? [], [], file)
  }
})

t.test('no provider names another one', async t => {
  for (const name of names) {
    const folder = new URL(`src/providers/${name}/`, root)
    const others = new RegExp(`\\b(?:${names.filter(other => other !== name).join('|')})\\b`, 'i')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))) {
      t.notMatch(readFileSync(new URL(file, folder), 'utf8'), others, `${name}/${file}`)
    }
  }
})

t.test('every provider has a contract, documented exchanges, rows in docs/fidelity.md and demo data', async t => {
  const fidelity = readFileSync(new URL('docs/fidelity.md', root), 'utf8')
  const { jobs } = parse(readFileSync(new URL('fixtures/demo.yaml', root), 'utf8')) as { jobs: Array<{ provider: string }> }
  for (const { name, graphql = false } of providers) {
    t.ok(existsSync(new URL(`openapi/${name}.${graphql ? 'graphql' : 'yaml'}`, root)), `openapi/${name}`)
    t.ok(existsSync(new URL(`fixtures/${name}/`, root)), `fixtures/${name}`)
    t.match(fidelity, new RegExp(`^\\| ${name} \``, 'im'), `docs/fidelity.md: ${name}`)
    t.ok(jobs.some(({ provider }) => provider === name), `fixtures/demo.yaml: ${name}`)
  }
})
