import t from 'tap'
import { linkTo } from '../../src/providers/index.ts'

t.test('a link leads to the address that the client used, inside its sandbox', async t => {
  const socket = { localAddress: '127.0.0.1', localPort: 5627 }
  const link = (host: string, prefix: string) => linkTo({ protocol: 'http', host, socket, sandbox: { prefix } } as never, '/x')
  t.equal(link('double:80', ''), 'http://double:80/x')
  t.equal(link('double', '/@shop'), 'http://double/@shop/x')
  t.equal(link('', '/@shop'), 'http://127.0.0.1:5627/@shop/x', 'HTTP/1.0 knows no Host')
})
