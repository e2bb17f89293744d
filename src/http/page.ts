import type { FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'

/** Of a response that a browser must take for what its Content-Type says. */
export const noSniff = { 'x-content-type-options': 'nosniff' }

/** The page loads nothing but what its policy adds, sends no form, and no other page shows it in a frame. */
const basis = { 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" }

/** What a page may load, by directive of its content security policy: `{ 'script-src': "'self'" }`. */
export type Policy = Readonly<Record<`${string}-src`, string>>

/** Sends an HTML page with its content security policy. */
export function sendPage (reply: FastifyReply, html: string, policy: Policy): FastifyReply {
  const directives = Object.entries({ ...basis, ...policy }).map(([name, sources]) => `${name} ${sources}`)
  return reply.type('text/html; charset=utf-8').headers({ ...noSniff, 'content-security-policy': directives.join('; ') }).send(html)
}

/** The source that allows one inline style or script: its text, without the tags. */
export function sourceOf (text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
