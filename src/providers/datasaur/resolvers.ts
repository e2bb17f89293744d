import type { Sandbox } from '../../sandboxes/index.ts'
import { startJob, type Provider } from '../provider.ts'
import { toJob, withoutSecret } from './map.ts'

/** What each resolver is given beside its arguments. */
export interface Context { sandbox: Sandbox }

interface AutoLabel { input: { targetAPI: { endpoint: string, secretKey: string } } }

/** An unknown job is null, in a list it is left out (inferred). */
export const resolversOf = (datasaur: Provider) => ({
  Query: {
    getJob: async (_: unknown, { jobId }: { jobId: string }, { sandbox }: Context) =>
      (await sandbox.jobs.many(datasaur.name, [jobId])).map(toJob)[0] ?? null,
    getJobs: async (_: unknown, { jobIds }: { jobIds: string[] }, { sandbox }: Context) =>
      (await sandbox.jobs.many(datasaur.name, jobIds)).map(toJob)
  },
  Mutation: {
    autoLabelTokenBasedProject: async (_: unknown, { input }: AutoLabel, { sandbox }: Context) =>
      toJob(await startJob(sandbox, datasaur, { kind: 'AutoLabelQueue', input: withoutSecret(input) }))
  }
})
