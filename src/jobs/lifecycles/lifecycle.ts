import { InvalidField, mustFit, toField } from '../../validation/index.ts'
import { readAfter, toMilliseconds, type Draw } from '../../time/index.ts'
import type { RandomStream } from '../../random/index.ts'
import { ScriptSchema, unfold, type PlacedStep, type Script } from './script.ts'
import { transitions } from '../state.ts'
import type { PlannedStep } from '../timeline.ts'

/** A step of a lifecycle. Its duration may be a function that draws one for each job. */
export interface LifecycleStep extends Omit<PlannedStep, 'after'> { after: PlannedStep['after'] | Draw }

/** A checked script, with its durations in ms and its loops unfolded. */
export interface Lifecycle {
  readonly name: string
  readonly description: string
  /** How many ms after its creation the provider begins to know the job. */
  readonly visibleAfter: number
  /** How many ms after its creation the provider stops knowing the job; Infinity for never. */
  readonly vanishAfter: number
  /** Whether a cancel comes too late: the job then ends as its script says. */
  readonly cancelTooLate: boolean
  readonly steps: readonly LifecycleStep[]
  /** As it was written. */
  readonly script: Script
}

/** Checks a script. Throws InvalidField for a path within `field`. */
export function toLifecycle (script: unknown, field: string, fallbackName = 'inline'): Lifecycle {
  mustFit(ScriptSchema, script, field)
  const placed = unfold(script, field)
  const steps = toSteps(placed)
  const isDelayed = steps[0]?.after !== 0
  if (script.illegal !== true) mustBeLegal(placed, isDelayed)
  if (isDelayed) steps.unshift({ state: 'queued', after: 0 })
  return {
    name: script.name ?? fallbackName,
    description: script.description ?? '',
    visibleAfter: toMilliseconds(script.visibleAfter) ?? 0,
    vanishAfter: toMilliseconds(script.vanishAfter) ?? Infinity,
    cancelTooLate: script.cancelTooLate ?? false,
    steps,
    script
  }
}

/** The steps of one job, with its durations. Calls `random` only if a duration has to be drawn. */
export function planSteps ({ steps }: Lifecycle, random: () => RandomStream): PlannedStep[] {
  let stream: RandomStream | undefined
  return steps.map(step => {
    const { after } = step
    if (typeof after === 'function') return { ...step, after: after(stream ??= random()) }
    // `after` is not a function: the lifecycle's own object is shared by all of its jobs
    return step as PlannedStep
  })
}

/** The rounds of a loop share their steps. */
function toSteps (placed: readonly PlacedStep[]): LifecycleStep[] {
  const known = new Map<PlacedStep, LifecycleStep>()
  return placed.map(one => {
    const { step, field } = one
    let result = known.get(one)
    // spread as a whole: an object that V8 spreads from a rest pattern takes 200 bytes in place of 40, and jobs keep their steps
    if (result === undefined) known.set(one, result = { ...step, after: readAfter(step.after ?? 0, toField(['after'], field)) })
    return result
  })
}

/** `isDelayed`: the first step does not begin when the job is created, and the job is queued until then. Throws InvalidField. */
function mustBeLegal (placed: readonly PlacedStep[], isDelayed: boolean): void {
  placed.forEach(({ step: { state, after }, field }, index) => {
    const before = placed[index - 1]?.step.state ?? (isDelayed ? 'queued' : undefined)
    if (after === 'resume' && before !== 'waiting') {
      throw new InvalidField(toField(['after'], field), 'only a step after waiting can wait for "resume"')
    }
    if (before === undefined) return
    const next = transitions[before]
    if ((before === state && next.length > 0) || next.includes(state)) return
    const legal = next.length === 0 ? `${before} is a final state` : `${before} may be followed by ${next.join(', ')}`
    throw new InvalidField(toField(['state'], field), `${state} cannot follow ${before} (${legal}); "illegal": true allows it`)
  })
}
