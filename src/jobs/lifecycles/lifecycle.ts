import { InvalidField, mustFit, toField } from '../../validation/index.ts'
import { readAfter, type Draw } from '../../time/index.ts'
import { toMilliseconds } from '../../time/index.ts'
import type { RandomStream } from '../../random/index.ts'
import { ScriptSchema, unfold, type PlacedStep, type Script } from './script.ts'
import { transitions } from '../state.ts'
import type { PlannedStep } from '../timeline.ts'

/** A step whose duration may be yet to be drawn. */
export interface ScriptedStep extends Omit<PlannedStep, 'after'> { after: PlannedStep['after'] | Draw }

/** A script that has been checked, with its durations in ms and its loops unfolded. */
export interface Lifecycle {
  readonly name: string
  readonly description: string
  /** ms after the job's creation; outside them its provider does not know it. */
  readonly visibleAfter: number
  readonly vanishAfter: number
  /** Whoever cancels the job comes too late. */
  readonly cancelTooLate: boolean
  readonly steps: readonly ScriptedStep[]
  /** As it was written, for those who read it back. */
  readonly script: Script
}

/** Checks a script. Throws InvalidField, its path below `field`. */
export function toLifecycle (script: unknown, field: string, fallbackName = 'inline'): Lifecycle {
  mustFit(ScriptSchema, script, field)
  const placed = unfold(script, field)
  // the rounds of a loop share their steps
  const scripted = new Map(Array.from(new Set(placed), step => [step, toScriptedStep(step)]))
  const steps = placed.map(step => scripted.get(step)!)
  if (script.illegal !== true) mustBeLegal(placed, steps[0]!.after !== 0)
  // a job whose first step is yet to come is queued until then
  if (steps[0]!.after !== 0) steps.unshift({ state: 'queued', after: 0 })
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

/** The steps of one job, their durations drawn; the stream is asked for only if there is something to draw. */
export function planSteps ({ steps }: Lifecycle, random: () => RandomStream): PlannedStep[] {
  let stream: RandomStream | undefined
  return steps.map(step => {
    const { after } = step
    return typeof after === 'function' ? { ...step, after: after(stream ??= random()) } : step as PlannedStep
  })
}

/** Spread as a whole: V8 gives an object that is spread from the rest of another one 200 bytes instead of 40, and jobs keep their steps. */
function toScriptedStep ({ step, field }: PlacedStep): ScriptedStep {
  return { ...step, after: readAfter(step.after ?? 0, toField(['after'], field)) }
}

/** `late`: the first of them is yet to come when the job is made, and it is queued until then. */
function mustBeLegal (placed: readonly PlacedStep[], late: boolean): void {
  placed.forEach(({ step: { state, after }, field }, index) => {
    const before = placed[index - 1]?.step.state ?? (late ? 'queued' : undefined)
    if (after === 'resume' && before !== 'waiting') throw new InvalidField(toField(['after'], field), 'only a step behind waiting can wait for "resume"')
    if (before === undefined) return
    const next = transitions[before]
    if ((before === state && next.length > 0) || next.includes(state)) return
    const legal = next.length === 0 ? `${before} is an end` : `behind ${before} may come ${next.join(', ')}`
    throw new InvalidField(toField(['state'], field), `${state} cannot follow ${before} (${legal}); "illegal": true allows it`)
  })
}
