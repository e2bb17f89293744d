import { computed, signal } from '@preact/signals'
import type { State } from '../../../client/index.ts'
import { states } from '../words.ts'
import { followTables } from './frame.ts'
import { jobs } from './live.ts'

/** What the page shows is in its hash, so that it can be linked to: `#/journal`, `#/jobs/ID`. */
export const hash = signal(location.hash)
addEventListener('hashchange', () => { hash.value = location.hash })

export const views = ['timeline', 'journal', 'faults', 'lifecycles', 'report', 'sandboxes', 'connect'] as const
export type View = typeof views[number]

const route = computed(() => hash.value.replace(/^#\/?/, '').split('/').map(decodeURIComponent))

export const view = computed<View>(() => views.find(name => name === route.value[0]) ?? 'timeline')

/** The id of the job that is open. */
export const selectedJob = computed(() => route.value[0] === 'jobs' ? route.value[1] : undefined)

/** The id of the request that is open. */
export const selectedRequest = computed(() => route.value[0] === 'journal' ? route.value[1] : undefined)

export function go (...parts: string[]): void {
  location.hash = `/${parts.map(encodeURIComponent).join('/')}`
}

/** Which jobs the timeline shows. Empty: all. */
export const filter = {
  text: signal(''),
  provider: signal(''),
  state: signal<State | ''>(''),
  /** Only the jobs of findings. */
  findings: signal(false)
}

/** The jobs that findings are about, with their number; filled by the report. */
export const findingsOf = signal<ReadonlyMap<string, number>>(new Map())

/** The jobs that pass the filter, as indices, newest first. */
export const rows = computed<Int32Array>(() => {
  // read so that it is worked out again when the tables have changed
  followTables()
  const text = filter.text.value.toLowerCase()
  const [provider, state, isFound] = [filter.provider.value, filter.state.value, filter.findings.value]
  const found = findingsOf.value
  const kept = new Int32Array(jobs.size)
  let count = 0
  for (let job = jobs.size - 1; job >= 0; job--) {
    const facts = jobs.facts[job]!
    if (provider !== '' && facts.provider !== provider) continue
    if (state !== '' && jobs.stateOf(job) !== state) continue
    if (isFound && !found.has(facts.id)) continue
    if (text !== '' && !`${facts.id} ${facts.kind} ${facts.lifecycle} ${facts.status}`.toLowerCase().includes(text)) continue
    kept[count++] = job
  }
  return kept.subarray(0, count)
})

/** The number of jobs in a state, of all providers. */
export function countIn (state: State): number {
  return jobs.counts[states.indexOf(state)]!
}

/** The rows that are in the DOM. */
export const range = signal({ first: 0, end: 0 })

export function visibleJobs (): Set<string> {
  const { first, end } = range.value
  return new Set(Array.from(rows.value.subarray(first, end), job => jobs.facts[job]!.id))
}
