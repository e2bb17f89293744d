import { JobdoubleError } from './error.ts'

/** An `AbortSignal`, spelt out so that these types need neither those of Node nor those of a browser. */
export interface Signal {
  readonly aborted: boolean
  throwIfAborted (): void
}

/** What every call takes. */
export interface CallOptions {
  /** Aborts the call, which then throws the signal's reason. */
  signal?: Signal | undefined
}

export interface RequestDetails extends CallOptions {
  /** What is undefined is left out. */
  query?: object | undefined
  body?: unknown
  /** The body's, if it is text of its own; all else is sent as JSON. */
  type?: string | undefined
}

/** Asks for `POST /__admin/reset` and the like; resolves with the parsed body. */
export type Request = <T>(operation: string, details?: RequestDetails) => Promise<T>

/** Speaks to the control API below `base`. */
export function requestTo (base: string, token: string | undefined): Request {
  return async <T>(operation: string, details: RequestDetails = {}) => await saying(base, details.signal, async () => {
    const answer = await send(base, token, operation, details)
    return read(answer.status, await answer.text(), answer.url) as T
  })
}

/** Text that comes piece by piece. */
export interface TextStream {
  /** Resolves with undefined at the end; throws `CONNECTION_FAILED` if it breaks before. */
  read (): Promise<string | undefined>
  close (): Promise<void>
}

/** As `Request`, for an answer that is a stream of events; resolves when it begins. */
export type Open = (operation: string, details?: RequestDetails) => Promise<TextStream>

export function openTo (base: string, token: string | undefined): Open {
  return async (operation, details = {}) => await saying(base, details.signal, async () => {
    const answer = await send(base, token, operation, details)
    const isStream = answer.status === 200 && answer.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (!isStream) throw toRefusal(answer.status, parse(await answer.text()), answer.url)
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    return {
      read: async () => await saying(base, details.signal, async () => (await reader.read()).value),
      // one that is broken or aborted is closed already
      close: async () => await reader.cancel().catch(() => {})
    }
  })
}

async function send (base: string, token: string | undefined, operation: string, { query = {}, body, type = 'application/json', signal }: RequestDetails) {
  const [method = '', path = ''] = operation.split(' ')
  return await fetch(`${base}${path}${toQuery(query)}`, {
    method,
    headers: {
      ...body !== undefined && { 'content-type': type },
      ...token !== undefined && { authorization: `Bearer ${token}` }
    },
    ...body !== undefined && { body: type === 'application/json' ? JSON.stringify(body) : body as string },
    ...signal && { signal: signal as AbortSignal }
  })
}

/** Says what fails in words that help: the reason of the signal, what the double has said, or that nobody answers. */
async function saying<T> (base: string, signal: Signal | undefined, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof JobdoubleError ? error : toConnectionError(base, error as Error)
  }
}

function toQuery (query: object): string {
  const parameters = Object.entries(query).filter(([, value]) => value !== undefined)
  return parameters.length === 0 ? '' : `?${new URLSearchParams(parameters)}`
}

/** The body of an answer; throws what a refusal says. */
function read (status: number, text: string, url: string): unknown {
  if (status === 204) return undefined
  const body = parse(text)
  if (status < 300 && body !== undefined) return body
  throw toRefusal(status, body, url)
}

function toRefusal (status: number, body: object | undefined, url: string): JobdoubleError {
  const { code, message, field } = (body as Refusal | undefined)?.error ?? {}
  if (code !== undefined && message !== undefined) return new JobdoubleError(message, { code, status, field })
  return new JobdoubleError(`${url} answered ${status}, but not as jobdouble does: check that the URL is the double's own, without a provider's path`, { code: 'NOT_JOBDOUBLE', status })
}

interface Refusal { error?: { code?: string, message?: string, field?: string } }

/** undefined unless it is a JSON object. */
function parse (text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : undefined
  } catch {
    return undefined
  }
}

function toConnectionError (base: string, error: Error): JobdoubleError {
  // what fetch itself says is no more than «fetch failed»
  const { code, message } = (error.cause ?? error) as { code?: string, message: string }
  return new JobdoubleError(`No jobdouble answers at ${base} (${code ?? message}): check that it runs and that host and port are those of its ready line`, { code: 'CONNECTION_FAILED', cause: error })
}
