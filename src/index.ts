import { build } from './app.ts'
import type { ClockStart, Seed } from './jobs/index.ts'
import { listen } from './listen.ts'

/** How a double is to run in this process. */
export interface StartOptions {
  /** 0, the default, takes a free one. */
  port?: number
  /** 127.0.0.1 if left out. */
  host?: string
  /** The names of the providers to serve; all if left out. */
  providers?: readonly string[]
  /** Where each sandbox's clock begins; `now` in ms since the epoch. */
  clock?: ClockStart
  /** Where ids and draws come from; each sandbox draws a seed of its own if there is none. */
  seed?: Seed
  /** The lifecycle of a job that says nothing of its own; `success` if left out. */
  lifecycle?: string
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
