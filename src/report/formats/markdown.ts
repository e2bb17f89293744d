import type { Coverage } from '../coverage.ts'
import type { Report } from '../report.ts'
import { toCovered, toVerdict } from './text.ts'

/** The report for a pull request or the summary of a CI job. */
export function toMarkdown (report: Report): string {
  const several = report.covered.sandboxes.length > 1
  return `${[
    `# jobdouble report: ${report.ok ? 'good' : 'not good'}`,
    '',
    toVerdict(report),
    '',
    toCovered(report),
    '',
    ...report.findings.length === 0
      ? []
      : [
        toRow(['rule', 'severity', ...several ? ['sandbox'] : [], 'job', 'what the client did', 'fix']),
        toRow(Array(several ? 6 : 5).fill('---'))
      ],
    ...report.findings.map(({ sandbox, rule, severity, verdict, jobs, message, fix }) =>
      toRow([
        `\`${rule}\``,
        verdict === 'undecided' ? 'undecided' : severity,
        ...several ? [sandbox] : [],
        jobs.slice(0, 3).join(' '),
        message,
        verdict === 'undecided' ? '' : fix
      ])),
    ...report.coverage.flatMap(toSection)
  ].join('\n')}\n`
}

function toSection ({ provider, operations, responses, states, faults }: Coverage): string[] {
  const shares = { operations, responses, states, faults }
  return [
    '',
    `## Coverage of ${provider}`,
    '',
    '| what | met | never met |',
    '| --- | --- | --- |',
    ...Object.entries(shares).map(([name, { met, missed }]) =>
      toRow([name, `${met.length} of ${met.length + missed.length}`, missed.map(item => `\`${item}\``).join(' ')]))
  ]
}

/** One row of a table. A message may contain the text of a client: it must not end the cell or become HTML. */
export function toRow (cells: readonly string[]): string {
  const toCell = (text: string) => text.replace(/[|\n\r]/g, character => character === '|' ? '\\|' : ' ').replaceAll('<', '&lt;')
  return `| ${cells.map(toCell).join(' | ')} |`
}
