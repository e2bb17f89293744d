import type { FastifyReply } from 'fastify'
import type { Socket } from 'node:net'
import t from 'tap'
import { connectionOf } from '../../../src/traffic/journal/connections.ts'

t.test('a connection keeps its number, and another one has another', async t => {
  const [one, other] = [{}, {}] as Socket[] as [Socket, Socket]
  t.equal(connectionOf(one).number, connectionOf(one).number)
  t.not(connectionOf(one).number, connectionOf(other).number)
})

t.test('a head that comes again is the same one, and any that differs is another', async t => {
  const connection = connectionOf({} as Socket)
  const head = ['Host', 'a', 'Authorization', 'Bearer key-1', 'X-Count', '1']
  const first = connection.headOf(head)
  t.equal(connection.headOf([...head]), first)
  const others = [
    ['Host', 'b', 'Authorization', 'Bearer key-1', 'X-Count', '1'], ['Host', 'a', 'Authorization', 'Bearer key-2', 'X-Count', '1'], ['Host', 'a', 'authorization', 'Bearer key-1', 'X-Count', '1'],
    ['Host', 'a', 'Authorization', 'Bearer key-1'], ['Host', 'a', 'Authorization', 'Bearer key-1', 'X-Count', '12'], ['Host', 'a', 'X-Count', '1', 'Authorization', 'Bearer key-1']
  ]
  for (const other of others) {
    const { text, key } = connection.headOf(other)
    const [names, values] = [0, 1].map(parity => text.split('\n').filter((_, index) => index % 2 === parity))
    t.same(names, other.filter((_, index) => index % 2 === 0))
    t.notMatch(values!.join(), 'key-')
    t.equal(key === first.key, other.includes('Bearer key-1'))
    t.equal(connection.headOf(head).text, first.text)
  }
})

t.test('a response that is sent again is the same object, unless it contains a credential', async t => {
  const connection = connectionOf({} as Socket)
  const reply = {} as FastifyReply
  t.equal(connection.responseOf(undefined, reply), undefined)
  const first = connection.responseOf('{"a":1}', reply)
  t.strictSame(first, { text: '{"a":1}', bytes: 7, truncated: false })
  t.equal(connection.responseOf('{"a":1}', reply), first)
  for (const token of ['a', 'b', 'b']) t.match(connection.responseOf(`{"token":"${token}"}`, reply)!.text, /^{"token":"\[fingerprint \w+\]"}$/)
  t.equal(connection.responseOf(undefined, reply), undefined)
  t.strictSame(connection.responseOf('{"a":2}', reply), { text: '{"a":2}', bytes: 7, truncated: false })
})

t.test('a request body that comes again is the same one, unless it has a credential or is a form', async t => {
  const connection = connectionOf({} as Socket)
  const first = connection.bodyOf('{"a":1}', 7, false)
  t.strictSame(first, { text: '{"a":1}', bytes: 7, truncated: false })
  t.equal(connection.bodyOf('{"a":1}', 7, false), first)
  t.not(connection.bodyOf('{"a":1}', 7, true), first)
  t.match(connection.bodyOf('{"token":"a"}', 13, false).text, /^{"token":"\[fingerprint \w+\]"}$/)
  t.equal(connection.bodyOf('{"a":1}', 7, false), first)
})

t.test('nothing that is remembered of a connection holds a credential', async t => {
  const socket = {} as Socket
  connectionOf(socket).headOf(['Authorization', 'Bearer key-1', 'Cookie', 'key-1'])
  const held = process.getBuiltinModule('node:util').inspect(connectionOf(socket), { showHidden: true, depth: 9 })
  t.notMatch(held, 'key-1')
})
