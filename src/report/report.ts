import type { Jobs } from '../jobs/index.ts'
import type { Journal } from '../journal/index.ts'
import { toIso } from '../time/index.ts'
import type { Call, Moment } from './call.ts'
import { toClientConversations, toJobConversations, type Facts, type JobConversation, type OperationTraits } from './conversation.ts'
import { toCoverage, type Coverage, type Documented } from './coverage.ts'
import { judge, type Check, type Finding } from './judge.ts'
import { CallReader, expiryOf, toJobFacts } from './observe.ts'
import { severities, type Severity } from './rule.ts'
import type { ReportSettings } from './settings.ts'
import { toTimeline, type JobTimeline } from './timeline.ts'

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

/** What a provider says about its operations, and which there are. */
export interface ReportedProvider extends Documented { readonly traits: OperationTraits }

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

/** How many exchanges are read before other work has its turn: about 5 ms. */
const chunk = 200

/**
 * Judges the clients of a sandbox. `real` is the time on the real clock (ms since the epoch); `pause` lets other work have its
 * turn.
 */
export async function makeReport (
  observed: Observed,
  providers: readonly ReportedProvider[],
  settings: ReportSettings,
  real: number,
  pause: () => Promise<void>
): Promise<Report> {
  const { name, journal, jobs, clock, faults } = observed
  const calls = await readCalls(observed, providers, pause)
  const [first, last] = [calls[0], calls.at(-1)]
  const until: Moment = { real, sandbox: clock.now() }
  const expiries = new Map(calls.flatMap(call => expiryOf(call) ?? []).map(({ token, at }) => [token, at]))
  await pause()
  const conversations = providers.map(({ provider, traits }) => {
    const own = calls.filter(call => call.provider === provider)
    const facts: Facts = {
      sandbox: name,
      until,
      lastRequest: last?.started ?? until,
      dropped: journal.dropped,
      traits,
      armed: new Set(faults.list().map(({ id }) => id)),
      expiries
    }
    const factsOf = (id: string) => toJobFacts(jobs.stored([id])[0], until.sandbox)
    return { jobs: toJobConversations(own, facts, factsOf), clients: toClientConversations(own, facts) }
  })
  const ofJobs = conversations.flatMap(({ jobs }) => jobs)
  await pause()
  const { findings, checked } = await judge(ofJobs, conversations.flatMap(({ clients }) => clients), settings, pause)
  const summary = toSummary(findings)
  const coverage = toCoverage(calls, providers)
  await pause()
  return {
    ok: summary.error === 0,
    summary,
    findings,
    checked,
    covered: {
      sandboxes: [name],
      requests: calls.length,
      jobs: ofJobs.length,
      from: first === undefined ? null : toIso(first.started.real),
      to: last === undefined ? null : toIso(last.started.real),
      dropped: journal.dropped
    },
    jobs: await toTimelines(ofJobs, jobs, until.sandbox, pause),
    coverage
  }
}

/** What the clients of a sandbox have met, without judging them. */
export async function makeCoverage (
  observed: Observed,
  providers: readonly ReportedProvider[],
  pause: () => Promise<void>
): Promise<Coverage[]> {
  return toCoverage(await readCalls(observed, providers, pause), providers)
}

/** The timelines of the first jobs. A request about many jobs is listed for each of them. */
async function toTimelines (
  conversations: readonly JobConversation[],
  jobs: Jobs,
  now: number,
  pause: () => Promise<void>
): Promise<JobTimeline[]> {
  const timelines: JobTimeline[] = []
  let ticks = 0
  for (const conversation of conversations.slice(0, mostTimelines)) {
    const timeline = toTimeline(conversation, jobs.stored([conversation.job])[0], now)
    ticks += timeline.requests.length
    if (ticks > mostTicks) break
    timelines.push(timeline)
    if (timelines.length % 50 === 0) await pause()
  }
  return timelines
}

/** The requests to the providers, oldest first, as the journal has them now. */
async function readCalls (observed: Observed, providers: readonly ReportedProvider[], pause: () => Promise<void>): Promise<Call[]> {
  const { journal, jobs } = observed
  const traits = new Map(providers.map(({ provider, traits }) => [provider, traits]))
  const reader = new CallReader(jobs)
  const calls: Call[] = []
  const end = journal.first + journal.size
  for (let number = journal.first; number < end; number++) {
    if (number % chunk === 0) await pause()
    const exchange = journal.get(number)
    const own = traits.get(exchange?.provider ?? '')
    // undefined if it was dropped meanwhile, or is not a request to a provider
    if (exchange !== undefined && own !== undefined) calls.push(reader.read(exchange, own))
  }
  return calls
}

function toSummary (findings: readonly Finding[]): Report['summary'] {
  const count = (severity: Severity) => findings.filter(finding => finding.verdict === 'violated' && finding.severity === severity).length
  const [error, warning, info] = severities.map(count) as [number, number, number]
  return { error, warning, info, undecided: findings.filter(({ verdict }) => verdict === 'undecided').length }
}
