// What a process has cost.
import { readFileSync } from 'node:fs'

/** How long a process has kept a processor busy, in µs; Linux counts in hundredths of a second. */
export function processorTime (pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user, system] = fields.split(' ').slice(11, 13).map(Number)
  return (user + system) * 10_000
}
