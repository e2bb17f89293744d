import { writeFile } from 'node:fs/promises'
import { toPages, type Page } from '../client/pages.ts'
import { requestTo, type Request } from '../client/request.ts'
import { formats, mergeReports, render, severities, toVerdict, type Report, type Severity } from '../report/index.ts'
import type { Options } from '../start/index.ts'
import { UsageError } from './command-line.ts'
import { showOnGithub } from './github.ts'
import { mustBeWord, toSandboxUrl, toTarget } from './target.ts'

/** The flags of `jobdouble report`, besides the settings. */
export interface ReportFlags { url?: string, sandbox?: string, all?: string, format?: string, out?: string, 'fail-on'?: string }

/** What a command prints, and the exit code. */
export interface Result { text: string, code: 0 | 3 }

/**
 * Prints the report of a sandbox, or of all of them, of a running server. The exit code is 3 if a violation has at least the severity of
 * `--fail-on`. Throws UsageError, an error of the client, or one for a file that cannot be written.
 */
export async function report (
  settings: Pick<Options, 'host' | 'port' | 'controlToken'>,
  flags: ReportFlags,
  environment: NodeJS.ProcessEnv,
  print: (text: string) => unknown
): Promise<Result> {
  const { url, sandbox, all, format: given = 'text', out, 'fail-on': severity = 'error' } = flags
  if (all !== undefined && sandbox !== undefined) throw new UsageError('--all and --sandbox cannot be combined; give one of them')
  const format = mustBeWord('--format', formats, given)
  const failOn = mustBeWord('--fail-on', severities, severity)
  const base = toTarget(settings, url)
  const fetched = await fetchReport(base, settings.controlToken || undefined, all === undefined ? sandbox ?? 'main' : undefined)
  await showOnGithub(fetched, environment, print)
  const text = render(fetched, format).trimEnd()
  if (out !== undefined) await write(out, `${text}\n`)
  return { text: out === undefined ? text : `${toVerdict(fetched)}; the report is in ${out}`, code: hasFailed(fetched, failOn) ? 3 : 0 }
}

/** The report of a sandbox; of all sandboxes if `sandbox` is undefined. */
async function fetchReport (base: string, token: string | undefined, sandbox: string | undefined): Promise<Report> {
  const request = requestTo(base, token)
  // not under the URL of the sandbox: that would create one that does not exist, and count as a use of one that does
  const fetchOf = async (name: string) => await request<Report>(`GET /__admin/sandboxes/${name}/report`)
  if (sandbox !== undefined) {
    toSandboxUrl(base, sandbox) // throws for an invalid name
    return await fetchOf(sandbox)
  }
  const reports: Report[] = []
  for await (const { name } of sandboxesOf(request)) reports.push(await fetchOf(name))
  return mergeReports(reports)
}

function sandboxesOf (request: Request): AsyncIterable<{ name: string }> {
  return toPages(async next => await request<Page<{ name: string }>>('GET /__admin/sandboxes', { query: { limit: 1000, ...next } }))
}

/** Whether there is a violation of at least this severity. */
function hasFailed ({ summary }: Report, least: Severity): boolean {
  return severities.slice(0, severities.indexOf(least) + 1).some(severity => summary[severity] > 0)
}

async function write (file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: Error) => {
    throw new Error(`the report cannot be written to ${file}: ${error.message}`)
  })
}
