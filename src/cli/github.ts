import { appendFile } from 'node:fs/promises'
import { toMarkdown, type Report } from '../report/index.ts'

/** The command of GitHub Actions that annotates a violation of each severity. */
const commands = { error: 'error', warning: 'warning', info: 'notice' } as const

/** GitHub rejects the summary of a step that is larger than 1 MiB. */
const mostBytes = 1_000_000

/**
 * In a workflow of GitHub Actions: adds the report to the summary of the step, and prints each violation as an annotation. Anywhere
 * else it does nothing.
 */
export async function showOnGithub (report: Report, environment: NodeJS.ProcessEnv, print: (text: string) => unknown): Promise<void> {
  const { GITHUB_ACTIONS: isAction, GITHUB_STEP_SUMMARY: file } = environment
  if (isAction !== 'true') return
  for (const line of toAnnotations(report)) print(`${line}\n`)
  // without the summary the report is still printed
  if (file) {
    await appendFile(file, `${cut(toMarkdown(report))}\n`).catch((error: Error) =>
      print(`jobdouble: the step summary cannot be written: ${error.message}\n`))
  }
}

/** `::error title=poll-too-fast::5 polls of one job came 40 ms apart (median).` */
export function toAnnotations ({ findings }: Pick<Report, 'findings'>): string[] {
  return findings.filter(({ verdict }) => verdict === 'violated').map(({ rule, severity, sandbox, job, message, fix }) => {
    const place = job === null ? `sandbox ${sandbox}` : `sandbox ${sandbox}, job ${job}`
    return `::${commands[severity]} title=${escapeProperty(`jobdouble: ${rule}`)}::${escapeData(`${message} ${fix} (${place})`)}`
  })
}

function escapeData (text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty (text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Cuts a text that is too long at the end of a line. */
function cut (text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= mostBytes) return text
  const kept = bytes.toString('utf8', 0, bytes.lastIndexOf('\n', mostBytes) + 1)
  return `${kept}\nThe rest of the report is omitted: it is longer than a step summary can be.\n`
}
