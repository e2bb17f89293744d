/** Other folders import only this file. */
export { JobFinished } from './commands.ts'
export { type NewJob } from './creation.ts'
export {
  existedAt, isVisible, JobIdSchema, lastStepIn, reachedAt, stateAt, stateAtRevision, stepAt, unfinishedSpans, viewAt,
  type Job, type JobView
} from './job.ts'
export { Jobs } from './jobs.ts'
export { BuiltInLifecycles } from './lifecycles/built-in.ts'
export { type Lifecycle } from './lifecycles/lifecycle.ts'
export { Lifecycles } from './lifecycles/lifecycles.ts'
export { ScriptSchema, type Script } from './lifecycles/script.ts'
export { type Transition } from './scheduler.ts'
export { CursorUnknown, type JobList } from './query.ts'
export { JobsRecordSchema, readJobs, writeJobs } from './snapshot/records.ts'
export { readStoredJobs, writeStoredJob, type StoredJobRecord } from './snapshot/stored.ts'
export { isFinal, states, type State } from './state.ts'
export { JobStore, JobUnknown, type LoadedJobs } from './store.ts'
export { type Wait, type WaitRequest } from './waits.ts'
