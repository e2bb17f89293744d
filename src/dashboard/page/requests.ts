import { signal } from '@preact/signals'
import { toCurl, type Call } from './curl.ts'
import { base, origin } from './state/place.ts'
import { askForToken, token } from './state/token.ts'

/** The last call that a control has made, or would make if it were used: the line at the foot of the page shows it. */
export const shownCall = signal<{ curl: string, result?: string | undefined, failed?: boolean }>({ curl: '' })

/** An error response of the control API, or no response at all. */
export class CallFailed extends Error {
  readonly status: number

  constructor (message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** Shows what a control would send. */
export function preview (call: Call): void {
  shownCall.value = { curl: toCurl(call, urlOf(call)) }
}

/** Sends a call that a control makes, and shows it with its result. */
export async function act<T = unknown> (call: Call): Promise<T> {
  const curl = toCurl(call, urlOf(call))
  shownCall.value = { curl }
  try {
    const result = await read<T>(call)
    shownCall.value = { curl, result: 'done' }
    return result
  } catch (error) {
    shownCall.value = { curl, result: (error as Error).message, failed: true }
    throw error
  }
}

/** Sends a call to the control API; resolves with the parsed body. Throws CallFailed. */
export async function read<T> (call: Call, signal?: AbortSignal): Promise<T> {
  const response = await open(call, signal)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Sends a call; resolves when the response begins, and only if it is good. Asks for the token if the server requires one. */
export async function open (call: Call, signal?: AbortSignal): Promise<Response> {
  const response = await send(call, signal)
  if (response.ok) return response
  const { code, message } = toError(await response.text(), response.status)
  if (response.status !== 401) throw new CallFailed(message, response.status)
  await askForToken(code === 'CONTROL_TOKEN_UNSET' ? message : token.value === '' ? '' : 'This token was not accepted.')
  return await open(call, signal)
}

async function send ({ method, path, body, headers = {}, everywhere }: Call, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(urlOf({ path, everywhere }), {
      method,
      headers: {
        ...headers,
        ...body !== undefined && { 'content-type': 'application/json' },
        ...token.value !== '' && { authorization: `Bearer ${token.value}` }
      },
      ...body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) },
      ...signal !== undefined && { signal },
      cache: 'no-store'
    })
  } catch (error) {
    throw new CallFailed(`The server cannot be reached: ${(error as Error).message}`, 0)
  }
}

function urlOf ({ path, everywhere = false }: Pick<Call, 'path' | 'everywhere'>): string {
  return `${origin}${everywhere ? '' : base}${path}`
}

function toError (text: string, status: number): { code: string, message: string } {
  try {
    const { error } = JSON.parse(text) as { error: { code: string, message: string } }
    return error
  } catch {
    return { code: '', message: `The server responded with ${status}` }
  }
}
