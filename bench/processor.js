// The processor time of a process.
import { readdirSync, readFileSync } from 'node:fs'

/** Processor time of a process so far, in µs; Linux counts in hundredths of a second. */
export function processorTime (pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user, system] = fields.split(' ').slice(11, 13).map(Number)
  return (user + system) * 10_000
}

/** Processor time of a process so far, in ms, to the µs: of the threads that it has now. */
export function exactProcessorTime (pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map(thread => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
  return threads.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6
}
