import { Type, type Static } from '@sinclair/typebox'
import { DurationSchema, JobIdSchema, ScriptSchema, states } from '../jobs/index.ts'
import { providers } from '../providers/index.ts'
import { dialects, type Dialect } from '../sandboxes/index.ts'
import { custom, MomentSchema, oneOf } from '../validation.ts'

const nullable = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()])
const closed = { additionalProperties: false }

const moment = Type.String({ format: 'date-time' })
const StateSchema = oneOf(states)

export const ProviderSchema = oneOf(providers.map(({ name }) => name))

export const JobSchema = Type.Object({
  id: Type.String(),
  provider: ProviderSchema,
  kind: Type.String(),
  lifecycle: Type.String(),
  state: StateSchema,
  status: Type.String({ description: 'The provider’s own word for the state' }),
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  createdAt: moment,
  finishedAt: nullable(moment),
  held: Type.Boolean({ description: 'Whether it stands still until it is released' }),
  steps: Type.Array(Type.Object({ state: StateSchema, at: nullable(moment) }, closed), { description: 'Past and to come; `at` is null while the job is held, or held back before the step' }),
  input: Type.Unknown(),
  output: Type.Unknown(),
  error: Type.Unknown()
}, closed)
export interface Job extends Static<typeof JobSchema> {}

const LifecycleChoiceSchema = custom<string | Static<typeof ScriptSchema>>('Lifecycle', { anyOf: [{ type: 'string' }, ScriptSchema] },
  value => typeof value === 'string' || (typeof value === 'object' && value !== null), 'must be the name of a lifecycle, or {steps: […]}')

export const newJobSchema = (providers: readonly string[]) => Type.Object({
  provider: oneOf(providers),
  kind: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
  lifecycle: Type.Optional(LifecycleChoiceSchema),
  id: Type.Optional(JobIdSchema),
  input: Type.Optional(Type.Unknown()),
  output: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown())
}, closed)

export const jobQuerySchema = (providers: readonly string[]) => Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String()),
  provider: Type.Optional(oneOf(providers)),
  state: Type.Optional(StateSchema),
  kind: Type.Optional(Type.String())
}, closed)

export const JobListSchema = Type.Object({ items: Type.Array(JobSchema), next: nullable(Type.String()), total: Type.Integer() }, closed)

export const IdSchema = Type.Object({ id: Type.String() })

export const ForceSchema = Type.Object({ state: StateSchema, output: Type.Optional(Type.Unknown()), error: Type.Optional(Type.Unknown()) }, closed)

const ModeSchema = oneOf(['real', 'scaled', 'frozen'])

export const ClockSchema = Type.Object({ mode: ModeSchema, rate: Type.Number({ description: 'Virtual ms per real ms' }), now: moment }, closed)

export const ClockChangeSchema = Type.Object({
  mode: Type.Optional(ModeSchema),
  rate: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  now: Type.Optional(MomentSchema)
}, closed)
export interface ClockChange extends Static<typeof ClockChangeSchema> {}

export const AdvanceSchema = Type.Object({
  by: Type.Optional(DurationSchema),
  to: Type.Optional(MomentSchema),
  until: Type.Optional(custom<'idle' | { job: string, state: Static<typeof StateSchema> }>('Until',
    { anyOf: [{ const: 'idle' }, Type.Object({ job: Type.String(), state: StateSchema }, closed)] }, isUntil, `must be "idle" or {job, state}, its state one of ${states.join(', ')}`))
}, closed)
export interface Advance extends Static<typeof AdvanceSchema> {}

function isUntil (value: unknown): boolean {
  const { job, state } = (value ?? {}) as { job?: unknown, state?: unknown }
  return value === 'idle' || (typeof job === 'string' && states.some(known => known === state))
}

export const AdvancedSchema = Type.Object({
  now: moment,
  transitions: Type.Array(Type.Object({ job: Type.String(), provider: ProviderSchema, from: StateSchema, to: StateSchema, at: moment }, closed))
}, closed)

const order = {
  provider: Type.Optional(ProviderSchema),
  operation: Type.Optional(Type.String({ description: '`julep.createExecution`: provider and operation; docs/fidelity.md lists those that start jobs' })),
  lifecycle: LifecycleChoiceSchema,
  times: Type.Optional(Type.Integer({ minimum: 1, description: 'How many jobs it serves' }))
}
const match = Type.Optional(Type.Unknown({ description: 'A JSON subset of the body of the request that starts the job' }))

export const NextOrderSchema = Type.Object(order, closed)
export const RuleOrderSchema = Type.Object({ ...order, match }, closed)
export const RuleSchema = Type.Object({ id: Type.String(), ...order, match, matched: Type.Integer({ description: 'How many jobs it has served' }) }, closed)
export const RuleListSchema = Type.Object({ items: Type.Array(RuleSchema), next: nullable(Type.String()) }, closed)

const DialectSchema = oneOf(dialects)
const dialectOf = Type.Object(Object.fromEntries(providers.map(({ name }) => [name, DialectSchema])), closed)
export const DialectsSchema = Type.Unsafe<Record<string, Dialect>>(dialectOf)
export const DialectChangeSchema = Type.Unsafe<Record<string, Dialect>>(Type.Partial(dialectOf, closed))

export const ErrorSchema = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String(), field: Type.Optional(Type.String()) }, closed)
}, closed)
