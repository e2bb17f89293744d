import { toId, type JobRef } from './jobs.ts'
import type { CallOptions, Request } from './request.ts'
import type { ClockMode, Duration, Moment, Provider, State } from './words.ts'

/** The clock of a sandbox at one moment. */
export interface ClockReading {
  mode: ClockMode
  /** Milliseconds of the clock per real millisecond: 1 if real, 0 if frozen. */
  rate: number
  now: Moment
}

/** Properties that are missing stay as they are. */
export interface ClockChange {
  mode?: ClockMode | undefined
  /** Milliseconds of the clock per real millisecond; greater than 0, at most 1,000,000. */
  rate?: number | undefined
  /** A later moment; everything that falls due before it happens first. */
  now?: Moment | Date | undefined
}

/** A change of a job's state while the clock advanced. */
export interface Transition {
  /** The id of the job. */
  job: string
  provider: Provider
  from: State
  to: State
  /** The exact moment at which the transition fell due. */
  at: Moment
}

/** The result of an advance. */
export interface ClockAdvance {
  /** The time after the advance. */
  now: Moment
  /** What happened during the advance, in order. */
  transitions: Transition[]
}

/** The clock of a sandbox. It never goes back: an earlier moment throws `INVALID_FIELD`. */
export interface Clock {
  get (options?: CallOptions): Promise<ClockReading>
  /** Changes mode, rate or time. */
  update (change: ClockChange, options?: CallOptions): Promise<ClockReading>
  /** Stops the clock until it is advanced or its mode is updated. */
  freeze (options?: CallOptions): Promise<ClockReading>
  /** Advances by a duration: `"30s"`, or a number of milliseconds. */
  advance (by: Duration, options?: CallOptions): Promise<ClockAdvance>
  /** Advances to a later moment. */
  advanceTo (moment: Moment | Date, options?: CallOptions): Promise<ClockAdvance>
  /** Advances until a job reaches a state; throws `INVALID_FIELD` if it never does. */
  advanceUntil (goal: { job: JobRef, state: State }, options?: CallOptions): Promise<ClockAdvance>
  /** Advances until no job will change without a command. */
  advanceUntilIdle (options?: CallOptions): Promise<ClockAdvance>
}

export function clockOf (request: Request): Clock {
  const update = async (change: ClockChange, options?: CallOptions) =>
    await request<ClockReading>('PUT /__admin/clock', { ...options, body: change })
  const advance = async (body: object, options?: CallOptions) =>
    await request<ClockAdvance>('POST /__admin/clock/advance', { ...options, body })
  return {
    get: async options => await request('GET /__admin/clock', options),
    update,
    freeze: async options => await update({ mode: 'frozen' }, options),
    advance: async (by, options) => await advance({ by }, options),
    advanceTo: async (to, options) => await advance({ to }, options),
    advanceUntil: async ({ job, state }, options) => await advance({ until: { job: toId(job), state } }, options),
    advanceUntilIdle: async options => await advance({ until: 'idle' }, options)
  }
}
