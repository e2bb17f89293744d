import createError from '@fastify/error'
import type { Job } from './job.ts'
import type { State } from './state.ts'

export const JobUnknown = createError('JOB_UNKNOWN', 'There is no job %s', 404)
export const JobExists = createError('JOB_EXISTS', 'There is a job %s already', 409)
export const JobLimit = createError<[string, string]>('JOB_LIMIT', 'A sandbox keeps at most %s, and too few of its jobs have ended to make room; %s allows more', 507)
export const CursorUnknown = createError('CURSOR_UNKNOWN', 'cursor: %s is not one that this list gave out', 400)

export interface JobQuery {
  /** ms: the moment whose states are asked for. */
  now: number
  provider?: string | undefined
  kind?: string | undefined
  /** Only together with `provider`: groups are its own. */
  group?: string | undefined
  state?: State | undefined
  /** Leaves out the jobs that their provider does not know at that moment. */
  visible?: boolean | undefined
  limit: number
  /** How many to pass over. */
  offset?: number | undefined
  /** From an earlier answer's `next`; jobs that were made since do not shift the pages. */
  cursor?: string | undefined
}

/** `total` counts all that match, on whichever page; `next` is null on the last. */
export interface JobPage { items: Job[], total: number, next: string | null }
