import type { JobView, State } from '../../jobs/index.ts'

/** What came of an attempt is written then; all other changes of state leave it as it is (fact sheet, «Life of a job»). */
const writes: readonly State[] = ['retrying', 'failed', 'succeeded']

/**
 * The queue keeps one field for what came of a job: its data once it has completed, else the error that it last met. It is
 * null or an object, so anything else is put into one.
 */
export function toOutput (view: JobView): object | null {
  const written = stepsOf(view).findLast(({ state }) => writes.includes(state))
  return written === undefined ? null : written.state === 'succeeded' ? toData(written.output) : toError(written.error)
}

/** The steps that had come at the moment of the view. */
export function stepsOf ({ job, updatedAt }: JobView): JobView['job']['steps'] {
  return job.steps.filter(({ moment }) => moment !== null && moment <= updatedAt)
}

function toData (output: unknown): object | null {
  return isObject(output) || output === null ? output : { value: output }
}

function toError (error: unknown): object | null {
  if (error === null) return null
  const { message, ...rest } = isObject(error) ? error as { message?: unknown } : { message: error }
  return message === undefined ? rest : { stack: `Error: ${typeof message === 'string' ? message : JSON.stringify(message)}`, message, ...rest }
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
