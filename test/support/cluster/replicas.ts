import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
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

/** A store and replicas on free ports. A missing `redis-server` fails the test. */
export interface World { store: Process, storeUrl: string, replicas: Array<Process & { url: string }> }

export async function startWorld (t: Test, count: number, args: readonly string[] = []): Promise<World> {
  const [storePort, ...ports] = await freePorts(count + 1) as [number, ...number[]]
  const run = (command: string, args: readonly string[]) => () =>
    spawn('env', ['-u', 'NODE_OPTIONS', command, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const store = new Process(run('redis-server', ['--port', String(storePort), '--save', '', '--appendonly', 'no']), output => output.includes('Ready to accept'))
  const storeUrl = `redis://127.0.0.1:${storePort}`
  const replicas = ports.map(port => {
    const options = ['dist/cli.js', '--port', String(port), '--cluster', storeUrl, '--cluster-lease', `${lease}ms`, '--log-level', 'warn', ...args]
    return Object.assign(new Process(run(process.execPath, options), output => output.includes('ready on')), { url: `http://127.0.0.1:${port}` })
  })
  t.teardown(async () => { await Promise.all([store, ...replicas].map(async process => await process.end())) })
  await store.start()
  await Promise.all(replicas.map(async replica => await replica.start()))
  return { store, storeUrl, replicas }
}

async function freePorts (count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(async server => await once(server, 'listening')))
  const ports = servers.map(server => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(async server => await new Promise(resolve => server.close(resolve))))
  return ports
}

/** A response, or undefined if the connection broke or the replica rejected the request: it may have been handled or not. */
export async function ask (url: string, operation: string, body?: unknown): Promise<{ status: number, body: any } | undefined> {
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
  } catch {
    return undefined
  }
}

/** Asks again until there is a response, for at most `limit` ms. Only for requests that may be repeated. */
export async function insist (url: () => string, operation: string, limit = 20_000): Promise<{ status: number, body: any }> {
  const end = performance.now() + limit
  while (performance.now() < end) {
    const response = await ask(url(), operation)
    if (response !== undefined) return response
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`no response to ${operation} for ${limit} ms`)
}
