import { PlannedJob, type Plan } from './planned-job.ts'
import { planSteps, type Lifecycle } from './lifecycles/lifecycle.ts'
import type { RandomSource } from '../random/index.ts'
import type { Script } from './lifecycles/script.ts'
import { valuesOf, type PlannedStep, type StepValues } from './timeline.ts'

export interface NewJob {
  id: string
  provider: string
  kind: string
  lifecycle: string | Script
  /** The thing at its provider to which the job belongs: a project. */
  group?: string | undefined
  input?: unknown
  /** The output of the job when it succeeds. Replaces the output in its lifecycle. */
  output?: unknown
  /** The output of the job when it succeeds and its lifecycle has none. */
  fallbackOutput?: unknown
  /** The error of the job when it fails or retries. Replaces the error in its lifecycle. */
  error?: unknown
}

/** The plans that all jobs of a lifecycle share. */
const sharedPlans = new WeakMap<Lifecycle, Plan>()

/**
 * The job as it is at `now` (ms) and `revision`. Its durations are drawn from a stream of its own, so that other jobs do not change
 * them.
 */
export function createJob (newJob: NewJob, lifecycle: Lifecycle, now: number, revision: number, randomFor: RandomSource): PlannedJob {
  const steps = planSteps(lifecycle, () => randomFor(`${newJob.id} durations`)).map(step => withResult(step, newJob))
  return new PlannedJob(newJob, planOf(lifecycle, steps), now, revision)
}

function planOf (lifecycle: Lifecycle, steps: readonly PlannedStep[]): Plan {
  const { name, visibleAfter, vanishAfter, cancelTooLate } = lifecycle
  const isShared = steps.every((step, index) => step === lifecycle.steps[index])
  const shared = isShared ? sharedPlans.get(lifecycle) : undefined
  if (shared !== undefined) return shared
  const values: StepValues[] = []
  for (const step of steps) values.push(valuesOf(step, values.at(-1)))
  const plan = { lifecycle: name, steps, values, visibleAfter, vanishAfter, cancelTooLate }
  if (isShared) sharedPlans.set(lifecycle, plan)
  return plan
}

/** The step with the output and the error of the job. A step without any is shared by all jobs of the lifecycle, to save memory. */
function withResult (step: PlannedStep, { output, fallbackOutput, error }: NewJob): PlannedStep {
  const { state, after, progress, unknownStatus } = step
  const ownOutput = state === 'succeeded' ? output ?? step.output ?? fallbackOutput : step.output
  const ownError = state === 'failed' || state === 'retrying' ? error ?? step.error : step.error
  if (ownOutput === step.output && ownError === step.error) return step
  return { state, after, progress, output: ownOutput, error: ownError, unknownStatus }
}
