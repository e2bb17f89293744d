import type { JobView } from '../../jobs/index.ts'
import { startJob, type Order, type Provider } from '../provider.ts'
import type { Context } from './context.ts'
import { toJob, withoutSecret } from './map.ts'
import type { Job } from './schema.ts'
import type { AutoLabelTokenBasedProjectInput } from './schema/work.ts'

/** The queue of each field that does nothing but start a job: auto-labelling's is documented, the replication's observed, the others are inferred. */
const queues = {
  autoLabelTokenBasedProject: 'AutoLabelQueue',
  calculateAgreementTables: 'AgreementTablesQueue',
  collectDataset: 'CollectDatasetQueue',
  getDataProgrammingPredictions: 'DataProgrammingQueue',
  replicateCabinet: 'CabinetReplicationJobQueue',
  runAutomation: 'AutomationQueue'
} as const

/** Starts a job for a client's request. Throws JOB_LIMIT. */
export async function start ({ sandbox, body }: Context, datasaur: Provider, operation: string, order: Order): Promise<JobView> {
  return await startJob(sandbox, datasaur, order, { operation, body })
}

/** Jobs: how they are asked for, and the fields that do nothing but start one. An unknown job is null, in a list it is left out (inferred). */
export function jobResolvers (datasaur: Provider) {
  const starter = <Args extends object>(operation: keyof typeof queues, toInput: (args: Args) => unknown = args => args) =>
    async (_: unknown, args: Args, context: Context): Promise<Job> =>
      toJob(await start(context, datasaur, operation, { kind: queues[operation], input: toInput(args) }), context.sandbox.dialectOf(datasaur.name))
  return {
    Query: {
      getJob: async (_: unknown, { jobId }: { jobId: string }, { sandbox }: Context) => {
        const view = await sandbox.jobs.seek(datasaur.name, jobId)
        return view === undefined ? null : toJob(view, sandbox.dialectOf(datasaur.name))
      },
      getJobs: async (_: unknown, { jobIds }: { jobIds: string[] }, { sandbox }: Context) => {
        const dialect = sandbox.dialectOf(datasaur.name)
        return (await sandbox.jobs.many(datasaur.name, jobIds)).map(view => toJob(view, dialect))
      },
      getDataProgrammingPredictions: starter<{ input: object }>('getDataProgrammingPredictions', ({ input }) => input),
      replicateCabinet: starter('replicateCabinet')
    },
    Mutation: {
      autoLabelTokenBasedProject: starter<{ input: AutoLabelTokenBasedProjectInput }>('autoLabelTokenBasedProject', ({ input }) => withoutSecret(input)),
      calculateAgreementTables: starter('calculateAgreementTables'),
      collectDataset: starter<{ input: object }>('collectDataset', ({ input }) => input),
      runAutomation: starter('runAutomation')
    }
  }
}
