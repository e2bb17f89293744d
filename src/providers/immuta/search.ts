import type { JobView } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { toSpan } from './date.ts'
import { toFoundJob, toStatus, type ToJob } from './map.ts'
import { pageSize, type Filter, type Found, type Search, type Summary } from './schema-jobs.ts'
import { words } from './schema.ts'

/** The jobs of a bulk update, in the order in which they were made. */
export async function bulkJobs (sandbox: Sandbox, bulkId: string): Promise<JobView[]> {
  const views = await allJobs(sandbox)
  return views.filter(({ input }) => (input as { bulkId?: unknown } | null)?.bulkId === bulkId).reverse()
}

export async function searchJobs (sandbox: Sandbox, search: Search, toJob: ToJob): Promise<Found> {
  const { state, offset = 0, size = pageSize.default } = search
  const found = filter(await allJobs(sandbox), search).filter(view => state?.some(word => word === toStatus(view)) ?? true)
  const next = offset + size
  return {
    jobs: found.slice(offset, next).map(view => toFoundJob(view, toJob)),
    next: next < found.length ? `${sandbox.prefix}/jobs/search?${toQuery({ ...search, offset: next, size })}` : null
  }
}

/** The types in the order of their names. */
export async function summarizeJobs (sandbox: Sandbox, query: Filter): Promise<Summary> {
  const views = filter(await allJobs(sandbox), query)
  const types = [...new Set(views.map(({ kind }) => kind))].sort()
  return { jobType: types.map(jobType => ({ jobType, states: countStates(views.filter(({ kind }) => kind === jobType)) })) }
}

/** Newest first. */
async function allJobs ({ jobs }: Sandbox): Promise<JobView[]> {
  const { items } = await jobs.list({ provider: 'immuta', visible: true, limit: Infinity })
  return items
}

function filter (views: readonly JobView[], { jobType, startDate, endDate }: Filter): JobView[] {
  const from = startDate === undefined ? -Infinity : toSpan(startDate).from
  const to = endDate === undefined ? Infinity : toSpan(endDate).to
  return views.filter(({ kind, job }) => {
    const made = job.steps[0]!.at
    return (jobType?.includes(kind) ?? true) && made >= from && made <= to
  })
}

/** A job that shows a word of no document is in none of them. */
function countStates (views: readonly JobView[]): Summary['jobType'][number]['states'] {
  const shown = views.map(toStatus)
  return Object.fromEntries(words.map(word => [word, shown.filter(status => status === word).length])) as Summary['jobType'][number]['states']
}

function toQuery (search: object): URLSearchParams {
  return new URLSearchParams(Object.entries(search).flatMap(([key, values]) => [values].flat().map((value): [string, string] => [key, String(value)])))
}
