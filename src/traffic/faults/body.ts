import type { FastifyReply } from 'fastify'
import { Readable } from 'node:stream'
import { defectOf } from '../../defects.ts'
import { close, pause, type Holder } from './connection.ts'

/** `bytes` bytes are sent every `ms` ms. */
export interface Pace { bytes: number, ms: number }

/** Announces a body of `bytes` bytes, and closes the connection after the shorter body that is sent. */
export function announce (holder: Holder, reply: FastifyReply, bytes: number): void {
  const { raw } = reply
  const writeHead = raw.writeHead.bind(raw) as (status: number, headers: object) => typeof raw
  raw.writeHead = ((status: number, headers: object) => writeHead(status, { ...headers, 'content-length': bytes })) as typeof raw.writeHead
  // before Node sends the next pipelined response: the client would read it as the missing half
  raw.prependOnceListener('finish', () => close(holder, reply))
}

/** Sends the body in pieces, and the rest at once if the fault rule is removed meanwhile. */
export function drip (holder: Holder, reply: FastifyReply, toPace: (length: number) => Pace): void {
  const { raw } = reply
  const end = raw.end.bind(raw)
  raw.end = ((body: string | Buffer | null) => {
    raw.end = end
    if (body === null || body.length === 0) return end()
    const bytes = Buffer.from(body as string)
    raw.flushHeaders()
    trickle(holder, reply, bytes, toPace(bytes.length)).catch(error => {
      defectOf(reply.server.log, 'a dripping response')(error)
      raw.destroy()
    })
    return raw
  }) as typeof raw.end
}

async function trickle (holder: Holder, reply: FastifyReply, body: Buffer, { bytes, ms }: Pace): Promise<void> {
  const { raw } = reply
  let sent = 0
  let outcome = await pause(holder, ms, reply)
  while (outcome === 'over' && sent + bytes < body.length) {
    raw.write(body.subarray(sent, sent + bytes))
    sent += bytes
    outcome = await pause(holder, ms, reply)
  }
  if (outcome !== 'left') raw.end(body.subarray(sent))
}

/** Sends a streamed body in pieces, and the rest without delay if the fault rule is removed meanwhile. */
export function dripStream (holder: Holder, reply: FastifyReply, source: Readable, toPace: (length: number) => Pace): Readable {
  return through(reply, source, async function * (chunks) {
    let freed = false
    for await (const chunk of chunks) {
      const { bytes, ms } = toPace(chunk.length)
      for (let sent = 0; sent < chunk.length; sent += bytes) {
        freed ||= await pause(holder, ms, reply) === 'freed'
        yield chunk.subarray(sent, sent + bytes)
      }
    }
  })
}

/** Sends half of the first chunk of a streamed body, and closes the connection. */
export function truncateStream (holder: Holder, reply: FastifyReply, source: Readable): Readable {
  return through(reply, source, async function * (chunks) {
    const { value: first } = await chunks[Symbol.asyncIterator]().next()
    yield first.subarray(0, first.length / 2)
    close(holder, reply)
    // ending the stream now would send the last chunk, and the response would be complete
    await new Promise(resolve => reply.raw.once('close', resolve))
  })
}

type Change = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>

/** Returns a stream that changes the chunks of another. The source is destroyed when the response closes. */
export function through (reply: FastifyReply, source: Readable, change: Change): Readable {
  reply.raw.once('close', () => source.destroy())
  return Readable.from(change(source.map(chunk => Buffer.from(chunk))))
}
