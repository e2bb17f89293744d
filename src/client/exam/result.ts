import type { RuleId, Severity } from '../findings.ts'
import type { Provider } from '../words.ts'

/**
 * `not met`: the client did not reach the situation that the scenario tests, so the run proves nothing. `not applicable`: the provider
 * cannot show the scenario.
 */
export type ScenarioVerdict = 'passed' | 'failed' | 'not met' | 'not applicable'

/** A rule of the report that the client violated. */
export interface Violation {
  rule: RuleId
  severity: Severity
  /** What the client did, in one sentence. */
  message: string
  /** How to change the client, in one sentence. */
  fix: string
}

/** The result of a client in one scenario. */
export interface ScenarioResult {
  scenario: string
  description: string
  verdict: ScenarioVerdict
  /** Why the scenario is not passed: a sentence for each reason. */
  reasons: string[]
  /** null if the client was stopped at the limit, or did not run. */
  exit: number | null
  /** In ms of real time. */
  duration: number
  /** The number of requests to the provider. */
  requests: number
  /** For each fault of the scenario, the number of requests that it was injected into. */
  fired: number[]
  violations: Violation[]
  /** The end of what the client wrote, or the message of its error. */
  output: string
}

/** The report card. */
export interface ExamResult {
  /** Whether every scenario that is applicable was passed, and at least one was. */
  ok: boolean
  provider: Provider
  results: ScenarioResult[]
}
