import { Type } from '@sinclair/typebox'
import type { App } from '../providers/index.ts'
import { defectOf } from '../safely.ts'
import { streamEvents } from './event-stream.ts'
import { EventHeadersSchema, EventQuerySchema, toKinds } from './schema-events.ts'
import { ErrorSchema } from './schema.ts'

/** A stream that neither caches nor proxies hold back. Kept alive behind its end, its connection would hold up a server that closes. */
const ofEvents = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' }

/** Tells of what happens in a sandbox while it happens. */
export function eventRoutes (app: App): void {
  app.get('/__admin/events', { schema: { operationId: 'followEvents', querystring: EventQuerySchema, headers: EventHeadersSchema, response: { 200: { content: { 'text/event-stream': { schema: Type.String() } } }, 400: ErrorSchema } } }, async ({ sandbox, query, headers }, reply) => {
    const stream = streamEvents(sandbox.events, {
      after: headers['last-event-id'] ?? query.lastEventId,
      kinds: query.kinds === undefined ? undefined : toKinds(query.kinds)
    })
    stream.on('error', defectOf(app.log, 'an event stream'))
    return reply.headers(ofEvents).send(stream as never)
  })
}
