import { Type, type Static } from '@sinclair/typebox'
import { ScriptSchema, type Script } from '../jobs/index.ts'
import { DelaySchema, DurationSchema } from '../time/index.ts'
import { custom, MomentSchema, oneOf } from '../validation/index.ts'

const closed = { additionalProperties: false }

/** The arguments of a GraphQL field. */
export const ArgumentsSchema = Type.Unsafe<Record<string, unknown>>(Type.Object({}, {
  additionalProperties: true,
  description: 'A JSON subset of the arguments of a root field, for GraphQL providers only'
}))

/** The maximum number of operations in a list: each request may be compared with all of them. */
const maxOperations = 100

/** One operation, or several of which any matches. */
export const OperationsSchema = custom<string | string[]>({
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, maxItems: maxOperations }
  ],
  description: '`waveline.getJob`: provider and operation; for GraphQL a root field, `datasaur.getJob`; or a list of them'
}, isOperations, `must be the name of an operation, or a list of 1 to ${maxOperations} names`)

function isOperations (value: unknown): boolean {
  const names: unknown[] = Array.isArray(value) ? value : [value]
  return names.length > 0 && names.length <= maxOperations && names.every(name => typeof name === 'string' && name !== '')
}

/** Which requests a fault rule matches. A property that is not given matches all. */
export const MatchSchema = Type.Object({
  provider: Type.Optional(Type.String({ minLength: 1 })),
  operation: Type.Optional(OperationsSchema),
  job: Type.Optional(Type.String({ minLength: 1, description: 'The id of a job that is a value in the path, the query or the body' })),
  arguments: Type.Optional(ArgumentsSchema)
}, closed)

/** Which of the matching requests it affects: those that satisfy all given properties. Only requests between `from` and `until` count. */
export const WhenSchema = Type.Object({
  probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  first: Type.Optional(Type.Integer({ minimum: 1, description: 'Only the first requests, after those of `after`' })),
  every: Type.Optional(Type.Integer({ minimum: 1, description: 'Only every nth request, after those of `after`' })),
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'Not the first requests' })),
  from: Type.Optional(MomentSchema),
  until: Type.Optional(MomentSchema)
}, closed)

const seconds = { description: 'Whole seconds: "5s", "2m"' }
const RetryAfterSchema = custom<string | number | { date: string | number }>({
  anyOf: [
    { ...DurationSchema, ...seconds },
    Type.Object({ date: DurationSchema }, { ...closed, description: 'The same, sent as a date' })
  ]
},
value => value !== null && !Array.isArray(value), 'must be whole seconds like "5s", or {date: "5s"} to show them as a date')

const DripSchema = custom<string | number | { bytes: number, every: string | number }>({
  anyOf: [
    { ...DurationSchema, description: 'How long the whole body takes' },
    Type.Object({ bytes: Type.Integer({ minimum: 1 }), every: DurationSchema }, closed)
  ]
},
value => value !== null && !Array.isArray(value), 'must be a duration like "5s", or {bytes, every}')

const LifecycleSchema = custom<string | Script>(
  { anyOf: [{ type: 'string' }, ScriptSchema], description: 'The lifecycle of the jobs that matching requests start' },
  value => typeof value === 'string' || (typeof value === 'object' && value !== null), 'must be the name of a lifecycle, or {steps: […]}')

/** What it does to these requests. */
export const ThenSchema = Type.Object({
  status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
  retryAfter: Type.Optional(RetryAfterSchema),
  body: Type.Optional(Type.Unknown({ description: 'Sent with the status instead of the provider’s own words; a text goes as it is' })),
  headers: Type.Optional(Type.Unsafe<Record<string, string>>(Type.Object({}, { additionalProperties: Type.String() }))),
  delay: Type.Optional(DelaySchema),
  connection: Type.Optional(oneOf(['reset', 'hang', 'empty', 'truncate'])),
  payload: Type.Optional(oneOf(['malformed', 'wrong-type'])),
  drip: Type.Optional(DripSchema),
  graphql: Type.Optional(Type.Object({ message: Type.String(), type: Type.Optional(Type.String()) }, closed)),
  rateLimit: Type.Optional(Type.Object({
    limit: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    window: DurationSchema
  }, closed)),
  credentials: Type.Optional(oneOf(['expired'])),
  lifecycle: Type.Optional(LifecycleSchema)
}, closed)

export const phases = ['before', 'after'] as const

const NameSchema = Type.String({ minLength: 1, maxLength: 120, description: 'A name chosen by the client' })
const EnabledSchema = Type.Boolean({ description: 'Whether it is tried' })

/** A fault rule to create. */
export const NewFaultSchema = Type.Object({
  name: Type.Optional(NameSchema),
  match: Type.Optional(MatchSchema),
  when: Type.Optional(WhenSchema),
  phase: Type.Optional(oneOf(phases)),
  then: ThenSchema,
  enabled: Type.Optional(EnabledSchema)
}, closed)
export interface NewFault extends Static<typeof NewFaultSchema> {}

/** Changes of a fault rule. Each given part replaces the whole part. */
export const FaultChangeSchema = Type.Partial(NewFaultSchema, closed)
export interface FaultChange extends Static<typeof FaultChangeSchema> {}

/** A fault rule as the control API shows it. */
export const FaultSchema = Type.Object({
  id: Type.String(),
  name: Type.Optional(NameSchema),
  match: MatchSchema,
  when: WhenSchema,
  phase: oneOf(phases),
  then: ThenSchema,
  enabled: EnabledSchema,
  seen: Type.Integer({ description: 'How many requests it has matched' }),
  fired: Type.Integer({ description: 'How many requests it has affected' }),
  held: Type.Integer({ description: 'How many connections it delays or keeps open now' })
}, closed)
export interface Fault extends Static<typeof FaultSchema> {}

export type Phase = typeof phases[number]
export type Match = Static<typeof MatchSchema>
export type When = Static<typeof WhenSchema>
export type Then = Static<typeof ThenSchema>
