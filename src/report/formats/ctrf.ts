import type { Report } from '../report.ts'

/** The report as Common Test Report Format (ctrf.io): a test for each rule. */
export function toCtrf ({ findings, checked, covered: { from, to } }: Report): object {
  const statusOf = ({ violated, undecided }: Report['checked'][number]) => violated > 0 ? 'failed' : undecided > 0 ? 'other' : 'passed'
  const count = (status: string) => checked.filter(check => statusOf(check) === status).length
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 'jobdouble' },
      summary: {
        tests: checked.length,
        passed: count('passed'),
        failed: count('failed'),
        pending: 0,
        skipped: 0,
        other: count('other'),
        start: from === null ? 0 : Date.parse(from),
        stop: to === null ? 0 : Date.parse(to)
      },
      tests: checked.map(check => {
        const own = findings.filter(({ rule }) => rule === check.rule)
        return {
          name: check.rule,
          status: statusOf(check),
          duration: 0,
          ...own.length > 0 && {
            message: own.map(({ message }) => message).join('\n'),
            trace: own
              .map(({ sandbox, fix, evidence: { requests } }) => `${fix}\nsandbox: ${sandbox}\nrequests: ${requests.join(', ')}`)
              .join('\n')
          }
        }
      })
    }
  }
}
