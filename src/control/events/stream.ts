import { Readable } from 'node:stream'
import type { EventKind, Events } from '../../sandboxes/index.ts'

export interface EventChoice {
  /** The id behind which it goes on; what happens from now on if there is none. */
  after?: number | undefined
  /** All if left out. */
  kinds?: ReadonlySet<EventKind> | undefined
}

/** After so many events that a reader did not ask for it is told how far they go, lest it come back to them. */
const stride = 1000

/**
 * Tells of the events of a sandbox, behind those that are kept already, until the sandbox is gone. Nothing is kept for a
 * reader beside the log but the few kB that a stream holds: one that does not read, and for whom the log is no longer long
 * enough, is dropped, and so is one that has not read all when the sandbox goes.
 */
export function streamEvents (events: Events, { after = events.last, kinds }: EventChoice): Readable {
  // an id of another life of the sandbox: nobody knows, and JSON has null for it
  let missed = after > events.last ? NaN : Math.max(0, events.first - 1 - after)
  let told = missed === 0 ? after : events.first - 1
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
  const say = (kind: string, data: unknown) => push(`event: ${kind}\ndata: ${JSON.stringify(data)}\nid: ${told}\n\n`)
  const sayMissed = () => {
    if (missed !== 0) say('gap', { missed })
    missed = 0
  }

  /** What came in one go, too much for the log, is lost also to those who read. */
  function passLost (): void {
    const lost = events.first - 1 - told
    if (lost <= 0) return
    missed += lost
    told += lost
    sayMissed()
  }

  function tell (): void {
    const isOpen = () => wanted && told < events.last
    while (isOpen()) {
      passLost()
      const { kind, read } = events.get(told + 1)
      const data = kinds?.has(kind) ?? true ? read() : skipped
      if (data !== undefined && data !== skipped) sayMissed()
      told++
      if (data === undefined) missed++
      else if (data !== skipped) say(kind, data)
      else if (told % stride === 0) push(`id: ${told}\n\n`)
    }
    if (told === events.last) sayMissed()
    if (ended) finish()
  }

  /** Sends in a moment: many events may come in one turn, and the stream takes few of them before it is read. */
  function wake (): void {
    if (isWaking) return
    isWaking = true
    queueMicrotask(() => {
      isWaking = false
      try {
        tell()
      } catch (error) {
        stream.destroy(error as Error)
      }
    })
  }

  function finish (): void {
    if (wanted) stream.push(null)
    else stream.destroy()
  }

  // the first bytes, so that who follows knows that nothing escapes it from now on, and where it stands
  push(`id: ${told}\n\n`)
  sayMissed()
  const unfollow = events.follow({
    notify () {
      if (!wanted && told + 1 < events.first) stream.destroy()
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
