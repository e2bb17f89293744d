import { Faults, type Decision, type Facts, type FaultOrder } from '../../src/faults/index.ts'
import { randomStream, type Seed } from '../../src/jobs/index.ts'

export function faultsOf (seed: Seed = 1): Faults {
  return new Faults(purpose => randomStream(seed, purpose))
}

/** Tries the rules on a request of Waveline, if nothing else is said. */
export function tried (faults: Faults, { phase = 'before' as 'before' | 'after', now = 0, ...facts }: Partial<Facts> & { phase?: 'before' | 'after', now?: number } = {}): Decision | undefined {
  return faults.armed.decide(phase, { provider: 'waveline', operations: ['waveline.getJob'], graphql: false, mentions: () => false, ...facts }, now)
}

/** The ids of the rules that spoil a request. */
export function fired (faults: Faults, request?: Parameters<typeof tried>[1]): string[] {
  return tried(faults, request)?.firings.map(({ rule }) => rule.id) ?? []
}

/** Which of so many requests a rule spoils, by their numbers from 1. */
export function spoilt (when: FaultOrder['when'], requests: number, seed?: Seed): number[] {
  const faults = faultsOf(seed)
  faults.add({ when: when!, then: { status: 500 } })
  return Array.from({ length: requests }, (_, index) => index + 1).filter(() => fired(faults).length > 0)
}
