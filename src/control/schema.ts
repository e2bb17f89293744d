import { Type, type Static } from '@sinclair/typebox'
import { ScriptSchema, states } from '../jobs/index.ts'
import { custom, oneOf } from '../validation/index.ts'

/** No other properties. */
export const closed = { additionalProperties: false }

export const nullable = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()])

export const TimeSchema = Type.String({ format: 'date-time' })

export const StateSchema = oneOf(states)

/** `mustBeProvider` checks the name in a request: which providers there are is known when the server is built. */
export const ProviderSchema = Type.String({ description: 'The name of a provider that is served' })

export const IdSchema = Type.Object({ id: Type.String() })

/** The name of a lifecycle, or a script. */
export const LifecycleChoiceSchema = custom<string | Static<typeof ScriptSchema>>({ anyOf: [{ type: 'string' }, ScriptSchema] },
  value => typeof value === 'string' || (typeof value === 'object' && value !== null), 'must be the name of a lifecycle, or {steps: […]}')

export const ErrorSchema = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String(), field: Type.Optional(Type.String()) }, closed)
}, closed)

/** The errors of a request with a body. */
export const bodyErrors = { 400: ErrorSchema, 413: ErrorSchema }

/** The errors of a request that adds something to the sandbox, which may be full. */
export const growthErrors = { ...bodyErrors, 507: ErrorSchema }

/** A response without a body. */
export const NothingSchema = Type.Null()
