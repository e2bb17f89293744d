import type { FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'

/** Stops browsers from guessing another content type than the header says. */
export const noSniff = { 'x-content-type-options': 'nosniff' }

/** By default a page loads nothing, sends no forms and cannot be shown in a frame. */
const basis = { 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" }

/** What a page may load in addition, by directive of its content security policy: `{ 'script-src': "'self'" }`. */
export type Policy = Readonly<Record<`${string}-src`, string>>

/**
 * The headers that helmet sends, without `strict-transport-security`, which would hold for everything on localhost. Not by
 * @fastify/helmet, whose hook would run for every response.
 */
const pageHeaders = {
  ...noSniff,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0'
}

/** Sends an HTML page, as a text or in UTF-8, with its content security policy. */
export function sendPage (reply: FastifyReply, html: string | Buffer, policy: Policy): FastifyReply {
  const directives = Object.entries({ ...basis, ...policy }).map(([name, sources]) => `${name} ${sources}`)
  return reply.type('text/html; charset=utf-8').headers({ ...pageHeaders, 'content-security-policy': directives.join('; ') }).send(html)
}

/** The policy source that allows one inline style or script. `text` is the content of the element. */
export function sourceOf (text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** Escapes all markup in a JSON text, so that its strings can be put into HTML after parsing. */
export function escapeMarkup (json: string): string {
  return json.replace(/[&<>]/g, character => `&#${character.charCodeAt(0)};`)
}
