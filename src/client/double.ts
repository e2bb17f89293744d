import { JobdoubleError } from './error.ts'
import { holdExam, type ExamOptions } from './exam/exam.ts'
import { providers } from './exam/providers.ts'
import type { ExamResult } from './exam/result.ts'
import { toTraits, type ServedProvider } from './exam/traits.ts'
import { variables } from './names.ts'
import { toPages, type Page, type PageOptions, type Pages } from './pages.ts'
import { openTo, requestTo, type CallOptions } from './request.ts'
import { sandboxOf, type Connection, type EnvTemplates, type Sandbox, type SandboxInfo, type SandboxOptions } from './sandbox.ts'

/** A running jobdouble server, in this process or elsewhere. */
export interface Double extends AsyncDisposable {
  /** The base URL for the clients under test; it leads to the sandbox `main`. */
  readonly url: string
  /** Creates a sandbox with a unique name. */
  sandbox (options?: SandboxOptions): Promise<Sandbox>
  /** Returns the sandbox of this name, created if it does not exist. With options it must be new: else throws `SANDBOX_EXISTS`. */
  sandbox (name?: string, options?: SandboxOptions): Promise<Sandbox>
  readonly sandboxes: {
    /** Returns the sandboxes, by name. */
    list (page?: PageOptions, options?: CallOptions): Pages<Page<SandboxInfo>>
  }
  /**
   * Runs a client through scenarios, each in a sandbox of its own, and judges how it ended and what it did: docs/exam.md. Throws
   * `INVALID_SCENARIO`, and `PROVIDER_UNKNOWN` for a provider from outside on a server that `start` has not started.
   */
  exam (options: ExamOptions): Promise<ExamResult>
  /** Stops a server that `start` has started, after open waits have received their response. A connected server keeps running. */
  close (): Promise<void>
}

export interface ConnectOptions {
  /** The value of `--control-token`, which a server requires if it listens on more than loopback. */
  token?: string | undefined
}

/**
 * Returns a client for the server at `url`: the base URL of the server itself, without a sandbox and a provider's path. It sends no
 * request yet. Throws `INVALID_URL`.
 */
export function connect (url: string | { readonly href: string }, { token }: ConnectOptions = {}): Double {
  return doubleAt(toBase(typeof url === 'string' ? url : url.href), token, async () => {})
}

/** `served`: the providers of a server in this process, of which the client knows only the built-in ones. */
export function doubleAt (
  url: string, token: string | undefined, close: () => Promise<void>, served: readonly ServedProvider[] = []
): Double {
  const templates: EnvTemplates = Object.assign({}, variables, ...served.map(({ env }) => env))
  const traits = { ...providers, ...Object.fromEntries(served.map(provider => [provider.name, toTraits(provider)])) }
  const requestServer = requestTo(url, token)
  const connectionTo = (name: string): Connection & { base: string } => {
    const base = name === 'main' ? url : `${url}/@${encodeURIComponent(name)}`
    return { base, request: requestTo(base, token), open: openTo(base, token), requestServer, templates }
  }

  async function sandbox (first?: string | SandboxOptions, second?: SandboxOptions): Promise<Sandbox> {
    const [given, { signal, ...options } = {}] = typeof first === 'string' ? [first, second] : [undefined, first ?? second]
    // the first request to a sandbox creates it, so that two clients that use a name at the same time share one sandbox
    const { name } = given === undefined || Object.keys(options).length > 0
      ? await requestServer<SandboxInfo>('POST /__admin/sandboxes', { signal, body: { name: given, ...options } })
      : await connectionTo(given).request<SandboxInfo>('GET /__admin/sandbox', { signal })
    const { base, ...connection } = connectionTo(name)
    return sandboxOf(name, base, connection)
  }

  return {
    url,
    sandbox,
    sandboxes: {
      list: (page, options) => toPages(async next =>
        await requestServer('GET /__admin/sandboxes', { ...options, query: { ...page, ...next } }))
    },
    exam: async options => await holdExam(sandbox, traits, options),
    close,
    [Symbol.asyncDispose]: close
  }
}

/** Removes the final slash. */
function toBase (text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || /[?#]|\/(@|%40)/.test(text)) {
    const hint = 'the URL of a server looks like http://127.0.0.1:5627; double.sandbox(name) selects a sandbox'
    throw new JobdoubleError(`${JSON.stringify(text)} is not the URL of a jobdouble server: ${hint}`, { code: 'INVALID_URL' })
  }
  return url.href.replace(/\/+$/, '')
}
