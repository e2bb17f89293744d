import type { Test } from 'tap'
import { hold } from '../contract/hold.ts'

/** Asks a double over a real socket; the answer is held against its contract. Answers the parsed body. */
export async function ask (t: Test, base: string, operation: string, body?: unknown, options: RequestInit = {}): Promise<any> {
  const [method = '', path = ''] = operation.split(' ')
  const headers = { authorization: 'Bearer any', 'x-api-key': 'any', ...body !== undefined && { 'content-type': 'application/json' } }
  const answer = await fetch(`${base}${path}`, { method, headers, ...options, ...body !== undefined && { body: JSON.stringify(body) } })
  const text = await answer.text()
  await hold(t, { method, url: new URL(answer.url).pathname, sent: body, status: answer.status, type: answer.headers.get('content-type') ?? undefined, text })
  return JSON.parse(text)
}
