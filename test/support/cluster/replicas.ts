import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The lease of replicas under test, in ms. With 1000 a busy machine loses it. */
export const lease = 2000

/** A process under test, which can be ended, paused and started again. */
export class Process {
  readonly #start: () => ChildProcess
  readonly #isReady: (output: string) => boolean
  #child!: ChildProcess
  output = ''

  constructor (start: () => ChildProcess, isReady: (output: string) => boolean) {
    this.#start = start
    this.#isReady = isReady
  }

  async start (): Promise<void> {
    const child = this.#child = this.#start()
    let output = ''
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', chunk => {
        output += chunk
        this.output += chunk
      })
    }
    child.once('error', error => { output += error.message })
    const ended = once(child, 'close').catch(() => {})
    while (!this.#isReady(output)) {
      const hasEnded = await Promise.race([once(child.stdout!, 'data').then(() => false), ended.then(() => true)])
      if (hasEnded && !this.#isReady(output)) throw new Error(`it did not start: ${output}`)
    }
  }

  signal (signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async end (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'close')
    this.#child.kill(signal)
    await ended
  }
}

/** The connection of one replica to the store, which can be cut and restored. */
export class Link {
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #isCut = false

  constructor (port: number, storePort: number) {
    this.#server = createServer(socket => {
      if (this.#isCut) return socket.destroy()
      const onward = connect(storePort, '127.0.0.1')
      socket.pipe(onward).pipe(socket)
      for (const end of [socket, onward]) {
        this.#sockets.add(end)
        end.on('error', () => {}).once('close', () => {
          this.#sockets.delete(end)
          socket.destroy()
          onward.destroy()
        })
      }
    }).listen(port, '127.0.0.1')
  }

  cut (): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  restore (): void {
    this.#isCut = false
  }

  close (): void {
    this.cut()
    this.#server.close()
  }
}

export type Replica = Process & { url: string, link: Link }

/** A store and replicas on free ports. A missing `redis-server` fails the test. */
export interface World { store: Process, storeUrl: string, replicas: Replica[] }

export interface WorldOptions {
  args?: readonly string[]
  /** The number of a replica whose wall clock is 5 s ahead. */
  ahead?: number
}

export async function startWorld (t: Test, count: number, { args = [], ahead }: WorldOptions = {}): Promise<World> {
  const [storePort, ...ports] = await freePorts(2 * count + 1) as [number, ...number[]]
  const store = new Process(run('redis-server', ['--port', String(storePort), '--save', '', '--appendonly', 'no']), output => output.includes('Ready to accept'))
  const replicas = ports.slice(0, count).map((port, number) => {
    const link = new Link(ports[count + number]!, storePort)
    const preload = number === ahead ? ['--import', './test/support/cluster/ahead.js'] : []
    const store = `redis://127.0.0.1:${ports[count + number]}`
    return Object.assign(createReplica(port, { args: ['--cluster', store, '--cluster-secret', 'shared', ...args], preload }), { link })
  })
  t.teardown(async () => {
    await Promise.all([store, ...replicas].map(async process => await process.end()))
    for (const { link } of replicas) link.close()
  })
  await store.start()
  await Promise.all(replicas.map(async replica => await replica.start()))
  await allSeen(replicas)
  return { store, storeUrl: `redis://127.0.0.1:${storePort}`, replicas }
}

/** Waits until each replica knows all others. */
export async function allSeen (replicas: ReadonlyArray<{ url: string }>): Promise<void> {
  for (const { url } of replicas) {
    const seen = async () => (await insist(() => url, 'GET /__admin/cluster')).body.replicas.length
    while (await seen() < replicas.length) await sleep(50)
  }
}

/** The number of the replica that owns a sandbox; -1 if none does. */
export async function ownerOf ({ replicas }: Pick<World, 'replicas'>, name: string): Promise<number> {
  const { body } = await insist(() => replicas[0]!.url, 'GET /__admin/cluster')
  const owner = body.sandboxes.find((sandbox: { name: string }) => sandbox.name === name)?.owner
  const { url } = body.replicas.find(({ id }: { id: string }) => id === owner) ?? {}
  return replicas.findIndex(replica => replica.url === url)
}

interface ReplicaOptions {
  args?: readonly string[]
  /** What Node gets before the program. */
  preload?: readonly string[]
  env?: Record<string, string>
}

/** A replica that has not been started. */
export function createReplica (port: number, { args = [], preload = [], env = {} }: ReplicaOptions): Process & { url: string } {
  const options = [...preload, 'dist/cli.js', '--port', String(port), '--cluster-lease', `${lease}ms`, '--log-level', 'warn', ...args]
  return Object.assign(new Process(run(process.execPath, options, env), output => output.includes('ready on')), { url: `http://127.0.0.1:${port}` })
}

/** What starts a command in the folder of the repository. */
export function run (command: string, args: readonly string[], env: Record<string, string> = {}): () => ChildProcess {
  return () => spawn('env', ['-u', 'NODE_OPTIONS', command, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
}

/** Free ports below those that systems give to outgoing connections, one of which could take a port before its server does. */
export async function freePorts (count: number): Promise<number[]> {
  const ports: number[] = []
  for (let port = randomInt(12_000, 30_000); ports.length < count; port++) if (await isFree(port)) ports.push(port)
  return ports
}

async function isFree (port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  await new Promise(resolve => server.close(resolve))
  return true
}

export interface Answer { status: number, body: any }

/** A response; `refused` if the replica is not there; undefined if the connection broke or it responded with 503: it may have been handled or not. */
export async function send (url: string, operation: string, body?: unknown): Promise<Answer | 'refused' | undefined> {
  const [method = '', path = ''] = operation.split(' ')
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: 'Bearer any', ...body !== undefined && { 'content-type': 'application/json' } },
      ...body !== undefined && { body: JSON.stringify(body) },
      signal: AbortSignal.timeout(10_000)
    })
    const text = await response.text()
    if (response.status === 503) return undefined
    return { status: response.status, body: /^[{[]/.test(text) ? JSON.parse(text) : text }
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } }
    return cause?.code === 'ECONNREFUSED' ? 'refused' : undefined
  }
}

/** A response, or undefined if there was none. */
export async function ask (url: string, operation: string, body?: unknown): Promise<Answer | undefined> {
  const response = await send(url, operation, body)
  return response === 'refused' ? undefined : response
}

/** Asks again until there is a response, for at most `limit` ms. Only for requests that may be repeated. */
export async function insist (url: () => string, operation: string, body?: unknown, limit = 20_000): Promise<Answer> {
  const end = performance.now() + limit
  while (performance.now() < end) {
    const response = await ask(url(), operation, body)
    if (response !== undefined) return response
    await sleep(50)
  }
  throw new Error(`no response to ${operation} for ${limit} ms`)
}
