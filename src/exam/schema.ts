import { Type } from '@sinclair/typebox'
import { NewFaultSchema } from '../faults/index.ts'
import { states } from '../jobs/index.ts'
import { rules } from '../report/index.ts'
import { DurationSchema } from '../time/index.ts'
import { custom, oneOf } from '../validation/index.ts'

const closed = { additionalProperties: false }
const { phase, then } = NewFaultSchema.properties

/** The schema of a fault rule without its times, because a plan does not know when it will run. */
const WhenSchema = Type.Omit(NewFaultSchema.properties.when, ['from', 'until'], closed)

const FaultSchema = Type.Object({
  on: Type.Optional(oneOf(['create', 'status', 'result', 'list', 'sign-in', 'stream'])),
  when: Type.Optional(WhenSchema),
  phase,
  then
}, closed)

/** Checked in two steps: a union would not say which property is wrong. */
const LifecycleSchema = custom({}, isTextOrObject, 'must be the name of a lifecycle, or {steps: […]}')
const ListedSchema = custom({}, isTextOrObject, 'must be a scenario, or the name of a standard one')

const ends: readonly unknown[] = ['success', 'failure', 'honest']
const isExit = (value: unknown) =>
  ends.includes(value) || (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255)

/** A scenario, as client/exam/scenario.ts describes it. */
export const ScenarioSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 64 }),
  description: Type.Optional(Type.String()),
  lifecycle: Type.Optional(LifecycleSchema),
  clock: Type.Optional(Type.Object({
    rate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 })),
    advance: Type.Optional(DurationSchema)
  }, closed)),
  faults: Type.Optional(Type.Array(FaultSchema)),
  shows: Type.Optional(Type.Array(oneOf([...states, 'unknown-status', 'unknown-job']))),
  exit: Type.Optional(custom({}, isExit, `must be ${ends.join(', ')} or an exit code`)),
  allow: Type.Optional(Type.Array(oneOf(rules.map(({ id }) => id)))),
  limit: Type.Optional(DurationSchema)
}, closed)

export const PlanSchema = Type.Object({
  // the command line compares it with the providers that are served
  provider: Type.Optional(Type.String({ minLength: 1 })),
  scenarios: Type.Array(ListedSchema, { minItems: 1, maxItems: 1000 })
}, closed)

function isTextOrObject (value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value))
}
