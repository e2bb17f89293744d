import { mainSandbox, type Limits } from '../sandboxes/index.ts'
import type { Ownership } from './ownership.ts'

/** The least ms between two records of a use in the store. */
const interval = 30_000

/** ms without a use after which the store deletes a sandbox; 0 for never. */
export function lifetimeOf (name: string, { sandboxTtl }: Limits): number {
  // a use is recorded up to `interval` late
  return name === mainSandbox ? 0 : sandboxTtl + interval
}

/** ms without a use after which a sandbox leaves the memory of its owner. It stays in the store. */
export function idleTime ({ sandboxTtl }: Limits): number {
  return Math.min(sandboxTtl, Math.max(60_000, Math.floor(sandboxTtl / 4)))
}

/** Records in the store which sandboxes were used: reading a sandbox writes nothing else. */
export async function touchUsed ({ all }: Ownership): Promise<void> {
  const used = [...all].filter(({ sandbox, touchedAt }) => sandbox !== undefined && sandbox.lastUsed >= touchedAt + interval)
  for (const owned of used) await owned.touch()
}

/** Copies the journals of all owned sandboxes, one after the other: no request waits for that. */
export async function copyJournals ({ all }: Ownership): Promise<void> {
  for (const owned of [...all]) await owned.copyJournal()
}
