import { Readable } from 'node:stream'
import type { EventKind, Events } from '../../sandboxes/index.ts'

export interface EventChoice {
  /** The id of the last event before the stream; if missing, the stream begins with the next event. */
  after?: number | undefined
  /** All kinds if missing. */
  kinds?: ReadonlySet<EventKind> | undefined
}

/** After so many skipped events the reader gets their latest id, so that it does not resume before them. */
const stride = 1000

/**
 * Streams the events of a sandbox, first those that are kept, until the sandbox is closed. A stream buffers only a few kB: it is
 * destroyed if the next event for its reader is not kept any more, or has not read all when the sandbox is closed.
 */
export function streamEvents (events: Events, { after = events.last, kinds }: EventChoice): Readable {
  // the id is from a former sandbox of this name: the number of missed events is unknown, which JSON writes as null
  let missed = after > events.last ? NaN : Math.max(0, events.first - 1 - after)
  let sent = missed === 0 ? after : events.first - 1
  let wanted = true
  let isWaking = false
  let ended = false
  const stream = new Readable({
    read () {
      wanted = true
      wake()
    },
    destroy (error, done) {
      unfollow()
      done(error)
    }
  })
  const push = (text: string) => { wanted = stream.push(text) }
  const send = (kind: string, data: unknown) => push(`event: ${kind}\ndata: ${JSON.stringify(data)}\nid: ${sent}\n\n`)
  const sendGap = () => {
    if (missed !== 0) send('gap', { missed })
    missed = 0
  }

  /** One turn of the event loop can add more events than are kept: then some are lost for every reader. */
  function skipLost (): void {
    const lost = events.first - 1 - sent
    if (lost <= 0) return
    missed += lost
    sent += lost
    sendGap()
  }

  function sendEvents (): void {
    const isOpen = () => wanted && sent < events.last
    while (isOpen()) {
      skipLost()
      const { kind, read } = events.get(sent + 1)
      const data = kinds?.has(kind) ?? true ? read() : skipped
      if (data !== undefined && data !== skipped) sendGap()
      sent++
      if (data === undefined) missed++
      else if (data !== skipped) send(kind, data)
      else if (sent % stride === 0) push(`id: ${sent}\n\n`)
    }
    if (sent === events.last) sendGap()
    if (ended) finish()
  }

  /** Sends in a microtask: many events may be added in one turn, and the stream buffers few of them before it is read. */
  function wake (): void {
    if (isWaking) return
    isWaking = true
    queueMicrotask(() => {
      isWaking = false
      try {
        sendEvents()
      } catch (error) {
        stream.destroy(error as Error)
      }
    })
  }

  function finish (): void {
    if (wanted) stream.push(null)
    else stream.destroy()
  }

  // sent at once: the reader learns its position, and that it will get all further events
  push(`id: ${sent}\n\n`)
  sendGap()
  const unfollow = events.follow({
    notify (kind) {
      // a poll would wake each reader that does not ask for requests; they read on before the next event could be lost
      if (kinds?.has(kind) === false && events.last % stride !== 0 && sent + 1 > events.first) return
      if (!wanted && sent + 1 < events.first) stream.destroy()
      else wake()
    },
    end () {
      ended = true
      wake()
    }
  })
  return stream
}

const skipped = Symbol('skipped')
