import { Faults, type Decision, type NewFault, type RequestFacts } from '../../../src/faults/index.ts'
import { randomStream, type Seed } from '../../../src/random/index.ts'

export function faultsOf (seed: Seed = 1): Faults {
  return new Faults(purpose => randomStream(seed, purpose), ['datasaur'])
}

/** What the rules know of a request: a poll of Waveline unless `given` says otherwise. */
export function factsOf (given: Partial<RequestFacts> = {}): RequestFacts {
  return { provider: 'waveline', operations: ['waveline.getJob'], graphql: false, mentions: () => false, calls: [], ...given }
}

/** Tries the rules on a request. */
export function tried (faults: Faults, { phase = 'before' as 'before' | 'after', now = 0, ...facts }: Partial<RequestFacts> & { phase?: 'before' | 'after', now?: number } = {}): Decision | undefined {
  return faults.active.decide(phase, factsOf(facts), now)
}

/** The ids of the rules that fire for a request. */
export function fired (faults: Faults, request?: Parameters<typeof tried>[1]): string[] {
  return tried(faults, request)?.firings.map(({ rule }) => rule.id) ?? []
}

/** Which of so many requests a rule affects, by their numbers from 1. */
export function affected (when: NewFault['when'], requests: number, seed?: Seed): number[] {
  const faults = faultsOf(seed)
  faults.add({ when: when!, then: { status: 500 } })
  return Array.from({ length: requests }, (_, index) => index + 1).filter(() => fired(faults).length > 0)
}
