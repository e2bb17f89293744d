import type { Failure, Refusal } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import type { Dialect, Sandbox } from '../../sandboxes/index.ts'
import { toRefusal } from './map.ts'
import { observedStatuses, toObservedRefusal } from './observed.ts'
import { enter, mustOwn, ProjectForeign, projectOf, type Visitor } from './projects.ts'
import { name, statuses } from './schema.ts'

interface Words {
  toStatus (job: JobView): string
  toRefusal (failure: Failure): Refusal
  /** The job that is asked about; throws what is wrong with the question. Without a project (leniency) the job's own is meant. */
  find (visitor: Visitor, jobId: string, projectId: string | undefined): Promise<JobView>
}

export const dialects: Record<Dialect, Words> = {
  documented: {
    toStatus: ({ state, unknownStatus }) => unknownStatus ?? statuses[state],
    toRefusal,
    // job (404), project (401)
    async find (visitor, jobId, projectId) {
      const job = await visitor.sandbox.jobs.get(name, jobId)
      if (projectId && projectOf(job) !== projectId) throw new ProjectForeign()
      mustOwn(visitor, projectOf(job))
      return job
    }
  },
  observed: {
    toStatus: ({ state, error, unknownStatus }) => unknownStatus ?? (state === 'succeeded' && error !== null ? 'COMPLETE_WITH_ERROR' : observedStatuses[state]),
    toRefusal: toObservedRefusal,
    // project exists, project is yours, job exists; whether the job belongs to the project is not asked
    async find (visitor, jobId, projectId) {
      const [job] = await visitor.sandbox.jobs.many(name, [jobId])
      const own = job && projectOf(job)
      if (projectId && projectId !== own) await enter(visitor, projectId)
      else mustOwn(visitor, own)
      return await visitor.sandbox.jobs.get(name, jobId)
    }
  }
}

export function wordsOf (sandbox: Sandbox): Words {
  return dialects[sandbox.dialectOf(name)]
}
