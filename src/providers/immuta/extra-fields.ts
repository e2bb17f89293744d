import type { JobView } from '../../jobs/index.ts'
import { stepsOf } from './output.ts'

/** What the queue keeps of a job beside what the documents name: a client must tolerate such fields in an answer (seed). */
export function toExtraFields (view: JobView): object {
  const steps = stepsOf(view)
  // a worker fetches what is created or to be retried; leaving `retry` raises the count
  const fetched = steps.filter(({ state }, index) => state === 'running' && steps[index - 1]?.state !== 'running' && steps[index - 1]?.state !== 'waiting')
  const retries = steps.filter(({ state }, index) => state === 'running' && steps[index - 1]?.state === 'retrying')
  return {
    priority: 0,
    retryCount: retries.length,
    singletonKey: null,
    startedOn: fetched.at(-1)?.moment ?? null,
    completedOn: view.finishedAt
  }
}
