import type { NewFault, RuleId, Sandbox, Script } from '../../../../src/index.ts'

/** What a client received. The status is 0 if the connection broke. */
export interface Received { status: number, headers: Headers, body: any }

/** A client of the corpus. It ends by itself. */
export type Client = (world: World) => Promise<void>

/** The situation that a client is in, and the rule that it violates there. */
export interface BadClient {
  readonly rule: RuleId
  readonly client: Client
  /** The lifecycle of all jobs; `success` if missing. */
  readonly lifecycle?: string | Script
  readonly faults?: readonly NewFault[]
  /** Ids of jobs of Waveline that exist before the client starts. */
  readonly jobs?: readonly string[]
}

/** A sandbox with a frozen clock, as its clients see it. A pause of a client advances the clock, so that no test sleeps. */
export class World {
  readonly #sandbox: Sandbox
  readonly #signal: AbortSignal

  constructor (sandbox: Sandbox, signal: AbortSignal) {
    this.#sandbox = sandbox
    this.#signal = signal
  }

  get url (): string {
    return this.#sandbox.url
  }

  /** Sends `POST /path` over a socket, with a body in JSON. The default credential suits all providers. */
  async send (operation: string, body?: object, headers: Record<string, string> = { authorization: 'Bearer k', 'x-api-key': 'k' }): Promise<Received> {
    const [method, path] = operation.split(' ') as [string, string]
    try {
      const response = await fetch(path.startsWith('http') ? path : `${this.url}${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        signal: this.#signal,
        ...body && { body: JSON.stringify(body) }
      })
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      return { status: response.status, headers: response.headers, body: await (isJson ? response.json() : response.text()) }
    } catch {
      return { status: 0, headers: new Headers(), body: undefined }
    }
  }

  /** Sends `GET /path`, and returns when the head of the response has arrived. The response is never read. */
  async open (operation: string): Promise<void> {
    const [method, path] = operation.split(' ') as [string, string]
    await fetch(`${this.url}${path}`, { method, headers: { authorization: 'Bearer k', 'x-api-key': 'k' }, signal: this.#signal })
  }

  async pause (ms: number): Promise<void> {
    await this.#sandbox.clock.advance(ms)
  }
}

/** A job that succeeds after `seconds`. */
export function endingAfter (seconds: number): Script {
  return { steps: [{ state: 'queued' }, { state: 'running', after: '1s' }, { state: 'succeeded', after: (seconds - 1) * 1000 }] }
}

/** Starts a job of Waveline. Returns its id; undefined if no response came. */
export async function startJob (world: World): Promise<string | undefined> {
  return (await world.send('POST /api/v1/guess-shape', { fileName: 'a.pdf', contentType: 'application/pdf', url: 'http://localhost/a.pdf' })).body?.id
}

export async function readJob (world: World, id = 'job'): Promise<Received> {
  return await world.send(`GET /api/v1/jobs/${id}`)
}

/** Polls a job of Waveline until it has ended, each time after a longer pause. `first`: the first pause, in ms. */
export async function waitForJob (world: World, id = 'job', first = 5000): Promise<void> {
  for (let pause = first; !hasEnded(await readJob(world, id)); pause *= 1.5) await world.pause(pause)
}

export function hasEnded ({ body }: Received): boolean {
  return body?.status === 'COMPLETED' || body?.status === 'FAILED'
}
