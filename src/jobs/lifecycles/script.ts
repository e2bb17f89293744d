import { Type, type Static } from '@sinclair/typebox'
import { custom, InvalidField, mustFit, oneOf, toField } from '../../validation/index.ts'
import { AfterSchema, DurationSchema } from '../../time/index.ts'
import { states } from '../state.ts'

const closed = { additionalProperties: false }

/** How many steps a script may have with its loops unfolded. */
const maxSteps = 1000

const StepSchema = Type.Object({
  state: oneOf(states),
  after: Type.Optional(AfterSchema),
  progress: Type.Optional(Type.Number({
    minimum: 0,
    maximum: 100,
    description: 'The progress when the step begins; it rises evenly to that of the next step'
  })),
  output: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown()),
  unknownStatus: Type.Optional(Type.String({
    minLength: 1,
    maxLength: 120,
    description: 'A status that the provider shows during the step, in place of its own for the state'
  }))
}, closed)
export interface ScriptStep extends Static<typeof StepSchema> {}

const LoopSchema = Type.Object({
  times: Type.Integer({ minimum: 1, maximum: maxSteps, description: 'How many times its steps are repeated' }),
  steps: Type.Array(StepSchema, { minItems: 1, maxItems: maxSteps })
}, closed)
export interface Loop extends Static<typeof LoopSchema> {}

/** Accepts any object: `unfold` checks it as a step or as a loop, so that an error names the wrong property. */
const StepOrLoopSchema = custom<ScriptStep | Loop>({ anyOf: [StepSchema, LoopSchema] },
  value => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be an object')

/** The script of a lifecycle, as it is written in YAML or JSON. */
export const ScriptSchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  description: Type.Optional(Type.String()),
  illegal: Type.Optional(Type.Boolean({ description: 'Allows transitions that are not legal' })),
  cancelTooLate: Type.Optional(Type.Boolean({ description: 'A cancel comes too late: the job has just ended as its script says' })),
  visibleAfter: Type.Optional(DurationSchema),
  vanishAfter: Type.Optional(DurationSchema),
  steps: Type.Array(StepOrLoopSchema, { minItems: 1, maxItems: maxSteps })
}, closed)
export interface Script extends Static<typeof ScriptSchema> {}

/** A step of a script with its path in it, for errors. */
export interface PlacedStep { step: ScriptStep, field: string }

/** The steps of a script, with its loops repeated. Throws InvalidField for a path within `field`. */
export function unfold ({ steps }: Script, field: string): PlacedStep[] {
  const loops = steps.map((given, index) => toLoop(given, toField(['steps', String(index)], field)))
  const count = loops.reduce((sum, { times, steps }) => sum + times * steps.length, 0)
  if (count > maxSteps) {
    throw new InvalidField(toField(['steps'], field), `must have at most ${maxSteps} steps, but has ${count} with its loops unfolded`)
  }
  return loops.flatMap(({ times, steps }) => Array.from({ length: times }, () => steps).flat())
}

/** A single step is a loop of one round. */
function toLoop (given: ScriptStep | Loop, field: string): { times: number, steps: PlacedStep[] } {
  if (!('times' in given) && !('steps' in given)) {
    mustFit(StepSchema, given, field)
    return { times: 1, steps: [{ step: given, field }] }
  }
  mustNotNest(given, field)
  mustFit(LoopSchema, given, field)
  return { times: given.times, steps: given.steps.map((step, index) => ({ step, field: toField(['steps', String(index)], field) })) }
}

/** Throws InvalidField for a loop in a loop. The error of the schema would only say that its `state` is missing. */
function mustNotNest ({ steps }: { steps?: unknown }, field: string): void {
  const isLoop = (step: unknown) => typeof step === 'object' && step !== null && ('times' in step || 'steps' in step)
  const inner = Array.isArray(steps) ? steps.findIndex(isLoop) : -1
  if (inner !== -1) throw new InvalidField(toField(['steps', String(inner)], field), 'must be a step: a loop cannot contain another loop')
}
