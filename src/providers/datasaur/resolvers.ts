import type { JobView } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { startJob, type Provider } from '../provider.ts'
import { toJob, withoutSecret } from './map.ts'

/** What each resolver is given beside its arguments: the sandbox, and the body of the request. */
export interface Context { sandbox: Sandbox, body: unknown }

interface AutoLabel { input: { targetAPI: { endpoint: string, secretKey: string } } }

/** An unknown job is null, in a list it is left out (inferred). */
export function resolversOf (datasaur: Provider) {
  const shown = (sandbox: Sandbox) => {
    const dialect = sandbox.dialectOf(datasaur.name)
    return (view: JobView) => toJob(view, dialect)
  }
  return {
    Query: {
      getJob: async (_: unknown, { jobId }: { jobId: string }, { sandbox }: Context) =>
        (await sandbox.jobs.many(datasaur.name, [jobId])).map(shown(sandbox))[0] ?? null,
      getJobs: async (_: unknown, { jobIds }: { jobIds: string[] }, { sandbox }: Context) =>
        (await sandbox.jobs.many(datasaur.name, jobIds)).map(shown(sandbox))
    },
    Mutation: {
      autoLabelTokenBasedProject: async (_: unknown, { input }: AutoLabel, { sandbox, body }: Context) =>
        shown(sandbox)(await startJob(sandbox, datasaur, { kind: 'AutoLabelQueue', input: withoutSecret(input) }, { operation: 'autoLabelTokenBasedProject', body }))
    }
  }
}
