import { mergeCoverage } from './coverage.ts'
import type { Check } from './judge.ts'
import { mostTimelines, type Report } from './report.ts'

/** The reports of several sandboxes as one. Each finding names its sandbox. */
export function mergeReports (reports: readonly Report[]): Report {
  const covered = reports.map(({ covered }) => covered)
  const findings = reports.flatMap(({ findings }) => findings)
  const checked = mergeChecks(reports.flatMap(({ checked }) => checked))
  const times = (end: 'from' | 'to') => covered.flatMap(covered => covered[end] ?? []).sort()
  return {
    ok: reports.every(({ ok }) => ok),
    summary: sum(reports.map(({ summary }) => summary)),
    findings: checked.flatMap(check => findings.filter(({ rule }) => rule === check.rule)),
    checked,
    covered: {
      sandboxes: covered.flatMap(({ sandboxes }) => sandboxes),
      ...sum(covered.map(({ requests, jobs, dropped }) => ({ requests, jobs, dropped }))),
      from: times('from')[0] ?? null,
      to: times('to').at(-1) ?? null
    },
    jobs: reports.flatMap(({ jobs }) => jobs).slice(0, mostTimelines),
    coverage: mergeCoverage(reports.flatMap(({ coverage }) => coverage))
  }
}

/** A sandbox may have switched a rule off. */
function mergeChecks (checks: readonly Check[]): Check[] {
  return [...new Set(checks.map(({ rule }) => rule))].map(rule => {
    const own = checks.filter(check => check.rule === rule)
    return { rule, ...sum(own.map(({ conversations, violated, undecided }) => ({ conversations, violated, undecided }))) }
  })
}

/** The sums of the numbers of several objects that have the same keys. */
function sum<T extends Record<string, number>> (objects: readonly T[]): T {
  const totals: Record<string, number> = {}
  for (const object of objects) for (const [name, number] of Object.entries(object)) totals[name] = (totals[name] ?? 0) + number
  return totals as T // has the keys of the objects
}
