import type { Jobs } from '../jobs/index.ts'
import type { Journal } from '../journal/index.ts'
import { toIso } from '../time/index.ts'
import type { Moment } from './call.ts'
import type { JobConversation } from './conversation.ts'
import type { Coverage } from './coverage.ts'
import { judge, type Check, type Finding } from './judge.ts'
import { toJobFacts } from './observe.ts'
import { readJournal, type ReportedProvider } from './reading.ts'
import { severities, type Severity } from './rule.ts'
import type { ReportSettings } from './settings.ts'
import { toTimeline, type JobTimeline } from './timeline.ts'
import type { Turns } from './turns.ts'

/** How many jobs are listed with their timelines, and how many requests those have together. */
export const mostTimelines = 1000
const mostTicks = 10_000

/** What is judged: a sandbox, as far as the report needs it. */
export interface Observed {
  readonly name: string
  readonly journal: Journal
  readonly jobs: Jobs
  readonly clock: { now (): number }
  readonly faults: { list (): ReadonlyArray<{ readonly id: string }> }
}

/** How well the clients of a sandbox behaved. */
export interface Report {
  /** Whether no rule with severity `error` is violated. */
  ok: boolean
  /** How many violations of each severity there are, and how many rules could not be decided. */
  summary: Record<Severity | 'undecided', number>
  findings: Finding[]
  checked: Check[]
  covered: {
    sandboxes: string[]
    requests: number
    jobs: number
    /** The arrival of the first and of the last request, on the real clock; null without requests. */
    from: string | null
    to: string | null
    /** How many requests the journal has dropped: the report does not know them. */
    dropped: number
  }
  /** The first 1,000 jobs, or fewer: they have at most 10,000 requests together. */
  jobs: JobTimeline[]
  coverage: Coverage[]
}

/** Judges the clients of a sandbox. `real` is the time on the real clock (ms since the epoch). */
export async function makeReport (
  observed: Observed,
  providers: readonly ReportedProvider[],
  settings: ReportSettings,
  real: number,
  turns: Turns
): Promise<Report> {
  const { name, journal, jobs, clock, faults } = observed
  const { providers: read, expiries, requests, first, last, coverage } = await readJournal(journal, jobs, providers, turns)
  const until: Moment = { real, sandbox: clock.now() }
  const armed = new Set(faults.list().map(({ id }) => id))
  const shared = { sandbox: name, until, lastRequest: last ?? until, dropped: journal.dropped, armed, expiries }
  const factsOf = (id: string) => toJobFacts(jobs.stored([id])[0], until.sandbox)
  const ofJobs = read.flatMap(({ provider: { traits }, grouping }) => grouping.jobs({ ...shared, traits }, factsOf))
  const ofClients = read.flatMap(({ provider: { traits }, grouping }) => grouping.clients({ ...shared, traits }))
  const { findings, checked } = await judge(ofJobs, ofClients, settings, turns)
  const summary = toSummary(findings)
  return {
    ok: summary.error === 0,
    summary,
    findings,
    checked,
    covered: {
      sandboxes: [name],
      requests,
      jobs: ofJobs.length,
      from: first === undefined ? null : toIso(first.real),
      to: last === undefined ? null : toIso(last.real),
      dropped: journal.dropped
    },
    jobs: await toTimelines(ofJobs, jobs, until.sandbox, turns),
    coverage
  }
}

/** What the clients of a sandbox have met, without judging them. */
export async function makeCoverage (
  { journal, jobs }: Observed,
  providers: readonly ReportedProvider[],
  turns: Turns
): Promise<Coverage[]> {
  return (await readJournal(journal, jobs, providers, turns)).coverage
}

/** The timelines of the first jobs. A request about many jobs is listed for each of them. */
async function toTimelines (
  conversations: readonly JobConversation[],
  jobs: Jobs,
  now: number,
  turns: Turns
): Promise<JobTimeline[]> {
  const timelines: JobTimeline[] = []
  let ticks = 0
  for (const conversation of conversations.slice(0, mostTimelines)) {
    const timeline = toTimeline(conversation, jobs.stored([conversation.job])[0], now)
    ticks += timeline.requests.length
    if (ticks > mostTicks) break
    timelines.push(timeline)
    if (turns.isDue) await turns.take()
  }
  return timelines
}

function toSummary (findings: readonly Finding[]): Report['summary'] {
  const count = (severity: Severity) => findings.filter(finding => finding.verdict === 'violated' && finding.severity === severity).length
  const [error, warning, info] = severities.map(count) as [number, number, number]
  return { error, warning, info, undecided: findings.filter(({ verdict }) => verdict === 'undecided').length }
}
