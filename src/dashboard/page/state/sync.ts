import { connection, followEvents } from './feed.ts'
import { setClock } from './clock.ts'
import {
  applyTransition, isLoaded, jobs, loadAll, loadClock, loadFaults, loadJob, loadNewJobs, loadOverview, loadTicks, stale
} from './live.ts'
import { refreshReport } from './report.ts'
import { selectedJob, visibleJobs } from './view.ts'
import { repaint } from './frame.ts'

/** ms between two readings of what the events do not say: requests, counters of faults; new jobs if an event says that there are some. */
const period = 400

/** The jobs that a page keeps are those of the sandbox and some that it has evicted; when these are many, the page reads all anew. */
const maxJobs = 20_000

let mustReload = true

/** Whether jobs have been created that the page has not read. */
let hasNewJobs = false

/** Whether more requests arrive than the page reads: it then reads them less often. */
let isBusy = false

/** Keeps the tables like the sandbox, for as long as the page lives. */
export function startSync (): void {
  followEvents({
    opened: async wasGone => {
      if (mustReload || wasGone) await reload()
    },
    job: ({ job, change }) => {
      if (change === 'created') hasNewJobs = true
      else stale.add(job)
    },
    transition: applyTransition,
    clock: reading => {
      setClock(reading)
      repaint()
    },
    reset: () => { reload().catch(retryLater) },
    gap: () => { reload().catch(retryLater) }
  })
  poll(0)
}

async function reload (): Promise<void> {
  mustReload = true
  await loadOverview()
  await loadAll()
  mustReload = false
}

/** What has failed is tried again when the connection is back, or in the next round. */
function retryLater (): void {}

async function poll (round: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, isBusy ? 3 * period : period))
  if (connection.value === 'open' && isLoaded.value && !document.hidden) {
    try {
      if (mustReload || jobs.size > maxJobs) await reload()
      isBusy = await loadTicks()
      if (hasNewJobs) {
        // before the reading: a job that is created meanwhile is read in the next round
        hasNewJobs = false
        await loadNewJobs()
      }
      if (round % 3 === 0) await loadFaults()
      if (round % 12 === 0) await loadClock()
      await refreshStale()
      if (round % 8 === 0) await refreshReport()
    } catch {
      retryLater()
    }
  }
  poll(round + 1)
}

/** Reads the jobs again that have changed: those that are seen, and a few at a time. */
async function refreshStale (): Promise<void> {
  const seen = visibleJobs()
  const wanted = [...stale].filter(id => seen.has(id) || id === selectedJob.value)
  for (const id of wanted.slice(0, 12)) await loadJob(id)
  if (stale.size > 2000) stale.clear()
}
