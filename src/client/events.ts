import type { ClockReading, Transition } from './clock.ts'
import type { RecordedRequest } from './journal.ts'
import type { FaultPhase } from './new-fault.ts'
import type { CallOptions } from './request.ts'
import type { Moment, Provider, Seed } from './words.ts'

/** The data of each kind of event. */
export interface EventData {
  /** A job was created, held or released. */
  job: JobChange
  /** A job changed its state. */
  transition: Transition
  /** A request of a client under test has ended. */
  request: RecordedRequest
  /** A fault was injected. */
  fault: FiredFault
  /** The clock was updated or advanced. */
  clock: ClockReading
  /** The sandbox was reset to its initial state. */
  reset: { name: string, seed: Seed, at: Moment }
  /** Events of any kind are missing here; `missed` is null if their number is unknown. */
  gap: { missed: number | null }
}

/** What happened to a job besides its transitions. */
export interface JobChange {
  /** The id of the job. */
  job: string
  provider: Provider
  change: 'created' | 'held' | 'released'
  at: Moment
}

/** A fault and the request that it was injected into. */
export interface FiredFault {
  /** The id of the fault. */
  fault: string
  name?: string
  phase: FaultPhase
  provider: Provider
  /** Empty for an unmatched request. */
  operations: string[]
  method: string
  url: string
  at: Moment
}

/** The kinds of events that `events` can select; `gap` is always reported. */
export type EventKind = Exclude<keyof EventData, 'gap'>

/** Something that happened in a sandbox. */
export type SandboxEvent = { [Kind in keyof EventData]: {
  kind: Kind
  /** Greater than the id of every earlier event. */
  id: number
  data: EventData[Kind]
} }[keyof EventData]

export interface EventOptions extends CallOptions {
  /** All kinds if missing. */
  kinds?: readonly EventKind[] | undefined
  /** Starts after the event with this id; 0 for all that are kept. If missing, only new events are read. */
  lastEventId?: number | undefined
}

/**
 * The events of a sandbox, in order. A `for await` ends when the sandbox is deleted or the loop is left. An `await` resolves when
 * the stream is open: no event after that is lost, even if the loop starts later.
 */
export interface Events extends AsyncIterable<SandboxEvent>, PromiseLike<OpenEvents> {}

/** A stream that is open. Leaving a loop over it closes it. */
export interface OpenEvents extends AsyncIterableIterator<SandboxEvent>, AsyncDisposable {
  return (): Promise<IteratorResult<SandboxEvent>>
}
