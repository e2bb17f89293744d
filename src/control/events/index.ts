import type { App } from '../../providers/index.ts'
import { defectOf } from '../../defects.ts'
import { streamEvents } from './stream.ts'
import { followEvents, toKinds } from './schema.ts'

/** For a stream that caches and proxies do not buffer. If its connection were kept alive, a server that closes would wait for it. */
const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' }

/** Streams the events of a sandbox. */
export function eventRoutes (app: App): void {
  app.get('/__admin/events', { schema: followEvents }, ({ sandbox, query, headers }, reply) => {
    const stream = streamEvents(sandbox.events, {
      after: headers['last-event-id'] ?? query.lastEventId,
      kinds: query.kinds === undefined ? undefined : toKinds(query.kinds)
    })
    stream.on('error', defectOf(app.log, 'an event stream'))
    // the schema says text, which the stream is sent as
    reply.headers(streamHeaders).send(stream as never)
  })
}
