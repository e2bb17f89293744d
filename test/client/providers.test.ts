import { readFileSync } from 'node:fs'
import t from 'tap'
import { variables } from '../../src/client/providers.ts'
import { providers } from '../../src/providers/index.ts'

t.test('the client knows the names and the variables of all providers', async t => {
  const text = readFileSync(new URL('../../src/client/providers.ts', import.meta.url), 'utf8')
  const [, union = ''] = /^export type Provider = (.*)$/m.exec(text) ?? []
  const hint = 'npm run build writes src/client/providers.ts'
  t.equal(union, providers.map(({ name }) => `'${name}'`).join(' | '), hint)
  t.strictSame(variables, Object.assign({}, ...providers.map(({ env }) => env)), hint)
})
