import type { LoadedJobs, StoredJob } from '../store.ts'
import { inDueOrder } from './order.ts'
import { readJobs, writeJobs, type JobsRecord } from './records.ts'

/** A job that is stored by itself: the record of a snapshot with the values of its own steps, and when it was written. */
export interface StoredJobRecord extends Pick<StoredJob, 'writtenAt' | 'writeNumber'> {
  values: JobsRecord['values']
  item: JobsRecord['items'][number]
}

/** Writes a job as it is at `now` (ms). Its turn follows from when it was written, and is computed when it is read. */
export function writeStoredJob (stored: StoredJob, now: number): StoredJobRecord {
  const { values, items: [item] } = writeJobs({ made: stored.number, all: [stored] }, now)
  const { turn: _turn, ...record } = item! // one job in, one record out
  return { values, item: record, writtenAt: stored.writtenAt, writeNumber: stored.writeNumber }
}

/** Reads jobs that were stored one by one, in any order, for a clock that shows `now` (ms). Throws InvalidField. */
export function readStoredJobs (made: number, records: readonly StoredJobRecord[], now: number): LoadedJobs {
  const sorted = [...records].sort((one, other) => one.item.number - other.item.number)
  const { items } = readJobs(merge(made, sorted), now, 'jobs')
  const stored: StoredJob[] = items.map(({ number, job }, index) => {
    const { writtenAt, writeNumber } = sorted[index]! // one record for each item
    return { number, job, writtenAt, writeNumber }
  })
  const due = inDueOrder(stored, now)
  // a set keeps the first place of what is added twice
  return { made, items: stored, dueOrder: [...new Set([...due, ...stored.map(({ job }) => job)])] }
}

/** Equal values become one value: jobs share the outputs of their lifecycles, and a shared value takes memory once. */
function merge (made: number, records: readonly StoredJobRecord[]): JobsRecord {
  const values: unknown[] = []
  const indexes = new Map<string, number>()
  const indexOf = (value: unknown) => {
    const text = JSON.stringify(value)
    let index = indexes.get(text)
    if (index === undefined) indexes.set(text, index = values.push(value) - 1)
    return index
  }
  const items = records.map(({ values: own, item }) => {
    const move = (index: number | undefined) => index === undefined ? undefined : indexOf(own[index])
    const steps = item.steps.map(({ output, error, ...step }) => {
      const [movedOutput, movedError] = [move(output), move(error)]
      return { ...step, ...movedOutput !== undefined && { output: movedOutput }, ...movedError !== undefined && { error: movedError } }
    })
    return { ...item, steps }
  })
  return { made, values, items }
}
