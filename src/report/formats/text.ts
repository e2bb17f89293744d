import type { Finding } from '../judge.ts'
import type { Report } from '../report.ts'
import { toDuration } from '../statistics.ts'

const marks = { error: '✗', warning: '!', info: 'i' } as const

/** The report for a terminal: the findings with what to do, then what was covered. */
export function toText (report: Report): string {
  return [...report.findings.flatMap(toLines), toVerdict(report), toCovered(report)].join('\n')
}

function toLines ({ rule, severity, verdict, provider, operation, jobs, message, fix, evidence }: Finding): string[] {
  const mark = verdict === 'undecided' ? '?' : marks[severity]
  const job = jobs.length === 0 ? '' : ` job ${jobs[0]}${jobs.length === 1 ? '' : ` and ${jobs.length - 1} more`}`
  const requests = evidence.requests.length === 0 ? [] : [`    requests: ${evidence.requests.join(', ')}${evidence.count > evidence.requests.length ? ` and ${evidence.count - evidence.requests.length} more` : ''}`]
  const gaps = evidence.gaps.length === 0 ? [] : [`    gaps: ${evidence.gaps.map(toDuration).join(', ')}`]
  return [
    `${mark} ${rule} (${verdict === 'undecided' ? 'undecided' : severity}): ${message}`,
    `    ${operation ?? provider}${job}`,
    ...requests,
    ...gaps,
    ...verdict === 'violated' ? [`    fix: ${fix}`] : [],
    ''
  ]
}

/** `2 errors, 1 warning, 0 infos, 3 undecided` */
export function toVerdict ({ summary: { error, warning, info, undecided } }: Pick<Report, 'summary'>): string {
  return `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(info, 'info')}, ${undecided} undecided`
}

/** What the report is about, in one sentence. */
export function toCovered ({ covered: { sandboxes, requests, jobs, from, to, dropped }, checked }: Report): string {
  const span = from === null || to === null ? '' : ` from ${from} to ${to}`
  const lost = dropped === 0 ? '' : `; the journal had dropped ${count(dropped, 'request')} before`
  return `Judged by ${checked.length} rules: ${count(requests, 'request')} about ${count(jobs, 'job')} in ${sandboxes.length === 1 ? 'sandbox' : 'sandboxes'} ${sandboxes.join(', ')}${span}${lost}.`
}

export function count (number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}
