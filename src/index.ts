import { doubleAt, type Double } from './client/double.ts'
import type { Dialects, Provider } from './client/words.ts'

export * from './client/index.ts'

/** The settings of a server in this process. These types need no other package. */
export interface StartOptions {
  /** 0, the default, takes a free one. */
  port?: number
  /** 127.0.0.1 if missing. */
  host?: string
  /** The names of the providers to serve; all if missing. */
  providers?: readonly Provider[]
  /** Where each sandbox's clock begins: at the real moment, or at `now` (ms since the epoch); a frozen one at 2025-01-01T00:00:00.000Z. */
  clock?: { mode: 'real' | 'frozen', now?: number } | { mode: 'scaled', rate: number, now?: number }
  /** Where ids and draws come from; each sandbox draws a seed of its own if there is none. */
  seed?: number | string
  /** The lifecycle of a job that says nothing of its own; `success` if missing. */
  lifecycle?: string
  /** The same, by provider, where it differs. */
  lifecycleOf?: { readonly [P in Provider]?: string }
  /** How each provider speaks; as documented if it is not named. */
  dialects?: Readonly<Partial<Dialects>>
  /** The switches of providers that are on: `starfish-lenient`, `immuta-extra-fields`. */
  switches?: readonly string[]
  /** Whether a response that a fault affects names the faults in `x-jobdouble-fault`; true if missing. */
  faultHeader?: boolean
  /** How many jobs a sandbox keeps, and bytes of memory that they take (an estimate); 10,000 and 64 MB if missing. */
  maxJobs?: number
  maxJobBytes?: number
  /** How many projects, tokens and the like a sandbox keeps of each kind, and bytes of memory that all of them take; 10,000 and 32 MB if missing. */
  maxThings?: number
  maxThingBytes?: number
  /** Bytes of files that a sandbox keeps; 64 MB if missing. */
  maxFileBytes?: number
  /** How many exchanges the journal of a sandbox keeps, and bytes that they take; 10,000 and 16 MB if missing. */
  maxRequests?: number
  maxRequestBytes?: number
  /** How many sandboxes there may be at a time; 10,000 if missing. */
  maxSandboxes?: number
  /** ms without a request after which a sandbox is removed; an hour if missing. */
  sandboxTtl?: number
  /** ms without a byte after which the head or the body of a request is given up; a minute if missing. */
  bodyTimeout?: number
  /** Asked for by the control API, which stays closed without one if `host` is more than loopback. */
  controlToken?: string
  /** Names in the Host header to which the control API responds, in addition to loopback and the address that was reached. */
  allowedHosts?: readonly string[]
}

/** Starts a double in this process. Throws if the port is in use or an option names what does not exist. */
export async function start ({ port = 0, host = '127.0.0.1', ...options }: StartOptions = {}): Promise<Double> {
  // loaded here, so that a program that only connects does not load the server
  const [{ build }, { listen }, { toSettings }] = await Promise.all([import('./app.ts'), import('./http/server/listen.ts'), import('./settings.ts')])
  const app = await build(toSettings({ ...options, allowedHosts: [host, ...options.allowedHosts ?? []] }))
  const url = await listen(app, { host, port })
  return doubleAt(url, options.controlToken, async () => { await app.close() })
}
