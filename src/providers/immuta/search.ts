import type { FastifyRequest } from 'fastify'
import { RequestFailed } from '../../http/failure.ts'
import { stepAt } from '../../jobs/index.ts'
import type { ProviderJob, ProviderJobs } from '../../sandboxes/index.ts'
import { isSubset } from '../../validation/subset.ts'
import { BulkSchema, pageSize, toSpan, type Bulk, type Filter, type Found, type Pending, type Search, type Summary } from './job-schema.ts'
import { mapperOf, toFoundJob, toStatuses } from './map.ts'
import { words, type Job } from './schema.ts'
import { mustNameOneOf } from './work.ts'

/**
 * The jobs of a bulk update, oldest first, or the number of pending jobs of a connection. Throws RequestFailed unless the query names
 * exactly one of them.
 */
export function findBulk ({ jobs, sandbox }: Pick<FastifyRequest, 'jobs' | 'sandbox'>, bulk: Bulk): Record<string, Job> | Pending {
  const { bulkId, connectionString } = bulk
  if (connectionString === undefined) mustHaveBulkId(bulk)
  else mustNameOneOf(['bulkId', 'connectionString'], bulk, BulkSchema, 'querystring')
  if (connectionString !== undefined) return countPending(jobsWith(jobs, { connectionString }))
  return toStatuses(jobsWith(jobs, { bulkId }).reverse(), mapperOf(sandbox))
}

/** The documentation requires a `bulkId`. Throws RequestFailed. */
function mustHaveBulkId ({ bulkId }: Bulk): void {
  if (bulkId !== undefined) return
  const issue = { path: ['bulkId'], kind: 'required', schema: BulkSchema, value: undefined, message: 'is required' } as const
  throw new RequestFailed({ kind: 'invalid', part: 'querystring', issues: [issue] })
}

/** A connection without jobs has no number (observed). */
function countPending (jobs: readonly ProviderJob[]): Pending {
  return jobs.length === 0 ? {} : { pending: jobs.filter(({ finishedAt }) => finishedAt === null).length }
}

/** The jobs whose input has this value, newest first. */
function jobsWith (jobs: ProviderJobs, value: object): ProviderJob[] {
  return allJobs(jobs).filter(({ input }) => isSubset(value, input))
}

export function searchJobs ({ jobs, sandbox }: Pick<FastifyRequest, 'jobs' | 'sandbox'>, search: Search): Found {
  const { state: states, offset = 0, size = pageSize.default } = search
  const toJob = mapperOf(sandbox)
  const found = filter(allJobs(jobs), search).filter(({ status }) => states?.some(state => state === status) ?? true)
  const next = offset + size
  return {
    jobs: found.slice(offset, next).map(job => toFoundJob(job, toJob)),
    next: next < found.length ? `${sandbox.prefix}/jobs/search?${toQuery({ ...search, offset: next, size })}` : null
  }
}

/** Counts the jobs by type, in alphabetical order of the types. */
export function summarizeJobs (jobs: ProviderJobs, query: Filter): Summary {
  const found = filter(allJobs(jobs), query)
  const types = [...new Set(found.map(({ kind }) => kind))].sort()
  return { jobType: types.map(jobType => ({ jobType, states: countStates(found.filter(({ kind }) => kind === jobType)) })) }
}

/** Newest first. */
function allJobs (jobs: ProviderJobs): ProviderJob[] {
  return jobs.list({ limit: Infinity }).items
}

function filter (jobs: readonly ProviderJob[], { jobType, startDate, endDate }: Filter): ProviderJob[] {
  const from = startDate === undefined ? -Infinity : toSpan(startDate).from
  const to = endDate === undefined ? Infinity : toSpan(endDate).to
  return jobs.filter(({ kind, job }) => {
    const created = stepAt(job, 0).at
    return (jobType?.includes(kind) ?? true) && created >= from && created <= to
  })
}

/** A job with an undocumented status counts in none of the states. */
function countStates (jobs: readonly ProviderJob[]): Summary['jobType'][number]['states'] {
  const counts = words.map(word => [word, jobs.filter(({ status }) => status === word).length])
  return Object.fromEntries(counts) as Summary['jobType'][number]['states']
}

function toQuery (search: object): URLSearchParams {
  const query = new URLSearchParams()
  for (const [key, values] of Object.entries(search)) for (const value of [values].flat()) query.append(key, String(value))
  return query
}
