import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { generate } from 'selfsigned'
import type { Test } from 'tap'
import { freePorts, Process, run } from './replicas.ts'

/** A store for a test: its URL, and what the environment of a replica needs for it. */
export interface Store { url: string, env?: Record<string, string> }

const isReady = (output: string) => output.includes('Ready to accept')

async function startServer (t: Test, args: readonly string[]): Promise<void> {
  const server = new Process(run('redis-server', args), isReady)
  t.teardown(async () => await server.end())
  await server.start()
}

const unsaved = ['--save', '', '--appendonly', 'no']

/** Redis over TLS, with a certificate of its own, and with a password. */
export async function startEncrypted (t: Test): Promise<Store> {
  const [port = 0] = await freePorts(1)
  const folder = t.testdir()
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }]
  })
  await writeFile(cert, made.cert)
  await writeFile(key, made.private)
  const tls = ['--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert, '--tls-auth-clients', 'no']
  await startServer(t, ['--port', '0', ...tls, ...unsaved, '--requirepass', 'p@ss'])
  return { url: `rediss://:p%40ss@localhost:${port}`, env: { NODE_EXTRA_CA_CERTS: cert } }
}

/** A Redis Cluster of three nodes. */
export async function startCluster (t: Test): Promise<Store> {
  const ports = await freePorts(6)
  const folder = t.testdir()
  const nodes = [0, 1, 2].map(node => ({ port: ports[node]!, bus: ports[node + 3]!, slots: [[0, 5460], [5461, 10922], [10923, 16383]][node]! }))
  await Promise.all(nodes.map(async ({ port, bus }) => await startServer(t, ['--port', String(port), '--cluster-port', String(bus),
    '--cluster-enabled', 'yes', '--cluster-config-file', join(folder, `${port}.conf`), ...unsaved])))
  for (const [index, { port, slots }] of nodes.entries()) {
    await command(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    await command(port, 'CLUSTER', 'ADDSLOTSRANGE', ...slots.map(String))
  }
  for (const { port, bus } of nodes.slice(1)) await command(nodes[0]!.port, 'CLUSTER', 'MEET', '127.0.0.1', String(port), String(bus))
  for (const { port } of nodes) while (!(await command(port, 'CLUSTER', 'INFO')).includes('cluster_state:ok')) await sleep(50)
  return { url: `redis://${nodes.map(({ port }) => `127.0.0.1:${port}`).join()}` }
}

/** Redis that Sentinel names. */
export async function startSentinel (t: Test): Promise<Store> {
  const [port = 0, sentinel = 0] = await freePorts(2)
  await startServer(t, ['--port', String(port), ...unsaved])
  const file = join(t.testdir(), 'sentinel.conf')
  await writeFile(file, `port ${sentinel}\nsentinel monitor jobs 127.0.0.1 ${port} 1\n`)
  const process = new Process(run('redis-server', [file, '--sentinel']), output => output.includes('+monitor'))
  t.teardown(async () => await process.end())
  await process.start()
  return { url: `redis+sentinel://127.0.0.1:${sentinel}/jobs` }
}

async function command (port: number, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(port), ...args])
  return stdout
}
