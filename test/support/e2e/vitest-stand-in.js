// What the vitest example asks of vitest, done by node:test: it is run so where vitest is not installed.
import assert from 'node:assert/strict'
import { register } from 'node:module'
import { after, describe as describeTests, it as runTest } from 'node:test'

if (!import.meta.url.includes('?')) {
  const hook = `export const resolve = async (name, context, next) => name === 'vitest' ? { url: '${import.meta.url}?', shortCircuit: true } : await next(name, context)`
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
}

export const afterAll = after
export const describe = { concurrent: (name, run) => describeTests(name, { concurrency: true }, run) }
export const it = (name, run) => runTest(name, test => run({ expect, onTestFinished: clean => test.after(clean) }))

function expect (value) {
  return {
    toBe: wanted => assert.equal(value, wanted),
    rejects: { toThrow: async message => await assert.rejects(value, error => error.message.includes(message)) }
  }
}
