import type { Call } from './call.ts'
import type { ClientConversation, JobConversation } from './conversation.ts'
import type { Observation, Rule, Severity, Thresholds } from './rule.ts'
import { applied, type ReportSettings } from './settings.ts'
import type { Turns } from './turns.ts'

/** How many requests a finding lists as evidence. */
const mostEvidence = 20

/** How many findings of one rule are listed; `checked` counts all. */
const mostFindings = 100

/** One thing that a client did wrong, or that could not be decided. */
export interface Finding {
  /** The name of the sandbox. */
  sandbox: string
  rule: string
  severity: Severity
  verdict: 'violated' | 'undecided'
  provider: string
  /** That of the last request of the evidence. */
  operation: string | null
  /** The first of the jobs. */
  job: string | null
  /** All jobs for which the same requests show it. */
  jobs: string[]
  message: string
  why: string
  source: string
  fix: string
  evidence: {
    /** Ids of requests in the journal, at most 20. */
    requests: string[]
    /** How many requests show it. */
    count: number
    /** ms. */
    gaps: number[]
  }
}

/** How many conversations a rule was applied to, and how many findings it made. */
export interface Check { rule: string, conversations: number, violated: number, undecided: number }

export interface Judgement { findings: Finding[], checked: Check[] }

/** Applies all rules to all conversations, between which other work has its turn. */
export async function judge (
  jobs: readonly JobConversation[],
  clients: readonly ClientConversation[],
  settings: ReportSettings,
  turns: Turns
): Promise<Judgement> {
  const findings: Finding[] = []
  const checked: Check[] = []
  for (const { rule, severity, thresholds } of applied(settings)) {
    const own = new Findings()
    let conversations = 0
    for (const conversation of rule.about === 'job' ? jobs : clients) {
      if (conversation.traits.exemptFrom?.includes(rule.id) === true) continue
      conversations++
      if (turns.isDue) await turns.take()
      for (const observation of observe(rule, conversation, thresholds)) own.add(toFinding(rule, severity, conversation, observation))
    }
    findings.push(...own.all.slice(0, mostFindings))
    checked.push({ rule: rule.id, conversations, violated: own.count('violated'), undecided: own.count('undecided') })
  }
  return { findings, checked }
}

function observe (rule: Rule, conversation: JobConversation | ClientConversation, thresholds: Thresholds): Observation[] {
  // a rule about jobs gets conversations about jobs
  const observations = rule.judge(conversation as JobConversation & ClientConversation, thresholds)
  if (!rule.needsAll || conversation.dropped === 0) return observations
  const reason = `The journal has dropped ${conversation.dropped} requests, which may explain it.`
  return observations.map(observation => observation.verdict === 'undecided'
    ? observation
    : { ...observation, verdict: 'undecided', message: `${observation.message} ${reason}` })
}

function toFinding (rule: Rule, severity: Severity, conversation: JobConversation | ClientConversation, observation: Observation): Finding {
  const { id, why, source, fix } = rule
  const { verdict, message, calls, gaps = [] } = observation
  const job = observation.job ?? ('job' in conversation ? conversation.job : jobOf(calls))
  return {
    sandbox: conversation.sandbox,
    rule: id,
    severity: observation.severity ?? severity,
    verdict,
    provider: conversation.provider,
    operation: calls.at(-1)!.operations[0] ?? null,
    job: job ?? null,
    jobs: job === undefined ? [] : [job],
    message,
    why,
    source,
    fix,
    evidence: {
      requests: calls.slice(0, mostEvidence).map(({ id }) => id),
      count: calls.length,
      gaps: gaps.slice(0, mostEvidence).map(gap => Math.round(gap))
    }
  }
}

/** The job that the requests are about, if they name only one. */
function jobOf (calls: readonly Call[]): string | undefined {
  const jobs = new Set(calls.flatMap(({ asked, created }) => [...asked.keys(), ...created]))
  return jobs.size === 1 ? [...jobs][0] : undefined
}

/** The findings of one rule. Several jobs that are read by the same requests make one finding. */
class Findings {
  readonly #byEvidence = new Map<string, Finding>()

  add (finding: Finding): void {
    const { message, evidence, jobs } = finding
    const key = `${message} ${evidence.requests.join()}`
    const same = this.#byEvidence.get(key)
    if (same === undefined) this.#byEvidence.set(key, finding)
    else same.jobs.push(...jobs)
  }

  get all (): Finding[] {
    return [...this.#byEvidence.values()]
  }

  count (verdict: Finding['verdict']): number {
    return this.all.filter(finding => finding.verdict === verdict).length
  }
}
