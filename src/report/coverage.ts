import { states } from '../jobs/index.ts'
import type { Call } from './call.ts'

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

/** Counts what the clients of a provider meet, one call after the other. */
export class Meetings {
  readonly #statuses = new Map<Call['operations'], Set<number | undefined>>()
  readonly #asked = new Set<Call['asked']>()
  readonly #faults = new Set<string>()

  add (call: Call): void {
    const statuses = this.#statuses.get(call.operations)
    if (statuses === undefined) this.#statuses.set(call.operations, new Set([call.status]))
    else statuses.add(call.status)
    // the polls of a client mostly share what they asked for
    this.#asked.add(call.asked)
    const fault = faultKindOf(call)
    if (fault !== undefined) this.#faults.add(fault)
  }

  /** What the clients have met of what there is; nothing if there was no call. */
  toCoverage ({ provider, operations }: Documented): Coverage[] {
    if (this.#statuses.size === 0) return []
    const met = { operations: new Set<string>(), responses: new Set<string>(), states: new Set<string>(), faults: new Set(this.#faults) }
    for (const [names, statuses] of this.#statuses) {
      for (const name of names) {
        met.operations.add(name)
        for (const status of statuses) met.responses.add(`${name} ${status}`)
      }
    }
    for (const shown of new Set([...this.#asked].flatMap(asked => [...asked.values()]))) {
      // what lifecycles make of a response: a job that the provider does not know, or a status that is not documented
      if (shown?.missing) met.faults.add('unknown-job' satisfies FaultKind)
      else if (shown !== undefined) {
        met.states.add(shown.state)
        if (shown.unknownStatus) met.faults.add('unknown-status' satisfies FaultKind)
      }
    }
    const expected = operations.flatMap(({ name, statuses }) => statuses.map(status => `${name} ${status}`))
    return [{
      provider,
      operations: toShare(operations.map(({ name }) => name), met.operations),
      responses: toShare(expected, met.responses),
      states: toShare(states, met.states),
      faults: toShare(faultKinds, met.faults)
    }]
  }
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
export function faultKindOf ({ faults, outcome, status = 0, response, hasErrors }: Call): FaultKind | undefined {
  if (faults.length === 0) return undefined
  if (outcome === 'cut') return 'connection'
  if (status === 429) return 'rate-limit'
  if (status === 401) return 'credentials'
  if (status >= 400 || hasErrors) return 'error'
  return typeof response === 'string' ? 'payload' : 'delay'
}

/** In the order of `all`. What was met and is not one of them does not count. */
function toShare (all: Iterable<string>, seen: ReadonlySet<string>): Share {
  const known = [...new Set(all)]
  return { met: known.filter(item => seen.has(item)), missed: known.filter(item => !seen.has(item)) }
}
