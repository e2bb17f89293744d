import type { NetworkInterfaceInfo } from 'node:os'
import t from 'tap'
import { isBeyondLoopback, isLoopback, toAddress, toHostname, toOwnUrl, toUrl } from '../../src/http/hosts.ts'

const names: Array<{ host: string, name: string | undefined }> = [
  { host: 'localhost', name: 'localhost' },
  { host: 'LocalHost:5627', name: 'localhost' },
  { host: 'localhost.', name: 'localhost' },
  { host: 'double.example.:80', name: 'double.example' },
  { host: '127.0.0.1:5627', name: '127.0.0.1' },
  { host: '[::1]:5627', name: '::1' },
  { host: '[FD00::2]', name: 'fd00::2' },
  { host: 'fd00::2', name: 'fd00::2' },
  { host: 'my_service-1', name: 'my_service-1' },
  { host: '', name: undefined },
  { host: 'a b', name: undefined },
  { host: 'a@b', name: undefined },
  { host: 'a:b', name: undefined },
  { host: 'http://a', name: undefined },
  { host: 'a/b', name: undefined },
  { host: 'a,b', name: undefined }
]

t.test('a host is named without its port, its brackets and its final dot', async t => {
  for (const { host, name } of names) t.equal(toHostname(host), name, host)
})

t.test('an IPv4 address is the same on a socket that takes both kinds', async t => {
  t.equal(toAddress('::ffff:192.168.1.5'), '192.168.1.5')
  t.equal(toAddress('192.168.1.5'), '192.168.1.5')
  t.equal(toAddress('::ffff:ab'), '::ffff:ab')
})

t.test('loopback is what no other machine can reach, and nothing that only looks like it', async t => {
  for (const name of ['localhost', 'shop.localhost', '127.0.0.1', '127.8.9.10', '::1']) t.equal(isLoopback(name), true, name)
  for (const name of ['0.0.0.0', '::', '128.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', 'notlocalhost', '127.0.0', '::11', '']) t.equal(isLoopback(name), false, name)
})

t.test('a server is reached where it listens, on loopback if that is everywhere', async t => {
  const cases = [['127.0.0.1', 'http://127.0.0.1:1'], ['localhost', 'http://localhost:1'], ['0.0.0.0', 'http://127.0.0.1:1'], ['::1', 'http://[::1]:1'], ['::', 'http://[::1]:1'], ['fd00::2', 'http://[fd00::2]:1']]
  for (const [host, url] of cases) t.equal(toUrl(host!, 1), url)
})

t.test('other machines can reach a server that listens on an address beyond loopback', async t => {
  const on = (address: string) => ({ address, port: 5627, family: 'IPv4' })
  t.equal(isBeyondLoopback([on('127.0.0.1'), on('::1'), on('::ffff:127.0.0.1')]), false)
  t.equal(isBeyondLoopback([on('127.0.0.1'), on('0.0.0.0')]), true)
  t.equal(isBeyondLoopback(['/tmp/jobdouble.sock', null]), false)
  t.equal(isBeyondLoopback([]), false)
})

t.test('other machines reach a server that listens everywhere by the first address of this machine', async t => {
  const address = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
    ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as NetworkInterfaceInfo
  const all = { lo: [address('127.0.0.1', 'IPv4', true)], none: undefined, eth0: [address('fd00::2', 'IPv6'), address('10.0.0.7', 'IPv4')] }
  const cases = [
    { name: 'an address of its own', host: '10.0.0.8', interfaces: all, url: 'http://a:1' },
    { name: 'all of IPv4', host: '0.0.0.0', interfaces: all, url: 'http://10.0.0.7:1' },
    { name: 'all of IPv6', host: '::', interfaces: all, url: 'http://10.0.0.7:1' },
    { name: 'no network', host: '0.0.0.0', interfaces: { lo: all.lo }, url: 'http://a:1' }
  ]
  for (const { name, host, interfaces, url } of cases) t.equal(toOwnUrl(host, 'http://a:1', interfaces), url, name)
})
