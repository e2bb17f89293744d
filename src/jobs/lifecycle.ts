import { Type, type Static } from '@sinclair/typebox'
import { custom, InvalidField, mustFit, oneOf, toField } from '../validation.ts'
import { durationPattern, toMilliseconds } from './duration.ts'
import type { PlannedStep } from './timeline.ts'
import { states, transitions } from './state.ts'

const durations = [{ type: 'number', minimum: 0 }, { type: 'string', pattern: durationPattern }]
const forms = '"1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds'

export const DurationSchema = custom<string | number>('Duration', { anyOf: durations, description: `A duration: ${forms}` },
  value => toMilliseconds(value) !== undefined, `must be a duration: ${forms}`)

const AfterSchema = custom<string | number>('After', { anyOf: [...durations, { const: 'resume' }], description: `How long after the step before: ${forms}; "resume" waits for the resume command` },
  value => value === 'resume' || toMilliseconds(value) !== undefined, `must be "resume" or a duration: ${forms}`)

const StepSchema = Type.Object({
  state: oneOf(states),
  after: Type.Optional(AfterSchema),
  progress: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'Where the progress stands when the step begins; it moves evenly to the next step’s' })),
  output: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown())
}, { additionalProperties: false })

/** The script of a job as it is written, in YAML or JSON. */
export const ScriptSchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  description: Type.Optional(Type.String()),
  illegal: Type.Optional(Type.Boolean({ description: 'Allows steps that leave the table of legal transitions' })),
  visibleAfter: Type.Optional(DurationSchema),
  vanishAfter: Type.Optional(DurationSchema),
  steps: Type.Array(StepSchema, { minItems: 1, maxItems: 1000 })
}, { additionalProperties: false })

export interface Script extends Static<typeof ScriptSchema> {}

/** A script that has been checked, with its durations in ms. */
export interface Lifecycle {
  readonly name: string
  readonly description: string
  /** ms after the job's creation; outside them its provider does not know it. */
  readonly visibleAfter: number
  readonly vanishAfter: number
  readonly steps: readonly PlannedStep[]
  /** As it was written, for those who read it back. */
  readonly script: Script
}

/** Checks a script. Throws InvalidField, its path below `field`. */
export function toLifecycle (script: unknown, field: string, fallbackName = 'inline'): Lifecycle {
  mustFit(ScriptSchema, script, field)
  const steps = script.steps.map(toPlannedStep)
  // a job whose first step is yet to come is queued until then
  if (steps[0]!.after !== 0) steps.unshift({ state: 'queued', after: 0 })
  if (script.illegal !== true) mustBeLegal(steps, script.steps.length - steps.length, field)
  return {
    name: script.name ?? fallbackName,
    description: script.description ?? '',
    visibleAfter: toMilliseconds(script.visibleAfter) ?? 0,
    vanishAfter: toMilliseconds(script.vanishAfter) ?? Infinity,
    steps,
    script
  }
}

function toPlannedStep ({ after = 0, ...step }: Static<typeof StepSchema>): PlannedStep {
  return { ...step, after: after === 'resume' ? after : toMilliseconds(after)! }
}

/** `offset`: how far the steps are shifted against those that were written. */
function mustBeLegal (steps: readonly PlannedStep[], offset: number, field: string): void {
  steps.forEach(({ state, after }, index) => {
    const before = steps[index - 1]?.state
    const at = (key: string) => toField(['steps', String(index + offset), key], field)
    if (after === 'resume' && before !== 'waiting') throw new InvalidField(at('after'), 'only a step behind waiting can wait for "resume"')
    const next = transitions[before ?? 'queued']
    if (before === undefined || (before === state && next.length > 0) || next.includes(state)) return
    const legal = next.length === 0 ? `${before} is an end` : `behind ${before} may come ${next.join(', ')}`
    throw new InvalidField(at('state'), `${state} cannot follow ${before} (${legal}); "illegal": true allows it`)
  })
}
