import type { ClockChange } from './clock.ts'
import { JobdoubleError } from './error.ts'
import { toPages, type Page, type PageChoice, type Pages } from './pages.ts'
import { openTo, requestTo, type CallOptions } from './request.ts'
import { sandboxOf, type Sandbox, type SandboxInfo } from './sandbox.ts'
import type { Dialects, Seed } from './words.ts'

/** How a sandbox begins. What is left out is as the double was told when it was started. */
export interface SandboxOptions extends CallOptions {
  /** Drawn at random if the double has none either. */
  seed?: Seed | undefined
  /** A frozen clock begins at 2025-01-01T00:00:00.000Z if `now` is left out, any other at the real moment. */
  clock?: ClockChange | undefined
  /** Those that are not named speak as documented. */
  dialects?: Partial<Dialects> | undefined
  /** The lifecycle of a job that says nothing of its own. */
  lifecycle?: string | undefined
}

/** A double, in this process or elsewhere. */
export interface Double extends AsyncDisposable {
  /** The base URL for the clients under test; what they do there happens in the sandbox `main`. */
  readonly url: string
  /** Makes a sandbox with a name that nobody else has. */
  sandbox (options?: SandboxOptions): Promise<Sandbox>
  /** The sandbox of this name, made if there is none. With options it must be new, else `SANDBOX_EXISTS` is thrown. */
  sandbox (name?: string, options?: SandboxOptions): Promise<Sandbox>
  readonly sandboxes: {
    /** By name. */
    list (page?: PageChoice, options?: CallOptions): Pages<Page<SandboxInfo>>
  }
  /** Stops a double that was started here: whoever waits is answered first. One that was only connected to runs on. */
  close (): Promise<void>
}

export interface ConnectOptions {
  /** What the double was told as `--control-token`, if it listens on more than loopback. */
  token?: string | undefined
}

/** The double that listens at `url`, which is its own, without a sandbox or a provider's path. Nothing is asked of it yet. Throws `INVALID_URL`. */
export function connect (url: string | { readonly href: string }, { token }: ConnectOptions = {}): Double {
  return doubleAt(toBase(typeof url === 'string' ? url : url.href), token, async () => {})
}

export function doubleAt (url: string, token: string | undefined, close: () => Promise<void>): Double {
  const request = requestTo(url, token)
  const sandboxAt = (name: string) => {
    const base = name === 'main' ? url : `${url}/@${encodeURIComponent(name)}`
    return { base, ways: { request: requestTo(base, token), open: openTo(base, token), requestDouble: request } }
  }

  async function sandbox (first?: string | SandboxOptions, second?: SandboxOptions): Promise<Sandbox> {
    const [given, { signal, ...start } = {}] = typeof first === 'string' ? [first, second] : [undefined, first ?? second]
    // a sandbox comes to life at its first request: asking for it makes it, and two who do so at once share it
    const { name } = given === undefined || Object.keys(start).length > 0
      ? await request<SandboxInfo>('POST /__admin/sandboxes', { signal, body: { ...given !== undefined && { name: given }, ...start } })
      : await sandboxAt(given).ways.request<SandboxInfo>('GET /__admin/sandbox', { signal })
    const { base, ways } = sandboxAt(name)
    return sandboxOf(name, base, ways)
  }

  return {
    url,
    sandbox,
    sandboxes: {
      list: (page, options) => toPages(async cursor => await request('GET /__admin/sandboxes', { ...options, query: { ...page, ...cursor !== undefined && { cursor } } }))
    },
    close,
    [Symbol.asyncDispose]: close
  }
}

/** Without the slash at its end. */
function toBase (text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || /[?#]|\/(@|%40)/.test(text)) {
    throw new JobdoubleError(`${JSON.stringify(text)} is not the URL of a double; one looks like http://127.0.0.1:5627, and sandbox(name) chooses among its sandboxes`, { code: 'INVALID_URL' })
  }
  return url.href.replace(/\/+$/, '')
}
