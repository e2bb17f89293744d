import { JobdoubleError } from './error.ts'
import { ruleIds, type Report, type ReportSettings, type RuleId, type Severity } from './findings.ts'
import { ReportError } from './report-error.ts'
import type { CallOptions, Request } from './request.ts'

/** From the most severe. */
const severities: readonly Severity[] = ['error', 'warning', 'info']

/** What `expectGood` accepts. */
export interface ReportExpectation extends CallOptions {
  /** Rules that the client under test may violate. */
  allow?: readonly RuleId[] | undefined
  /** The least severe violation that throws; `error` if missing. */
  failOn?: Severity | undefined
}

/** The report of a sandbox: how well the clients under test treated their jobs. It is made from the journal at each call. */
export interface SandboxReport {
  get (options?: CallOptions): Promise<Report>
  /**
   * Throws a `ReportError` if the client under test violates a rule that is not allowed and is at least as severe as `failOn`. An
   * undecided finding does not throw. Resolves with the report. Throws `INVALID_OPTION` for a rule or a severity that does not exist.
   */
  expectGood (expectation?: ReportExpectation): Promise<Report>
  /** The changes of the sandbox to the rules, until it is reset. */
  readonly settings: {
    get (options?: CallOptions): Promise<ReportSettings>
    /** Replaces the settings: a rule that is missing has its documented settings again. */
    update (settings: ReportSettings, options?: CallOptions): Promise<ReportSettings>
  }
}

export function reportOf (request: Request): SandboxReport {
  const get = async (options?: CallOptions) => await request<Report>('GET /__admin/report', options)

  async function expectGood ({ allow = [], failOn = 'error', signal }: ReportExpectation = {}): Promise<Report> {
    mustBeOneOf('failOn', [failOn], severities)
    const report = await get({ signal })
    // a newer server may have more rules
    mustBeOneOf('allow', allow, [...ruleIds, ...report.checked.map(({ rule }) => rule)])
    const failing = severities.slice(0, severities.indexOf(failOn) + 1)
    const findings = report.findings.filter(({ verdict, severity, rule }) =>
      verdict === 'violated' && failing.includes(severity) && !allow.includes(rule))
    if (findings.length > 0) throw new ReportError(findings, report)
    return report
  }

  return {
    get,
    expectGood,
    settings: {
      get: async options => await request('GET /__admin/report/settings', options),
      update: async (settings, options) => await request('PUT /__admin/report/settings', { ...options, body: settings })
    }
  }
}

function mustBeOneOf (field: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find(word => !known.includes(word))
  if (unknown === undefined) return
  const message = `${field} takes ${[...new Set(known)].join(', ')}, not ${JSON.stringify(unknown)}`
  throw new JobdoubleError(message, { code: 'INVALID_OPTION', field })
}
