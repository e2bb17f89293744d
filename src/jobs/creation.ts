import type { Job } from './job.ts'
import { planSteps, type Lifecycle } from './lifecycles/lifecycle.ts'
import type { RandomStream } from '../random/index.ts'
import type { Script } from './lifecycles/script.ts'
import { layOut } from './timeline.ts'

export interface NewJob {
  id: string
  provider: string
  kind: string
  lifecycle: string | Script
  /** What it belongs to at its provider: a project. */
  group?: string | undefined
  input?: unknown
  /** What the job yields when it succeeds, whatever its lifecycle says. */
  output?: unknown
  /** What it yields when it succeeds and its lifecycle says nothing of that. */
  fallbackOutput?: unknown
  /** Why it fails or retries, whatever its lifecycle says. */
  error?: unknown
}

/** A job of a lifecycle, made at `now` (ms). What has to be drawn comes from a stream of the job's own, so that no other job shifts it. */
export function toJob ({ id, provider, kind, group, input = null, output, fallbackOutput, error }: NewJob, lifecycle: Lifecycle, now: number, draw: (purpose: string) => RandomStream): Job {
  const { name, visibleAfter, vanishAfter, cancelTooLate } = lifecycle
  const plan = planSteps(lifecycle, () => draw(`${id} durations`)).map(step => {
    const { state, after, progress, unknownStatus } = step
    const ownOutput = state === 'succeeded' ? output ?? step.output ?? fallbackOutput : step.output
    const ownError = state === 'failed' || state === 'retrying' ? error ?? step.error : step.error
    // a step that all jobs of the lifecycle share takes no memory of this one
    return ownOutput === step.output && ownError === step.error ? step : { state, after, progress, output: ownOutput, error: ownError, unknownStatus }
  })
  return {
    id,
    provider,
    kind,
    lifecycle: name,
    group,
    input,
    steps: layOut(plan, now),
    visibleFrom: now + visibleAfter,
    visibleUntil: now + vanishAfter,
    ...cancelTooLate && { cancelTooLate }
  }
}
