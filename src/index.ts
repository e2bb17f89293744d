import { build } from './app.ts'
import { listen } from './listen.ts'

/** How a double is to run in this process. These types stand on their own, so that whoever imports them needs no other package's. */
export interface StartOptions {
  /** 0, the default, takes a free one. */
  port?: number
  /** 127.0.0.1 if left out. */
  host?: string
  /** The names of the providers to serve; all if left out. */
  providers?: readonly string[]
  /** Where each sandbox's clock begins: at the real moment, or at `now` (ms since the epoch); a frozen one at 2025-01-01T00:00:00.000Z. */
  clock?: { mode: 'real' | 'frozen', now?: number } | { mode: 'scaled', rate: number, now?: number }
  /** Where ids and draws come from; each sandbox draws a seed of its own if there is none. */
  seed?: number | string
  /** The lifecycle of a job that says nothing of its own; `success` if left out. */
  lifecycle?: string
  /** The same, by provider, where it differs. */
  lifecycleOf?: Readonly<Record<string, string>>
  /** How each provider speaks; as documented if it is not named. */
  dialects?: Readonly<Record<string, 'documented' | 'observed'>>
  /** ms without a request after which a sandbox is forgotten; one hour if left out. */
  sandboxTtl?: number
}

/** A double that runs in this process. */
export interface Double extends AsyncDisposable {
  /** The base URL for the clients under test. */
  readonly url: string
  /** Answers whoever waits, and closes. */
  close (): Promise<void>
}

/** Starts a double in this process. Throws if the port is in use or an option names what does not exist. */
export async function start ({ port = 0, host = '127.0.0.1', ...options }: StartOptions = {}): Promise<Double> {
  const app = await build(options)
  const url = await listen(app, { host, port })
  const close = async () => { await app.close() }
  return { url, close, [Symbol.asyncDispose]: close }
}
