import type { ClockReading, Transition } from './clock.ts'
import { JobdoubleError } from './error.ts'
import { blocksOf } from './event-stream.ts'
import type { FaultPhase } from './fault-order.ts'
import type { RecordedRequest } from './journal.ts'
import type { CallOptions, Open, TextStream } from './request.ts'
import type { Moment, Provider, Seed } from './words.ts'

/** What each kind of event is about. */
export interface EventData {
  /** A job went from one state to another. */
  transition: Transition
  /** A client under test was answered, or left before. */
  request: RecordedRequest
  /** A fault spoilt a request. */
  fault: FiredFault
  /** The clock was set or advanced, to here. */
  clock: ClockReading
  /** The sandbox was made as new. */
  reset: { name: string, seed: Seed, at: Moment }
  /** So many events are lost here, of whichever kind; null if nobody knows how many. */
  gap: { missed: number | null }
}

/** A fault at work. */
export interface FiredFault {
  /** Its id, and its name if it has one. */
  fault: string
  name?: string
  phase: FaultPhase
  provider: Provider
  /** What the request asks for; none if no operation takes it. */
  operations: string[]
  method: string
  url: string
  at: Moment
}

export type EventKind = Exclude<keyof EventData, 'gap'>

/** Something that happened in a sandbox. */
export type SandboxEvent = { [Kind in keyof EventData]: {
  kind: Kind
  /** Higher than that of any event before. */
  id: number
  data: EventData[Kind]
} }[keyof EventData]

export interface EventChoice extends CallOptions {
  /** All if left out. */
  kinds?: readonly EventKind[] | undefined
  /** The event behind which to begin; 0 for all that is kept. Without it, with what happens from now on. */
  lastEventId?: number | undefined
}

/**
 * What happens in a sandbox, in its order. A `for await` goes on until the sandbox is deleted or the loop is left; awaited, it
 * resolves when nothing that happens from then on is lost, which is before the loop.
 */
export interface Events extends AsyncIterable<SandboxEvent>, PromiseLike<OpenEvents> {}

/** A stream that is open; it is closed when a loop over it is left. */
export interface OpenEvents extends AsyncIterableIterator<SandboxEvent>, AsyncDisposable {
  return (): Promise<IteratorResult<SandboxEvent>>
}

/** After so many connections in a row that broke without an event there is no sense in another one. */
const patience = 10

/** `exists` tells whether the sandbox is still there, without making it. */
export function eventsOf (open: Open, exists: (options: CallOptions) => Promise<boolean>) {
  return (choice: EventChoice = {}): Events => ({
    then: async (onOpen, onError) => await start(choice).then(onOpen, onError),
    async * [Symbol.asyncIterator] () { yield * await start(choice) }
  })

  async function start ({ kinds, signal, lastEventId }: EventChoice): Promise<OpenEvents> {
    const reach = async (): Promise<TextStream> => await open('GET /__admin/events', { signal, query: { kinds: kinds?.join(), lastEventId } })
    let stream = await reach()

    let fruitless = 0

    /** Returns whether the stream has come to its end, and has not just broken. */
    async function * tellOn (): AsyncGenerator<SandboxEvent, boolean> {
      try {
        for await (const { kind, id, data } of blocksOf(stream)) {
          lastEventId = id
          if (kind === undefined) continue
          fruitless = 0
          yield { kind, id, data } as SandboxEvent
        }
        return true
      } catch (error) {
        const isBroken = error instanceof JobdoubleError && error.code === 'CONNECTION_FAILED'
        // asked for its events, a sandbox that is gone would come to life again
        if (!isBroken || fruitless++ === patience || !await exists({ signal })) throw error
        return false
      }
    }

    async function * tell (): AsyncGenerator<SandboxEvent, undefined> {
      while (!(yield * tellOn())) stream = await reach()
    }

    const events = tell()
    const close = async (): Promise<IteratorResult<SandboxEvent>> => {
      await stream.close()
      return await events.return(undefined)
    }
    const opened: OpenEvents = {
      next: async () => await events.next(),
      return: close,
      [Symbol.asyncIterator]: () => opened,
      [Symbol.asyncDispose]: async () => { await close() }
    }
    return opened
  }
}
