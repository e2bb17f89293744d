import t from 'tap'
import { mustHaveFields } from '../../src/http/nearest.ts'

t.test('the fields of an operation that is not served are not checked', async t => {
  t.doesNotThrow(() => mustHaveFields([], 'acme.start', { name: 'x' }, 'match'))
})
