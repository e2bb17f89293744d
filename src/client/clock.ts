import { toId, type JobRef } from './jobs.ts'
import type { CallOptions, Request } from './request.ts'
import type { ClockMode, Duration, Moment, Provider, State } from './words.ts'

/** What time it is for the jobs of a sandbox. */
export interface ClockReading {
  mode: ClockMode
  /** The clock's milliseconds per real one: 1 when real, 0 when frozen. */
  rate: number
  now: Moment
}

/** What is left out stays as it is. */
export interface ClockChange {
  mode?: ClockMode | undefined
  /** The clock's milliseconds per real one; above 0, at most 1,000,000. */
  rate?: number | undefined
  /** A later moment; everything that falls due before it happens. */
  now?: Moment | Date | undefined
}

/** Something that happened to a job while the clock moved on. */
export interface Transition {
  /** The id of the job. */
  job: string
  provider: Provider
  from: State
  to: State
  /** The moment, exactly. */
  at: Moment
}

/** Where the clock stands, and what has happened on the way, in its order. */
export interface Advanced {
  now: Moment
  transitions: Transition[]
}

/** The clock of a sandbox. It never goes back: an earlier moment throws `INVALID_FIELD`. */
export interface Clock {
  get (options?: CallOptions): Promise<ClockReading>
  set (change: ClockChange, options?: CallOptions): Promise<ClockReading>
  /** Stands still from now on, until it is advanced or set going. */
  freeze (options?: CallOptions): Promise<ClockReading>
  /** By `"30s"`, or a number of milliseconds. */
  advance (by: Duration, options?: CallOptions): Promise<Advanced>
  advanceTo (moment: Moment | Date, options?: CallOptions): Promise<Advanced>
  /** Until a job comes to a state; throws if it never will. */
  advanceUntil (goal: { job: JobRef, state: State }, options?: CallOptions): Promise<Advanced>
  /** Until no job moves by itself any more. */
  advanceUntilIdle (options?: CallOptions): Promise<Advanced>
}

export function clockOf (request: Request): Clock {
  const set = async (change: ClockChange, options?: CallOptions) => await request<ClockReading>('PUT /__admin/clock', { ...options, body: change })
  const advance = async (body: object, options?: CallOptions) => await request<Advanced>('POST /__admin/clock/advance', { ...options, body })
  return {
    get: async options => await request('GET /__admin/clock', options),
    set,
    freeze: async options => await set({ mode: 'frozen' }, options),
    advance: async (by, options) => await advance({ by }, options),
    advanceTo: async (to, options) => await advance({ to }, options),
    advanceUntil: async ({ job, state }, options) => await advance({ until: { job: toId(job), state } }, options),
    advanceUntilIdle: async options => await advance({ until: 'idle' }, options)
  }
}
