import createError from '@fastify/error'
import { shorten } from '../validation/text.ts'
import { isVisible, stateAt, type Job } from './job.ts'
import type { State } from './state.ts'

export const CursorUnknown = createError('CURSOR_UNKNOWN',
  'cursor: %s is not a cursor of this list; use the `next` of the previous page', 400)

export interface JobQuery {
  /** The moment (ms) at which `state` and `visible` are tested. */
  now: number
  provider?: string | undefined
  kind?: string | undefined
  /** Only together with `provider`: each provider has its own groups. */
  group?: string | undefined
  state?: State | undefined
  /** Whether to omit the jobs that their provider does not know. */
  visible?: boolean | undefined
  limit: number
  /** How many jobs to skip. */
  offset?: number | undefined
  /** The `next` of the page before. Jobs created since then do not shift the pages. */
  cursor?: string | undefined
}

/** A page of jobs. `total` counts the matching jobs of all pages; `next` is the cursor of the next page, null on the last. */
export interface JobList<T = Job> { items: T[], total: number, next: string | null }

/** The page of a query, newest first. `jobs`: each with its number, oldest first. Throws CURSOR_UNKNOWN. */
export function toPage (
  jobs: Iterable<{ readonly number: number, readonly job: Job }>,
  { now, provider, kind, group, state, visible = false, limit, offset = 0, cursor }: JobQuery
): JobList {
  const matches = (job: Job) =>
    (provider === undefined || job.provider === provider) && (kind === undefined || job.kind === kind) &&
    (group === undefined || job.group === group) && (state === undefined || stateAt(job, now) === state) &&
    (!visible || isVisible(job, now))
  const before = cursor === undefined ? Infinity : toNumber(cursor)
  const matching = Array.from(jobs).reverse().filter(({ job }) => matches(job))
  const rest = matching.filter(({ number }) => number < before).slice(offset)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const next = rest.length > limit && last !== undefined ? String(last.number) : null
  return { items: page.map(({ job }) => job), total: matching.length, next }
}

function toNumber (cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new CursorUnknown(shorten(cursor))
  return Number(cursor)
}
