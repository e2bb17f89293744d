import { Type, type Static } from '@sinclair/typebox'
import { states } from '../../jobs/index.ts'
import { DurationSchema } from '../../time/index.ts'
import { custom, MomentSchema, oneOf } from '../../validation/index.ts'
import { bodyErrors, closed, ErrorSchema, ProviderSchema, StateSchema, TimeSchema } from '../schema.ts'

const ModeSchema = oneOf(['real', 'scaled', 'frozen'])

export const ClockSchema = Type.Object({
  mode: ModeSchema,
  rate: Type.Number({ description: 'Virtual ms per real ms' }),
  now: TimeSchema
}, closed)

export const ClockChangeSchema = Type.Object({
  mode: Type.Optional(ModeSchema),
  rate: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  now: Type.Optional(MomentSchema)
}, closed)
export interface ClockChange extends Static<typeof ClockChangeSchema> {}

const UntilSchema = custom<'idle' | { job: string, state: Static<typeof StateSchema> }>(
  { anyOf: [{ const: 'idle' }, Type.Object({ job: Type.String(), state: StateSchema }, closed)] },
  isUntil, `must be "idle" or {job, state}, with a state of ${states.join(', ')}`)

export const AdvanceSchema = Type.Object({
  by: Type.Optional(DurationSchema),
  to: Type.Optional(MomentSchema),
  until: Type.Optional(UntilSchema)
}, closed)
export interface Advance extends Static<typeof AdvanceSchema> {}

function isUntil (value: unknown): boolean {
  const { job, state } = (value ?? {}) as { job?: unknown, state?: unknown }
  return value === 'idle' || (typeof job === 'string' && states.some(known => known === state))
}

export const AdvancedSchema = Type.Object({
  now: TimeSchema,
  transitions: Type.Array(Type.Object({
    job: Type.String(),
    provider: ProviderSchema,
    from: StateSchema,
    to: StateSchema,
    at: TimeSchema
  }, closed))
}, closed)

export const getClock = {
  operationId: 'getClock',
  response: { 200: ClockSchema }
}

export const setClock = {
  operationId: 'setClock',
  body: ClockChangeSchema,
  response: { 200: ClockSchema, ...bodyErrors, 409: ErrorSchema }
}

export const advanceClock = {
  operationId: 'advanceClock',
  body: AdvanceSchema,
  response: { 200: AdvancedSchema, ...bodyErrors, 404: ErrorSchema, 409: ErrorSchema }
}
