import type { Finding } from '../../judge.ts'
import type { Report } from '../../report.ts'
import type { JobTimeline } from '../../timeline.ts'

/** How many requests the page draws, and of how many jobs: a browser takes seconds for many more. */
const most = { requests: 5000, jobs: 200 }

/** Where the page shows what: the anchors of jobs and requests, and the findings about a request. Ids of jobs may have any characters. */
export class Places {
  /** The jobs that the page shows: those with violations first. */
  readonly jobs: readonly JobTimeline[]
  /** How many jobs the page does not show. */
  readonly hidden: number
  readonly #ofJobs = new Map<string, string>()
  readonly #ofRequests = new Map<string, string>()
  readonly #rules = new Map<string, Set<string>>()

  constructor ({ jobs, findings, covered }: Report) {
    const violations = findings.filter(({ verdict }) => verdict === 'violated')
    const found = new Set(violations.flatMap(({ sandbox, jobs }) => jobs.map(job => key(sandbox, job))))
    const isFound = ({ sandbox, job }: JobTimeline) => found.has(key(sandbox, job))
    const ordered = [...jobs.filter(isFound), ...jobs.filter(timeline => !isFound(timeline))].slice(0, most.jobs)
    let requests = 0
    this.jobs = ordered.filter(timeline => (requests += timeline.requests.length) <= most.requests)
    this.hidden = covered.jobs - this.jobs.length
    for (const [index, { sandbox, job, requests }] of this.jobs.entries()) {
      const anchor = `job-${index + 1}`
      this.#ofJobs.set(key(sandbox, job), anchor)
      for (const { id } of requests) {
        const request = key(sandbox, id)
        if (!this.#ofRequests.has(request)) this.#ofRequests.set(request, `${anchor}-${id}`)
      }
    }
    for (const { sandbox, rule, evidence } of violations) {
      for (const id of evidence.requests) this.#rules.set(key(sandbox, id), (this.#rules.get(key(sandbox, id)) ?? new Set()).add(rule))
    }
  }

  /** The anchor of a job; undefined if the page does not show it. */
  ofJob (sandbox: string, job: string): string | undefined {
    return this.#ofJobs.get(key(sandbox, job))
  }

  /** The anchor of a request in the evidence of a finding, at the job of the finding if that shows it. */
  ofRequest ({ sandbox, job }: Pick<Finding, 'sandbox' | 'job'>, id: string): string | undefined {
    const own = job === null ? undefined : this.ofJob(sandbox, job)
    // an anchor `job-2` is that of the second job
    const isOwn = own !== undefined && this.jobs[Number(own.slice(4)) - 1]!.requests.some(request => request.id === id)
    return isOwn ? `${own}-${id}` : this.#ofRequests.get(key(sandbox, id))
  }

  /** The rules that a request of a sandbox helps to violate. */
  rulesOf (sandbox: string, id: string): string[] {
    return [...this.#rules.get(key(sandbox, id)) ?? []]
  }
}

/** No name of a sandbox has a space. */
function key (sandbox: string, id: string): string {
  return `${sandbox} ${id}`
}
