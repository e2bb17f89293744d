import type { Finding, Report } from './findings.ts'

/** How many findings the message describes, and how many requests of each. */
const most = { findings: 10, requests: 5 }

/**
 * Thrown by `report.expectGood`. The message says what the client under test did, with the requests that show it, and what to change.
 */
export class ReportError extends Error {
  override readonly name = 'ReportError'
  /** The violations that are not allowed. */
  readonly findings: readonly Finding[]
  /** The whole report. */
  readonly report: Report

  constructor (findings: readonly Finding[], report: Report) {
    super(toMessage(findings, report))
    this.findings = findings
    this.report = report
  }
}

function toMessage (findings: readonly Finding[], report: Report): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  const [sandbox] = report.covered.sandboxes
  const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`
  const covered = `${count(report.covered.requests, 'request')} about ${count(report.covered.jobs, 'job')}`
  const rest = findings.length - most.findings
  return [
    `The client under test violates ${count(rules.length, 'rule')} of the report of sandbox ${sandbox} (${covered}):`,
    ...findings.slice(0, most.findings).flatMap(finding => ['', ...toLines(finding, report)]),
    ...rest > 0 ? ['', `… and ${count(rest, 'violation')} more: see \`findings\` of this error`] : [],
    '',
    `To accept this: expectGood({ allow: [${rules.map(rule => `'${rule}'`).join(', ')}] })`
  ].join('\n')
}

function toLines (
  { rule, severity, message, why, fix, provider, operation, jobs, evidence: { requests, count } }: Finding,
  report: Report
): string[] {
  const job = jobs.length === 0 ? '' : `, job ${jobs[0]}${jobs.length === 1 ? '' : ` and ${jobs.length - 1} more`}`
  const shown = requests.slice(0, most.requests)
  return [
    `${rule} (${severity}): ${message}`,
    `  ${operation ?? provider}${job}`,
    ...shown.map(id => `    ${toLine(id, report)}`),
    ...count > shown.length ? [`    … and ${count - shown.length} more`] : [],
    `  why: ${why}`,
    `  fix: ${fix}`
  ]
}

/** `req-3 at 2025-01-01T00:00:01.000Z GET /api/jobs/x → 200`; only the id of a request that is about none of the listed jobs. */
function toLine (id: string, { jobs }: Report): string {
  const request = jobs.flatMap(({ requests }) => requests).find(request => request.id === id)
  if (request === undefined) return id
  const { at, method, path, status, outcome } = request
  return `${id} at ${at} ${method} ${path} → ${status ?? outcome}`
}
