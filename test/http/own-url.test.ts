import t from 'tap'
import { toOwnUrl } from '../../src/http/hosts.ts'

t.test('a server that listens on all addresses is reached by one of its own, and any other by the address on which it listens', async t => {
  t.equal(toOwnUrl('127.0.0.1', 'http://127.0.0.1:80'), 'http://127.0.0.1:80')
  const url = new URL(toOwnUrl('0.0.0.0', 'http://127.0.0.1:5627'))
  t.equal(url.port, '5627')
  t.not(url.hostname, '0.0.0.0')
})
