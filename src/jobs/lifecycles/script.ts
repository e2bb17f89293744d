import { Type, type Static } from '@sinclair/typebox'
import { custom, InvalidField, mustFit, oneOf, toField } from '../../validation/index.ts'
import { AfterSchema } from '../../time/index.ts'
import { DurationSchema } from '../../time/index.ts'
import { states } from '../state.ts'

const closed = { additionalProperties: false }

/** How many steps a job may have, its loops unfolded. */
const maxSteps = 1000

const StepSchema = Type.Object({
  state: oneOf(states),
  after: Type.Optional(AfterSchema),
  progress: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'Where the progress stands when the step begins; it moves evenly to the next step’s' })),
  output: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown()),
  unknownStatus: Type.Optional(Type.String({ minLength: 1, maxLength: 120, description: 'The word that the provider shows during the step, instead of its own for the state' }))
}, closed)
export interface ScriptStep extends Static<typeof StepSchema> {}

const LoopSchema = Type.Object({
  times: Type.Integer({ minimum: 1, maximum: maxSteps, description: 'How many times its steps come, one round after the other' }),
  steps: Type.Array(StepSchema, { minItems: 1, maxItems: maxSteps })
}, closed)
export interface Loop extends Static<typeof LoopSchema> {}

/** Which of the two an entry is to be is decided when it is unfolded, to name the place of a mistake. */
const EntrySchema = custom<ScriptStep | Loop>('Entry', { anyOf: [StepSchema, LoopSchema] },
  value => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be an object')

/** The script of a job as it is written, in YAML or JSON. */
export const ScriptSchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  description: Type.Optional(Type.String()),
  illegal: Type.Optional(Type.Boolean({ description: 'Allows steps that leave the table of legal transitions' })),
  cancelTooLate: Type.Optional(Type.Boolean({ description: 'Whoever cancels the job finds that it has just ended' })),
  visibleAfter: Type.Optional(DurationSchema),
  vanishAfter: Type.Optional(DurationSchema),
  steps: Type.Array(EntrySchema, { minItems: 1, maxItems: maxSteps })
}, closed)
export interface Script extends Static<typeof ScriptSchema> {}

/** A step of a script, and the path at which it is written. */
export interface PlacedStep { step: ScriptStep, field: string }

/** The steps of a script one by one, loops as many times as they say. Throws InvalidField, its path below `field`. */
export function unfold ({ steps }: Script, field: string): PlacedStep[] {
  const groups = steps.map((entry, index) => toGroup(entry, toField(['steps', String(index)], field)))
  const count = groups.reduce((sum, { times, steps }) => sum + times * steps.length, 0)
  if (count > maxSteps) throw new InvalidField(toField(['steps'], field), `must have at most ${maxSteps} steps, and has ${count} with its loops unfolded`)
  return groups.flatMap(({ times, steps }) => Array.from({ length: times }, () => steps).flat())
}

function toGroup (entry: ScriptStep | Loop, field: string): { times: number, steps: PlacedStep[] } {
  if (!('times' in entry) && !('steps' in entry)) {
    mustFit(StepSchema, entry, field)
    return { times: 1, steps: [{ step: entry, field }] }
  }
  mustHoldNoLoop(entry, field)
  mustFit(LoopSchema, entry, field)
  return { times: entry.times, steps: entry.steps.map((step, index) => ({ step, field: toField(['steps', String(index)], field) })) }
}

/** Says so; that a loop is no step would be said of its state, which it lacks. */
function mustHoldNoLoop ({ steps }: { steps?: unknown }, field: string): void {
  const inner = Array.isArray(steps) ? steps.findIndex(step => typeof step === 'object' && step !== null && ('times' in step || 'steps' in step)) : -1
  if (inner !== -1) throw new InvalidField(toField(['steps', String(inner)], field), 'a loop holds steps, not another loop')
}
