import { signal } from '@preact/signals'
import type { Finding, Report } from '../../../client/index.ts'
import { call } from '../curl.ts'
import { read } from '../requests.ts'
import { ticks } from './live.ts'
import { numberOf } from './ticks.ts'
import { findingsOf } from './view.ts'

export const report = signal<Report | undefined>(undefined)
export const findings = signal<Finding[]>([])

/** A larger journal is judged when the user asks: the report reads every request in it. */
const maxRequests = 2000

let judged = -1

export async function loadReport (): Promise<void> {
  judged = ticks.added
  const found = await read<Report>(call('GET /__admin/report?format=json'))
  report.value = found
  findings.value = found.findings
  const counts = new Map<string, number>()
  for (const { jobs } of found.findings) for (const job of jobs) counts.set(job, (counts.get(job) ?? 0) + 1)
  findingsOf.value = counts
}

/** Reads the report again if requests have arrived since, and it costs little. */
export async function refreshReport (): Promise<void> {
  // by its number, because the page may have read only some of the requests
  const newest = ticks.fromNewest(0)
  const count = newest === undefined ? 0 : numberOf(newest.id)
  if (judged !== ticks.added && count <= maxRequests) await loadReport()
}
