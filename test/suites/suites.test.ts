import { readdirSync } from 'node:fs'
import t from 'tap'
import { testFiles } from './run.ts'
import { suites } from './suites.ts'

t.test('every test file runs in one suite', async t => {
  for (const file of testFiles()) t.equal(Object.values(suites).filter(pattern => pattern.test(file)).length, 1, file)
})

t.test('every suite is run', async t => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(file => file.endsWith('.suite.ts'))
  t.same(files.map(file => file.replace('.suite.ts', '')).sort(), Object.keys(suites).sort())
})

t.test('what is not a test is in browser/, support/ or suites/', async t => {
  const others = readdirSync(new URL('../', import.meta.url), { recursive: true, encoding: 'utf8' }).filter(file => /(?<!\.test)\.[jt]s$/.test(file))
  t.same(others.filter(file => !/^(browser|support|suites)\b/.test(file)), [])
})
