import { JobdoubleError } from './error.ts'

/** An `AbortSignal`, declared here so that these types need neither those of Node nor those of a browser. */
export interface Signal {
  readonly aborted: boolean
  throwIfAborted (): void
}

/** The last argument of every call. */
export interface CallOptions {
  /** Aborts the call, which then throws the reason of the signal. */
  signal?: Signal | undefined
}

export interface RequestDetails extends CallOptions {
  /** Parameters that are undefined are omitted. */
  query?: object | undefined
  body?: unknown
  /** The media type of a body that is a text and is sent unchanged; every other body is sent as JSON. */
  type?: string | undefined
}

/** Sends `POST /__admin/reset` and the like; resolves with the parsed body of the response. */
export type Request = <T>(operation: string, details?: RequestDetails) => Promise<T>

/** Returns a function that sends requests to the control API below `base`. */
export function requestTo (base: string, token: string | undefined): Request {
  return async <T>(operation: string, details: RequestDetails = {}) => await withClearErrors(base, details.signal, async () => {
    const response = await send(base, token, operation, details)
    return read(response.status, await response.text(), response.url) as T
  })
}

/** A text that arrives in pieces. */
export interface TextStream {
  /** Resolves with undefined at the end; throws `CONNECTION_FAILED` if the connection breaks before. */
  read (): Promise<string | undefined>
  close (): Promise<void>
}

/** Like `Request`, for a response that is a stream of events; resolves when the stream begins. */
export type Open = (operation: string, details?: RequestDetails) => Promise<TextStream>

/** Returns a function that opens streams of the control API below `base`. */
export function openTo (base: string, token: string | undefined): Open {
  return async (operation, details = {}) => await withClearErrors(base, details.signal, async () => {
    const response = await send(base, token, operation, details)
    const isStream = response.status === 200 && response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (!isStream) throw toRefusal(response.status, parse(await response.text()), response.url)
    // a response with status 200 to a GET has a body
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    return {
      read: async () => await withClearErrors(base, details.signal, async () => (await reader.read()).value),
      // a stream that is broken or aborted is closed already
      close: async () => await reader.cancel().catch(() => {})
    }
  })
}

async function send (base: string, token: string | undefined, operation: string, details: RequestDetails) {
  const { query = {}, body, type = 'application/json', signal } = details
  const [method = '', path = ''] = operation.split(' ')
  return await fetch(`${base}${path}${toQuery(query)}`, {
    method,
    headers: {
      ...body !== undefined && { 'content-type': type },
      ...token !== undefined && { authorization: `Bearer ${token}` }
    },
    // only text has a type of its own
    ...body !== undefined && { body: type === 'application/json' ? JSON.stringify(body) : body as string },
    // `Signal` is the part of AbortSignal that every runtime's own type has
    ...signal && { signal: signal as AbortSignal }
  })
}

/** Throws the reason of an aborted signal, the error of the server, or one that says why the server cannot be reached. */
async function withClearErrors<T> (base: string, signal: Signal | undefined, act: () => Promise<T>): Promise<T> {
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

/** Returns the body of a successful response; throws the error of any other. */
function read (status: number, text: string, url: string): unknown {
  if (status === 204) return undefined
  const body = parse(text)
  if (status < 300 && body !== undefined) return body
  throw toRefusal(status, body, url)
}

/** The body of an error, as far as it is one of the control API. */
interface ErrorBody { error?: { code?: string, message?: string, field?: string } }

function toRefusal (status: number, body: ErrorBody | undefined, url: string): JobdoubleError {
  const { code, message, field } = body?.error ?? {}
  if (code !== undefined && message !== undefined) return new JobdoubleError(message, { code, status, field })
  const hint = 'check that the URL is that of the server itself, without a provider\'s path'
  return new JobdoubleError(`${url} responded ${status}, but not as jobdouble does: ${hint}`, { code: 'NOT_JOBDOUBLE', status })
}

/** undefined unless the text is a JSON object. */
function parse (text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : undefined
  } catch {
    return undefined
  }
}

function toConnectionError (base: string, error: Error): JobdoubleError {
  // the message of fetch itself is always "fetch failed"
  const { code, message } = (error.cause ?? error) as { code?: string, message: string }
  const hint = 'check that the server runs, and that host and port are those of its ready line'
  const reason = `jobdouble cannot be reached at ${base} (${code ?? message})`
  return new JobdoubleError(`${reason}: ${hint}`, { code: 'CONNECTION_FAILED', cause: error })
}
