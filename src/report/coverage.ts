import { states } from '../jobs/index.ts'
import { hasGraphqlErrors, type Call } from './call.ts'

/** What a provider can show to a client. */
export interface Documented {
  readonly provider: string
  /** With the documented statuses of their responses; none for GraphQL. */
  readonly operations: ReadonlyArray<{ readonly name: string, readonly statuses: readonly number[] }>
}

/** What a client met of what there is, and what it never saw. */
export interface Share { met: string[], missed: string[] }

export interface Coverage {
  provider: string
  operations: Share
  /** `julep.getJob 404` */
  responses: Share
  /** The states in which a response showed a job. */
  states: Share
  faults: Share
}

export const faultKinds = ['error', 'rate-limit', 'credentials', 'connection', 'payload', 'delay', 'unknown-status', 'unknown-job'] as const
export type FaultKind = typeof faultKinds[number]

/** What the clients of each provider that they used have met. */
export function toCoverage (calls: readonly Call[], documented: readonly Documented[]): Coverage[] {
  return documented.flatMap(({ provider, operations }) => {
    const own = calls.filter(call => call.provider === provider)
    if (own.length === 0) return []
    const expected = operations.flatMap(({ name, statuses }) => statuses.map(status => `${name} ${status}`))
    const met = { operations: new Set<string>(), responses: new Set<string>(), states: new Set<string>(), faults: new Set<string>() }
    for (const call of own) {
      for (const name of call.operations) {
        met.operations.add(name)
        met.responses.add(`${name} ${call.status}`)
      }
      const fault = faultKindOf(call)
      if (fault !== undefined) met.faults.add(fault)
      for (const shown of call.asked.values()) {
        // what lifecycles make of a response: a job that the provider does not know, or a status that is not documented
        if (shown?.missing) met.faults.add('unknown-job' satisfies FaultKind)
        else if (shown !== undefined) {
          met.states.add(shown.state)
          if (shown.unknownStatus) met.faults.add('unknown-status' satisfies FaultKind)
        }
      }
    }
    return [{
      provider,
      operations: toShare(operations.map(({ name }) => name), met.operations),
      responses: toShare(expected, met.responses),
      states: toShare(states, met.states),
      faults: toShare(faultKinds, met.faults)
    }]
  })
}

/** What several sandboxes have met together. */
export function mergeCoverage (coverages: readonly Coverage[]): Coverage[] {
  return [...new Set(coverages.map(({ provider }) => provider))].map(provider => {
    const own = coverages.filter(coverage => coverage.provider === provider)
    const merge = (share: 'operations' | 'responses' | 'states' | 'faults') =>
      toShare(
        own.flatMap(coverage => [...coverage[share].met, ...coverage[share].missed]),
        new Set(own.flatMap(coverage => coverage[share].met))
      )
    return { provider, operations: merge('operations'), responses: merge('responses'), states: merge('states'), faults: merge('faults') }
  })
}

/** How a fault showed itself; undefined if there was none. */
export function faultKindOf ({ faults, outcome, status = 0, response }: Call): FaultKind | undefined {
  if (faults.length === 0) return undefined
  if (outcome === 'cut') return 'connection'
  if (status === 429) return 'rate-limit'
  if (status === 401) return 'credentials'
  if (status >= 400 || hasGraphqlErrors(response)) return 'error'
  return typeof response === 'string' ? 'payload' : 'delay'
}

/** In the order of `all`. What was met and is not one of them does not count. */
function toShare (all: Iterable<string>, seen: ReadonlySet<string>): Share {
  const known = [...new Set(all)]
  return { met: known.filter(item => seen.has(item)), missed: known.filter(item => !seen.has(item)) }
}
