import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { Action } from '../../faults/index.ts'
import { announce, drip, dripStream, through, truncateStream, type Pace } from './body.ts'
import type { Effect } from './resolve.ts'
import { close, type Holder } from './connection.ts'

/** The number of pieces of a body for which the fault gives the total time. */
const pieces = 20

/** The payload to send instead; undefined if nothing is to be sent. */
export type Sent = { payload: unknown } | undefined

/** Corrupts a response as the fault rule says. */
export function corrupt (effect: Effect, reply: FastifyReply, payload: unknown): Sent {
  const { then, drip: pace } = effect.action
  if (then.payload === 'wrong-type') reply.header('content-type', 'text/html; charset=utf-8')
  const body = then.payload === 'malformed' ? malform(reply, payload) : payload
  if (then.connection === 'truncate') return truncate(effect, reply, body)
  return { payload: pace === undefined ? body : slow(effect, reply, body, pace) }
}

/** Discards the payload of a response that is not sent. */
export function discard (payload: unknown): void {
  if (isStream(payload)) payload.destroy()
}

/**
 * Replaces the last character of a body by a comma, with which no JSON text ends. Trailing white space stays: it ends an event of
 * a stream. A response with a status that has no body stays as it is.
 */
function malform (reply: FastifyReply, payload: unknown): unknown {
  if (reply.statusCode === 204 || reply.statusCode === 304) return payload
  if (isStream(payload)) return through(reply, payload, malformedChunks)
  return typeof payload === 'string' ? malformed(payload) : malformedBytes(toBytes(payload))
}

function malformed (text: string): string {
  const end = text.trimEnd().length
  return `${text.slice(0, Math.max(end - 1, 0))},${text.slice(end)}`
}

async function * malformedChunks (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield malformedBytes(chunk)
}

function malformedBytes (bytes: Buffer): Buffer {
  return Buffer.from(malformed(bytes.toString('latin1')), 'latin1')
}

function truncate (holder: Holder, reply: FastifyReply, payload: unknown): Sent {
  if (isStream(payload)) return { payload: truncateStream(holder, reply, payload) }
  const body = typeof payload === 'string' ? payload : toBytes(payload)
  if (body.length === 0) return close(holder, reply)
  announce(holder, reply, Buffer.byteLength(body))
  return { payload: body.slice(0, body.length / 2) }
}

function slow (holder: Holder, reply: FastifyReply, payload: unknown, { bytes, ms }: NonNullable<Action['drip']>): unknown {
  const toPace = (length: number) => bytes === undefined ? divide(length, ms) : { bytes, ms }
  if (isStream(payload)) return dripStream(holder, reply, payload, toPace)
  drip(holder, reply, toPace)
  return payload
}

/** The pace at which a body of `length` bytes takes `ms` ms. */
function divide (length: number, ms: number): Pace {
  const bytes = Math.ceil(length / pieces)
  return { bytes, ms: ms / Math.ceil(length / bytes) }
}

function toBytes (payload: unknown): Buffer {
  return Buffer.isBuffer(payload) ? payload : Buffer.alloc(0)
}

function isStream (payload: unknown): payload is Readable {
  return typeof (payload as Readable | null | undefined)?.pipe === 'function'
}
