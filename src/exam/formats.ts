import type { ExamResult, ScenarioResult, ScenarioVerdict } from '../client/exam/result.ts'
import { escapeXml, toRow } from '../report/index.ts'

const marks: Readonly<Record<ScenarioVerdict, string>> = { passed: '✓', failed: '✗', 'not met': '?', 'not applicable': '-' }

/** The number of lines of a client's output that are shown. */
const mostLines = 5

/** The lines that are printed when a scenario ends. */
export function toLines ({ scenario, verdict, duration, reasons, violations, output }: ScenarioResult): string {
  const time = verdict === 'not applicable' ? '' : ` (${toSeconds(duration)})`
  const isBad = verdict === 'failed' || verdict === 'not met'
  const fixes = violations.filter(({ severity }) => severity === 'error').map(({ fix }) => `  fix: ${fix}`)
  // without control characters, which could move the cursor of a terminal
  const lines = output.split('\n').slice(-mostLines).map(line => `  | ${line.replace(/\p{Cc}+/gu, ' ')}`)
  return [
    `${marks[verdict]} ${scenario}: ${verdict}${time}`,
    ...reasons.map(reason => `  ${reason}`),
    ...isBad ? fixes : [],
    ...isBad && output !== '' ? lines : []
  ].join('\n')
}

const columns: Readonly<Record<string, (result: ScenarioResult) => string>> = {
  scenario: ({ scenario }) => scenario,
  verdict: ({ verdict }) => verdict,
  exit: ({ exit }) => exit === null ? '' : String(exit),
  time: ({ verdict, duration }) => verdict === 'not applicable' ? '' : toSeconds(duration),
  requests: ({ requests }) => String(requests),
  faults: ({ fired }) => fired.join(' + '),
  violations: ({ violations }) => violations.map(({ rule, severity }) => severity === 'error' ? rule : `${rule} (${severity})`).join(', ')
}

/** The report card as a table for a terminal, and a line with the totals. */
export function toTable (card: ExamResult): string {
  const rows = toRows(card)
  const widths = Object.keys(columns).map((_, index) => Math.max(...rows.map(row => row[index]!.length)))
  const lines = rows.map(row => row.map((cell, index) => cell.padEnd(widths[index]!)).join('  ').trimEnd())
  return [...lines, '', toCount(card)].join('\n')
}

/** The report card for a pull request or the summary of a CI job. */
export function toMarkdown (card: ExamResult): string {
  const [head, ...rows] = toRows(card).map(toRow)
  const reasons = card.results.filter(({ verdict }) => verdict !== 'passed')
    .map(({ scenario, verdict, reasons }) => toRow([scenario, verdict, reasons.join(' ')]))
  return [
    `# jobdouble exam: ${card.ok ? 'passed' : 'not passed'}`,
    '',
    toCount(card),
    '',
    head,
    toRow(Object.keys(columns).map(() => '---')),
    ...rows,
    ...reasons.length === 0 ? [] : ['', toRow(['scenario', 'verdict', 'why']), toRow(['---', '---', '---']), ...reasons]
  ].join('\n')
}

/** JUnit XML: a test case for each scenario. A scenario that is not met is a failure; one that is not applicable is skipped. */
export function toJunit ({ provider, results }: ExamResult): string {
  const count = (...verdicts: ScenarioVerdict[]) => results.filter(({ verdict }) => verdicts.includes(verdict)).length
  const totals = `tests="${results.length}" failures="${count('failed', 'not met')}" skipped="${count('not applicable')}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="jobdouble" ${totals}>`,
    `  <testsuite name="jobdouble exam ${provider}" ${totals}>`,
    ...results.map(toCase),
    '  </testsuite>',
    '</testsuites>'
  ].join('\n')
}

function toCase ({ scenario, verdict, duration, reasons, output }: ScenarioResult): string {
  const open = `    <testcase classname="jobdouble exam" name="${escapeXml(scenario)}" time="${duration / 1000}"`
  if (verdict === 'passed') return `${open}/>`
  const message = `message="${escapeXml(reasons.join(' '))}"`
  const inner = verdict === 'not applicable'
    ? `<skipped ${message}/>`
    : `<failure type="${verdict}" ${message}>${escapeXml(output)}</failure>`
  return `${open}>\n      ${inner}\n    </testcase>`
}

function toRows ({ results }: ExamResult): string[][] {
  return [Object.keys(columns), ...results.map(result => Object.values(columns).map(toText => toText(result)))]
}

/** `17 scenarios for julep: 14 passed, 1 failed, 0 not met, 2 not applicable` */
function toCount ({ provider, results }: ExamResult): string {
  const counts = Object.keys(marks).map(verdict => `${results.filter(result => result.verdict === verdict).length} ${verdict}`)
  return `${results.length} scenario${results.length === 1 ? '' : 's'} for ${provider}: ${counts.join(', ')}`
}

function toSeconds (duration: number): string {
  return `${(duration / 1000).toFixed(1)} s`
}

/** The formats of a report card. */
export const formats = {
  text: toTable,
  markdown: toMarkdown,
  junit: toJunit,
  json: (card: ExamResult): string => JSON.stringify(card, null, 2)
} as const
