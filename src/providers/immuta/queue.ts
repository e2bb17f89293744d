import { lastStepIn, type JobView, type State } from '../../jobs/index.ts'

/** The states in which the queue writes the output; all other changes of state keep it (fact sheet, "Life of a job"). */
const writes: readonly State[] = ['retrying', 'failed', 'succeeded']

/**
 * The `output` of a job, one field of the queue: the data of a completed job, else the last error. It is an object or null; any
 * other value is wrapped into an object. A job that fails without an error overwrites an earlier one with null (observed).
 */
export function toOutput (view: JobView): object | null {
  const written = lastStepIn(view, writes)
  if (written === undefined) return null
  const { state, plan, output, error } = written
  if (state === 'succeeded') return store(output, toData)
  return store(state === 'failed' ? plan.error ?? null : error, toError)
}

/** The fields of a job in the queue that are not documented. The documentation says that additional fields may be included. */
export function toExtraFields ({ job, updatedAt, finishedAt }: JobView): object {
  const steps = job.steps.filter(({ moment }) => moment !== null && moment <= updatedAt)
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
    completedOn: finishedAt
  }
}

/** What the queue has stored for an output or an error, which never change: sorting the keys costs more than a poll. */
const stored = new WeakMap<object, object>()

function store (value: unknown, toRecord: (value: unknown) => object): object | null {
  if (value === null) return null
  if (typeof value !== 'object') return toJsonb(toRecord(value))
  let record = stored.get(value)
  if (record === undefined) {
    record = toJsonb(toRecord(value))
    stored.set(value, record)
  }
  return record
}

function toData (output: unknown): object {
  return isObject(output) ? output : { value: output }
}

/** An error as version 9 of the queue stores it (observed): with its class as `name` and at the start of its stack. */
function toError (error: unknown): object {
  const { name = 'Error', message, ...rest } = isObject(error) ? error as { name?: unknown, message?: unknown } : { message: error }
  if (message === undefined) return rest
  return { name, stack: `${toText(name)}: ${toText(message)}`, message, ...rest }
}

function toText (value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A value as PostgreSQL keeps it: the keys of each object by length in bytes, then bytewise. */
function toJsonb<T> (value: T): T {
  if (Array.isArray(value)) return value.map(toJsonb) as T
  if (!isObject(value)) return value
  const entries = Object.entries(value).sort(([one], [other]) =>
    Buffer.byteLength(one) - Buffer.byteLength(other) || Buffer.compare(Buffer.from(one), Buffer.from(other)))
  return Object.fromEntries(entries.map(([key, inner]) => [key, toJsonb(inner)])) as T
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
