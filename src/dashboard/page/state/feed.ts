import { signal } from '@preact/signals'
import type { EventData } from '../../../client/index.ts'
import { call } from '../curl.ts'
import { CallFailed, open } from '../requests.ts'
import { BlockReader } from './blocks.ts'

/** Whether the stream of events is open. `lost`: the server is gone, and the page tries again. */
export const connection = signal<'connecting' | 'open' | 'lost'>('connecting')

/** Requests are read as ticks instead, a few times a second: a client may send thousands in that time. */
const path = 'GET /__admin/events?kinds=job,transition,clock,reset'

/** ms of real time between two attempts: short at first, because a server that restarts is back soon. */
const pauses = [250, 500, 1000, 2000]

type Kind = 'job' | 'transition' | 'clock' | 'reset' | 'gap'
export type FeedListener = { [K in Kind]: (data: EventData[K]) => void } & {
  /** The stream is open: no event after this is missed. `wasGone`: the server was not reached before, so that it may be another one. */
  opened: (wasGone: boolean) => Promise<void>
}

/** Follows the events of the sandbox for as long as the page lives, and goes on after the last event when a connection breaks. */
export async function followEvents (listener: FeedListener): Promise<never> {
  let last: string | undefined
  let wasGone = false
  for (let failures = 0; ; failures++) {
    try {
      const response = await open({ ...call(path), headers: last === undefined ? {} : { 'last-event-id': last } })
      // a response without a body is not a stream of events
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
      const blocks = new BlockReader()
      await listener.opened(wasGone)
      wasGone = false
      connection.value = 'open'
      failures = 0
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        for (const { kind, id, data } of blocks.read(piece.value)) {
          last = id ?? last
          if (kind !== undefined && data !== undefined) notify(listener, kind as Kind, data)
        }
      }
    } catch (error) {
      // the next attempt shows whether the server is back
      wasGone ||= error instanceof CallFailed
    }
    connection.value = 'lost'
    await new Promise(resolve => setTimeout(resolve, pauses[Math.min(failures, pauses.length - 1)]))
  }
}

function notify<K extends Kind> (listener: FeedListener, kind: K, data: string): void {
  (listener[kind] as ((data: EventData[K]) => void) | undefined)?.(JSON.parse(data) as EventData[K])
}
