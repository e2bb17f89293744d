import type { Fault } from '../faults.ts'
import type { Report } from '../findings.ts'
import type { Provider } from '../words.ts'
import type { ScenarioResult } from './result.ts'
import type { Scenario, ScenarioFault, Sight } from './scenario.ts'

/** The outcome of a run. */
export interface Run {
  /** null if it was stopped at the limit. */
  exit: number | null
  duration: number
  output: string
  /** The limit in words: `30s`. */
  limit: string
  report: Pick<Report, 'findings' | 'covered' | 'coverage'>
  /** The faults of the sandbox afterwards, in the order of the scenario. */
  faults: Fault[]
}

/** Judges one run of the client. */
export function judge (scenario: Scenario, provider: Provider, run: Run): ScenarioResult {
  const { name, description = '', allow = [], faults = [], shows = [] } = scenario
  const { findings, covered, coverage } = run.report
  const own = coverage.find(coverage => coverage.provider === provider)
  const seen = new Set([...own?.states.met ?? [], ...own?.faults.met ?? []])
  const violations = findings.filter(({ verdict }) => verdict === 'violated')
    .map(({ rule, severity, message, fix }) => ({ rule, severity, message, fix }))
  const fired = run.faults.map(({ fired }) => fired)
  const failures = [
    ...whyWrongEnd(scenario, run, seen.has('succeeded')),
    ...violations
      .filter(({ rule, severity }) => severity === 'error' && !allow.includes(rule))
      .map(({ rule, message }) => `${rule}: ${message}`)
  ]
  const unmet = [
    ...own === undefined ? [`The client sent ${provider} no request.`] : [],
    ...faults
      .filter((_, index) => fired[index] === 0)
      .map(fault => `The fault ${toText(fault)} was not injected: the client sent no such request.`),
    ...shows.filter(sight => !seen.has(sight)).map(sight => `No response showed ${toWords(sight)}.`)
  ]
  return {
    scenario: name,
    description,
    verdict: failures.length > 0 ? 'failed' : unmet.length > 0 ? 'not met' : 'passed',
    reasons: [...failures, ...unmet],
    exit: run.exit,
    duration: run.duration,
    requests: covered.requests,
    fired,
    violations,
    output: run.output
  }
}

function whyWrongEnd ({ exit: expected = 'success' }: Scenario, { exit, limit }: Run, hasSucceeded: boolean): string[] {
  if (exit === null) return [`The client did not end within ${limit}, and was stopped.`]
  if (typeof expected === 'number') return exit === expected ? [] : [`The client ended with ${exit}, not with ${expected}.`]
  if (expected === 'failure') return exit === 0 ? ['The client ended with 0, but should have ended with another code.'] : []
  if (exit === 0) return hasSucceeded ? [] : ['The client ended with 0, but no response showed a job that succeeded.']
  return expected === 'honest' ? [] : [`The client ended with ${exit}, not with 0.`]
}

/** `status {"status":429}` */
function toText ({ on, then }: ScenarioFault): string {
  return `${on ?? 'any request'} ${JSON.stringify(then)}`
}

function toWords (sight: Sight): string {
  if (sight === 'unknown-job') return 'that the provider does not know the job'
  return sight === 'unknown-status' ? 'a status that is not documented' : `a job that is ${sight}`
}
