import { lastOf, positionAt, stepAt, type Job } from '../job.ts'
import type { StoredJob } from '../store.ts'

/**
 * The jobs with a step that comes by itself, in the order in which the clock runs their next steps if these are due at the same
 * moment: the order in which the steps were planned. A step is planned when the step before it begins, or by a command.
 */
export function inDueOrder (jobs: readonly StoredJob[], now: number): Job[] {
  const pending = jobs.map(stored => ({ stored, position: positionAt(stored.job, now) + 1 }))
    .filter(({ stored: { job }, position }) => position <= lastOf(job) && stepAt(job, position).at !== Infinity)
  return pending.sort((a, b) => compare(a.stored, a.position, b.stored, b.position)).map(({ stored }) => stored.job)
}

/** Negative if the step of `one` was planned before the step of `other`. */
function compare (one: StoredJob, position: number, other: StoredJob, otherPosition: number): number {
  const [plan, otherPlan] = [planOf(one, position), planOf(other, otherPosition)]
  if (plan.at !== otherPlan.at) return plan.at - otherPlan.at
  if (plan.byCommand && otherPlan.byCommand) return one.writeNumber - other.writeNumber
  // what is due at a moment runs before a command at that moment
  if (plan.byCommand !== otherPlan.byCommand) return plan.byCommand ? 1 : -1
  return compare(one, position - 1, other, otherPosition - 1)
}

/** When (ms) a step was planned, and whether that was by a command or by the creation of its job. */
function planOf ({ job, writtenAt }: StoredJob, position: number): { at: number, byCommand: boolean } {
  const before = stepAt(job, position - 1).at
  return { at: Math.max(before, writtenAt), byCommand: position === 1 || before <= writtenAt }
}
