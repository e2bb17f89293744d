import { positionAt, type Job } from '../job.ts'
import type { Entry } from '../store.ts'

/**
 * The jobs in the order in which they have their turns when steps of several fall on one moment: those that will move by
 * themselves. It follows from what has happened so far: a step is planned when the one before it comes, or by the command
 * that rewrites its job, and what is planned first comes first.
 */
export function inTurn (entries: readonly Entry[], now: number): Job[] {
  const coming = entries.map(entry => ({ entry, index: positionAt(entry.job, now) + 1 }))
    .filter(({ entry, index }) => (entry.job.steps[index]?.at ?? Infinity) !== Infinity)
  return coming.sort((a, b) => compare(a.entry, a.index, b.entry, b.index)).map(({ entry }) => entry.job)
}

/** Below 0 if the step of `one` was planned before the step of `other`. */
function compare (one: Entry, index: number, other: Entry, otherIndex: number): number {
  const [plan, otherPlan] = [planOf(one, index), planOf(other, otherIndex)]
  if (plan.at !== otherPlan.at) return plan.at - otherPlan.at
  if (plan.byCommand && otherPlan.byCommand) return one.written - other.written
  // what is due at a moment comes before a command of that moment
  if (plan.byCommand !== otherPlan.byCommand) return plan.byCommand ? 1 : -1
  return compare(one, index - 1, other, otherIndex - 1)
}

/** When (ms) a step was planned, and whether it was when its job was made or rewritten. */
function planOf ({ job, writtenAt }: Entry, index: number): { at: number, byCommand: boolean } {
  const before = job.steps[index - 1]!.at
  return { at: Math.max(before, writtenAt), byCommand: index === 1 || before <= writtenAt }
}
