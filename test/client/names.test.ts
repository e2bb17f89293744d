import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { providers as examined } from '../../src/client/exam/providers.ts'
import { standardPlan } from '../../src/client/exam/standard.ts'
import { toTraits } from '../../src/client/exam/traits.ts'
import { variables } from '../../src/client/names.ts'
import { providers } from '../../src/providers/index.ts'

t.test('the client knows all providers, their variables and the built-in lifecycles', async t => {
  const text = readFileSync(new URL('../../src/client/names.ts', import.meta.url), 'utf8')
  const [, union = ''] = /^export type Provider = (.*)$/m.exec(text) ?? []
  const hint = 'npm run build writes src/client/names.ts'
  t.equal(union, providers.map(({ name }) => `'${name}'`).join(' | '), hint)
  const lifecycles = Array.from(text.matchAll(/^ {2}\| '(.*)'$/gm), ([, name]) => `${name}.yaml`)
  t.same(lifecycles, readdirSync(new URL('../../fixtures/lifecycles/', import.meta.url)).sort(), hint)
  t.strictSame(variables, Object.assign({}, ...providers.map(({ env }) => env)), hint)
})

t.test('the client knows the standard exam, and what it needs of each provider', async t => {
  const plan = readFileSync(new URL('../../fixtures/exams/standard.yaml', import.meta.url), 'utf8')
  t.strictSame(standardPlan, parse(plan), 'npm run build writes src/client/exam/standard.ts')
  const declared = providers.map(provider => [provider.name, toTraits(provider)])
  t.strictSame(examined, Object.fromEntries(declared), 'npm run build writes src/client/exam/providers.ts')
})
