import { randomStream, type RandomStream } from '../random/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { checkedMilliseconds } from '../time/index.ts'
import type { Call, ClientScript } from './schema.ts'

/** A request to a provider, with its path in the sandbox. */
export interface SceneRequest { method: Call['method'], path: string, headers: Record<string, string>, body: unknown }

export interface SceneResponse { status: number, headers: Headers, body: unknown }

/** Sends a request. Rejects if the connection breaks. */
export type Send = (request: SceneRequest) => Promise<SceneResponse>

/** What a client keeps of the response that started its job, by name. */
type Kept = Readonly<Record<string, string>>

interface Surroundings { sandbox: Sandbox, send: Send, onDefect: (error: unknown) => void }

/** A client that starts jobs and polls them, on the clock of its sandbox. It stops when the sandbox is reset or deleted. */
export class SceneClient {
  readonly #script: ClientScript
  readonly #sandbox: Sandbox
  /** A reset replaces them. */
  readonly #contents: Sandbox['contents']
  readonly #send: Send
  readonly #onDefect: (error: unknown) => void
  readonly #random: RandomStream
  #jobsLeft: number

  constructor (script: ClientScript, { sandbox, send, onDefect }: Surroundings) {
    this.#script = script
    this.#sandbox = sandbox
    this.#contents = sandbox.contents
    this.#send = send
    this.#onDefect = onDefect
    this.#random = randomStream(sandbox.seed, `client of ${script.provider}`)
    this.#jobsLeft = script.jobs
  }

  begin (): void {
    this.#later(checkedMilliseconds(this.#script.after ?? 0), async () => await this.#start())
  }

  async #start (): Promise<void> {
    const { start, keep } = this.#script
    const response = await this.#ask(start, {})
    const kept = Object.fromEntries(Object.entries(keep).map(([name, place]) => [name, valueAt(response?.body, place, {})]))
    if (hasTexts(kept)) this.#later(this.#pause(), async () => await this.#poll(kept, 0))
    else this.#later(this.#pause(response), async () => await this.#start())
  }

  /** `endings`: how many responses have shown the job at its end. */
  async #poll (kept: Kept, endings: number): Promise<void> {
    const { poll, status, until, pollsAfterEnd = 0 } = this.#script
    const response = await this.#ask(poll, kept)
    const isOver = until.some(end => end === valueAt(response?.body, status, kept))
    if (!isOver || endings < pollsAfterEnd) {
      return this.#later(this.#pause(response), async () => await this.#poll(kept, endings + Number(isOver)))
    }
    if (--this.#jobsLeft > 0) this.#later(this.#pause(), async () => await this.#start())
  }

  /** Undefined if no whole response came. */
  async #ask ({ method, path, body }: Call, kept: Kept): Promise<SceneResponse | undefined> {
    const sent: unknown = body === undefined ? undefined : JSON.parse(insert(JSON.stringify(body), kept))
    try {
      return await this.#send({ method, path: this.#sandbox.prefix + insert(path, kept), headers: this.#script.headers, body: sent })
    } catch {
      return undefined
    }
  }

  /** How long to wait before the next request, in ms. */
  #pause (response?: SceneResponse): number {
    const { every, heedsRetryAfter = true } = this.#script
    const asked = heedsRetryAfter ? Number(response?.headers.get('retry-after') ?? 0) * 1000 : 0
    return asked + checkedMilliseconds(every) * this.#random.integer(75, 125) / 100
  }

  #later (pause: number, act: () => Promise<void>): void {
    if (this.#sandbox.closed || this.#sandbox.contents !== this.#contents) return
    const { clock } = this.#sandbox
    clock.at(clock.now() + Math.round(pause), () => { act().catch(this.#onDefect) })
  }
}

/** Replaces `{name}` by what the client keeps under this name: ids, which need no escaping. */
function insert (text: string, kept: Kept): string {
  return Object.entries(kept).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, () => value), text)
}

function hasTexts (kept: Record<string, unknown>): kept is Record<string, string> {
  return Object.values(kept).every(value => typeof value === 'string')
}

/** The value at a place such as `data.job.id`, where `{job}` is a key that the client keeps; the value itself if the place is empty. */
function valueAt (value: unknown, place: string, kept: Kept): unknown {
  if (place === '') return value
  return insert(place, kept).split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], value)
}
