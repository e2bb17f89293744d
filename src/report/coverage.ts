import { states, type State } from '../jobs/index.ts'
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
    return [{
      provider,
      operations: toShare(operations.map(({ name }) => name), own.flatMap(({ operations }) => operations)),
      responses: toShare(expected, own.flatMap(({ operations, status }) => operations.map(name => `${name} ${status}`))),
      states: toShare(states, own.flatMap(statesIn)),
      faults: toShare(faultKinds, own.flatMap(call => [faultKindOf(call) ?? [], odditiesOf(call)].flat()))
    }]
  })
}

/** What several sandboxes have met together. */
export function mergeCoverage (coverages: readonly Coverage[]): Coverage[] {
  return [...new Set(coverages.map(({ provider }) => provider))].map(provider => {
    const own = coverages.filter(coverage => coverage.provider === provider)
    const merge = (share: 'operations' | 'responses' | 'states' | 'faults') =>
      toShare(own.flatMap(coverage => [...coverage[share].met, ...coverage[share].missed]), own.flatMap(coverage => coverage[share].met))
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

/** What lifecycles make of a response: a status that is not documented, or a job that the provider does not know. */
function odditiesOf ({ asked }: Call): FaultKind[] {
  return [...asked.values()].flatMap(shown => shown?.missing ? ['unknown-job'] : shown?.unknownStatus ? ['unknown-status'] : [])
}

function statesIn ({ asked }: Call): State[] {
  return [...asked.values()].flatMap(shown => shown === undefined || shown.missing ? [] : [shown.state])
}

/** In the order of `all`. What was met and is not one of them does not count. */
function toShare (all: Iterable<string>, met: readonly string[]): Share {
  const seen = new Set(met)
  const known = [...new Set(all)]
  return { met: known.filter(item => seen.has(item)), missed: known.filter(item => !seen.has(item)) }
}
