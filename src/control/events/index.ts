import type { App } from '../../providers/index.ts'
import { defectOf } from '../../defects.ts'
import { streamEvents } from './stream.ts'
import { followEvents, toKinds } from './schema.ts'

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  // caches and proxies must not buffer the stream
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  // a server that closes would wait for a connection that is kept alive
  connection: 'close'
}

/** Streams the events of a sandbox. */
export function eventRoutes (app: App): void {
  app.get('/__admin/events', { schema: followEvents }, ({ sandbox, query, headers }, reply) => {
    const stream = streamEvents(sandbox.events, {
      after: headers['last-event-id'] ?? query.lastEventId,
      kinds: query.kinds === undefined ? undefined : toKinds(query.kinds)
    })
    stream.on('error', defectOf(app.log, 'an event stream'))
    // the schema describes the text of the whole stream; Fastify sends a stream as it is
    reply.headers(streamHeaders).send(stream as never)
  })
}
