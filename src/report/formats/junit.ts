import type { Finding } from '../judge.ts'
import type { Report } from '../report.ts'

/** The report as JUnit XML: a test case for each rule; a violation is a failure, what could not be decided is skipped. */
export function toJunit ({ findings, checked }: Report): string {
  const byRule = (rule: string) => findings.filter(finding => finding.rule === rule)
  const failures = checked.filter(({ violated }) => violated > 0).length
  const skipped = checked.filter(({ violated, undecided }) => violated === 0 && undecided > 0).length
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="jobdouble" tests="${checked.length}" failures="${failures}" skipped="${skipped}">`,
    `  <testsuite name="jobdouble report" tests="${checked.length}" failures="${failures}" skipped="${skipped}">`,
    ...checked.map(({ rule }) => toCase(rule, byRule(rule))),
    '  </testsuite>',
    '</testsuites>',
    ''
  ].join('\n')
}

function toCase (rule: string, findings: readonly Finding[]): string {
  const violated = findings.filter(({ verdict }) => verdict === 'violated')
  const undecided = findings.filter(({ verdict }) => verdict === 'undecided')
  const results = violated.length > 0
    ? violated.map(finding =>
      `      <failure type="${finding.severity}" message="${escapeXml(finding.message)}">${escapeXml(toDetails(finding))}</failure>`)
    : undecided.slice(0, 1).map(({ message }) => `      <skipped message="${escapeXml(message)}"/>`)
  const open = `    <testcase classname="jobdouble" name="${escapeXml(rule)}"`
  return results.length === 0 ? `${open}/>` : [`${open}>`, ...results, '    </testcase>'].join('\n')
}

function toDetails ({ sandbox, message, fix, evidence: { requests } }: Finding): string {
  return `${message}\n${fix}\nsandbox: ${sandbox}\nrequests: ${requests.join(', ')}`
}

/** Without the control characters that XML cannot write. */
export function escapeXml (text: string): string {
  return text
    .replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '�')
}
