import t from 'tap'
import { mustHaveArguments, mustHaveFields } from '../../src/http/nearest.ts'

t.test('the fields of an operation that is not served are not checked', async t => {
  t.doesNotThrow(() => mustHaveFields([], 'acme.start', { name: 'x' }, 'match'))
})

t.test('the arguments of an operation that is not served are not checked', async t => {
  t.doesNotThrow(() => mustHaveArguments([], 'acme.start', { name: 'x' }, 'match.arguments'))
})
