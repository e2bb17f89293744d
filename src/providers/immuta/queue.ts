import type { JobView, State } from '../../jobs/index.ts'

/** The states in which the queue writes the output; all other changes of state keep it (fact sheet, "Life of a job"). */
const writes: readonly State[] = ['retrying', 'failed', 'succeeded']

/**
 * The `output` of a job, one field of the queue: the data of a completed job, else the last error. It is an object or null; any
 * other value is wrapped into an object.
 */
export function toOutput (view: JobView): object | null {
  const written = stepsOf(view).findLast(({ state }) => writes.includes(state))
  return written === undefined ? null : written.state === 'succeeded' ? toData(written.output) : toError(written.error)
}

/** The fields of a job in the queue that are not documented. The documentation says that additional fields may be included. */
export function toExtraFields (view: JobView): object {
  const steps = stepsOf(view)
  // a worker fetches a job in the state created or retry; leaving retry increases the count
  const fetched = steps.filter(({ state }, index) => {
    const before = steps[index - 1]?.state
    return state === 'running' && before !== 'running' && before !== 'waiting'
  })
  const retries = steps.filter(({ state }, index) => state === 'running' && steps[index - 1]?.state === 'retrying')
  return {
    priority: 0,
    retryCount: retries.length,
    singletonKey: null,
    startedOn: fetched.at(-1)?.moment ?? null,
    completedOn: view.finishedAt
  }
}

/** The steps that the job has reached at the moment of the view. */
function stepsOf ({ job, updatedAt }: JobView): JobView['job']['steps'] {
  return job.steps.filter(({ moment }) => moment !== null && moment <= updatedAt)
}

function toData (output: unknown): object | null {
  return isObject(output) || output === null ? output : { value: output }
}

function toError (error: unknown): object | null {
  if (error === null) return null
  const { message, ...rest } = isObject(error) ? error as { message?: unknown } : { message: error }
  if (message === undefined) return rest
  return { stack: `Error: ${typeof message === 'string' ? message : JSON.stringify(message)}`, message, ...rest }
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
