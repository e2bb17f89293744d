import type { Ids } from '../../random/index.ts'
import type { Args, Context } from './graphql/request.ts'
import { redactKey, toJob } from './map.ts'
import { autoLabelQueue } from './projects/draft.ts'
import type { Job } from './schema/jobs.ts'
import type { AutoLabelTokenBasedProjectInput } from './schema/work.ts'

/**
 * The queue of each field that does nothing but start a job: the one of auto-labelling is documented, the one of the replication
 * was observed, the others are inferred.
 */
const queues = {
  autoLabelTokenBasedProject: autoLabelQueue,
  calculateAgreementTables: 'AgreementTablesQueue',
  collectDataset: 'CollectDatasetQueue',
  getDataProgrammingPredictions: 'DataProgrammingQueue',
  replicateCabinet: 'CabinetReplicationJobQueue',
  runAutomation: 'AutomationQueue'
} as const

/** The id of a new job: its queue and a UUID; in the observed ids of replications, 64 hexadecimal digits. */
export function newJobId (ids: Ids, kind: string): string {
  return `${kind}:${kind === queues.replicateCabinet ? `${ids.uuid4()}${ids.uuid4()}`.replaceAll('-', '') : ids.uuid4()}`
}

/** How clients poll jobs, and the fields that do nothing but start one. An unknown job is null, and is omitted from a list (inferred). */
export const jobResolvers = {
  Query: {
    getJob: (_: unknown, { jobId }: { jobId: string }, { jobs, dialect, explainUnknownJob }: Context) => {
      const job = jobs.seek(jobId)
      if (job === undefined) explainUnknownJob()
      return job === undefined ? null : toJob(job, dialect)
    },
    getJobs: (_: unknown, { jobIds }: { jobIds: string[] }, { jobs, dialect, explainUnknownJob }: Context) => {
      const found = jobs.many(jobIds)
      if (found.length < jobIds.length) explainUnknownJob()
      return found.map(job => toJob(job, dialect))
    },
    getDataProgrammingPredictions: starter<Args<object>>('getDataProgrammingPredictions', ({ input }) => input),
    replicateCabinet: starter('replicateCabinet')
  },
  Mutation: {
    autoLabelTokenBasedProject:
      starter<Args<AutoLabelTokenBasedProjectInput>>('autoLabelTokenBasedProject', ({ input }) => redactKey(input)),
    calculateAgreementTables: starter('calculateAgreementTables'),
    collectDataset: starter<Args<object>>('collectDataset', ({ input }) => input),
    runAutomation: starter('runAutomation')
  }
}

/** The resolver of a field that starts a job. `toInput` makes the input of the job from the arguments. */
function starter<Given extends object> (operation: keyof typeof queues, toInput: (args: Given) => unknown = args => args) {
  return (_: unknown, args: Given, { jobs, body, dialect }: Context): Job =>
    toJob(jobs.start({ kind: queues[operation], input: toInput(args) }, { operation, body, arguments: args }), dialect)
}
