import type { Finding } from '../judge.ts'
import type { Report } from '../report.ts'
import { count, toDuration } from '../statistics.ts'

const marks = { error: '✗', warning: '!', info: 'i' } as const

/** The report for a terminal: the findings with what to do, then what was covered. */
export function toText (report: Report): string {
  const several = report.covered.sandboxes.length > 1
  return [...report.findings.flatMap(finding => toLines(finding, several)), toVerdict(report), toCovered(report)].join('\n')
}

/** `several`: whether the report is about several sandboxes. */
function toLines (
  { sandbox, rule, severity, verdict, provider, operation, jobs, message, fix, evidence }: Finding,
  several: boolean
): string[] {
  const mark = verdict === 'undecided' ? '?' : marks[severity]
  const job = jobs.length === 0 ? '' : ` job ${jobs[0]}${jobs.length === 1 ? '' : ` and ${jobs.length - 1} more`}`
  const more = evidence.count - evidence.requests.length
  const requests = evidence.requests.length === 0
    ? []
    : [`    requests: ${evidence.requests.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]
  const gaps = evidence.gaps.length === 0 ? [] : [`    gaps: ${evidence.gaps.map(toDuration).join(', ')}`]
  return [
    `${mark} ${rule} (${verdict === 'undecided' ? 'undecided' : severity}): ${toLine(message)}`,
    `    ${operation ?? provider}${toLine(job)}${several ? ` in sandbox ${sandbox}` : ''}`,
    ...requests,
    ...gaps,
    ...verdict === 'violated' ? [`    fix: ${fix}`] : [],
    ''
  ]
}

/**
 * A text that may come from a client, in one line: control characters could change what the terminal shows, and a line of its own
 * could be a command of a CI system.
 */
function toLine (text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

/** `2 errors, 1 warning, 0 infos, 3 undecided` */
export function toVerdict ({ summary: { error, warning, info, undecided } }: Pick<Report, 'summary'>): string {
  return `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(info, 'info')}, ${undecided} undecided`
}

/** What the report is about, in one sentence. */
export function toCovered ({ covered: { sandboxes, requests, jobs, from, to, dropped }, checked }: Report): string {
  const span = from === null || to === null ? '' : ` from ${from} to ${to}`
  const lost = dropped === 0 ? '' : `; the journal had dropped ${count(dropped, 'request')} before`
  const [sandbox] = sandboxes
  const place = sandboxes.length === 1
    ? `sandbox ${sandbox}`
    : sandboxes.length <= 5 ? `sandboxes ${sandboxes.join(', ')}` : `${sandboxes.length} sandboxes`
  return `Judged by ${count(checked.length, 'rule')}: ${count(requests, 'request')} about ${count(jobs, 'job')} in ${place}${span}${lost}.`
}
