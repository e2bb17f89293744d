import type { Test } from 'tap'
import { hold } from '../contract/hold.ts'

/** Sends a request over a socket, holds the response against its contract and returns its body. */
export async function ask (t: Test, base: string, operation: string, body?: unknown, options: RequestInit = {}): Promise<any> {
  const [method = '', path = ''] = operation.split(' ')
  const headers = { authorization: 'Bearer any', 'x-api-key': 'any', ...body !== undefined && { 'content-type': 'application/json' } }
  const response = await fetch(`${base}${path}`, { method, headers, ...options, ...body !== undefined && { body: JSON.stringify(body) } })
  const text = await response.text()
  await hold(t, { method, url: new URL(response.url).pathname, sent: body, status: response.status, type: response.headers.get('content-type') ?? undefined, text })
  return JSON.parse(text)
}
