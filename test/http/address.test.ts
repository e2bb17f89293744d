import t from 'tap'
import { toUrl } from '../../src/http/hosts.ts'

t.test('a server is reached where it listens, on loopback if that is everywhere', async t => {
  const cases = [['127.0.0.1', 'http://127.0.0.1:1'], ['localhost', 'http://localhost:1'], ['0.0.0.0', 'http://127.0.0.1:1'], ['::1', 'http://[::1]:1'], ['::', 'http://[::1]:1'], ['fd00::2', 'http://[fd00::2]:1']]
  for (const [host, url] of cases) t.equal(toUrl(host!, 1), url)
})
