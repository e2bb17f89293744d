import { Type, type Static } from '@sinclair/typebox'
import { ArgumentsSchema, OperationsSchema } from '../../faults/index.ts'
import { states } from '../../jobs/index.ts'
import { DurationSchema } from '../../time/index.ts'
import type { Match, ExchangeView } from '../../journal/index.ts'
import { MomentSchema, oneOf } from '../../validation/index.ts'
import { bodyErrors, closed, ErrorSchema, IdSchema, NothingSchema, nullable, ProviderSchema, TimeSchema } from '../schema.ts'

const OutcomeSchema = oneOf(['pending', 'responded', 'broken'])
const texts = (options: object) => Type.Unsafe<Record<string, string>>(Type.Object({}, { additionalProperties: Type.String(), ...options }))

/** The fields of a match that a query string can also have. */
const plain = {
  provider: Type.Optional(ProviderSchema),
  operation: Type.Optional(OperationsSchema),
  job: Type.Optional(Type.String({ description: 'The id of a job that the path, the query, the body or the response contains' })),
  method: Type.Optional(Type.String()),
  path: Type.Optional(Type.String({ description: 'Without the sandbox and the query' })),
  url: Type.Optional(Type.String({ description: 'As the client sent it' })),
  status: Type.Optional(Type.Integer()),
  outcome: Type.Optional(OutcomeSchema),
  fault: Type.Optional(Type.String({ description: 'The id of a fault rule that affected the request; `any`, or `none`' })),
  stub: Type.Optional(Type.String({ description: 'The id of the stub that responded; `any`, or `none`' })),
  connection: Type.Optional(Type.Integer()),
  key: Type.Optional(Type.String({ description: 'The fingerprint of the credential of the request' })),
  from: Type.Optional(MomentSchema),
  until: Type.Optional(MomentSchema)
}

const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ description: 'The `next` of the page before' }))
}

export const RequestQuerySchema = Type.Object({ ...page, ...plain }, closed)
export const PageQuerySchema = Type.Object(page, closed)

const HeadersMatchSchema = Type.Unsafe<Record<string, string | null>>(Type.Object({}, {
  additionalProperties: nullable(Type.String()),
  description: 'By name; null for a header that must be missing'
}))

export const MatchSchema = Type.Object({
  ...plain,
  query: Type.Optional(texts({ description: 'Parameters of the query' })),
  headers: Type.Optional(HeadersMatchSchema),
  arguments: Type.Optional(ArgumentsSchema),
  body: Type.Optional(Type.Unknown({ description: 'A JSON subset of the body of the request' })),
  response: Type.Optional(Type.Unknown({ description: 'A JSON subset of the body of the response' }))
}, closed)
export interface MatchOrder extends Static<typeof MatchSchema> {}

/** Converts times to ms since the epoch. */
export function toMatch ({ from, until, ...rest }: Omit<MatchOrder, 'arguments'>): Match {
  return { ...rest, ...from !== undefined && { from: Date.parse(from) }, ...until !== undefined && { until: Date.parse(until) } }
}

const match = Type.Optional(MatchSchema)

export const FindSchema = Type.Object({ ...page, match }, closed)
export const CountSchema = Type.Object({ match }, closed)
export const VerifySchema = Type.Object({
  match,
  inOrder: Type.Optional(Type.Array(MatchSchema, {
    minItems: 1,
    maxItems: 100,
    description: 'Requests that must have arrived in this order; other requests may be between them'
  })),
  exactly: Type.Optional(Type.Integer({ minimum: 0 })),
  atLeast: Type.Optional(Type.Integer({ minimum: 0 })),
  atMost: Type.Optional(Type.Integer({ minimum: 0 }))
}, closed)
export interface VerifyOrder extends Static<typeof VerifySchema> {}

export const WaitSchema = Type.Object({
  match,
  atLeast: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  timeout: Type.Optional(DurationSchema)
}, closed)

const body = {
  headers: texts({ description: 'Names in lower case; credentials as fingerprints' }),
  body: Type.Unknown({ description: 'JSON as a value, other bodies as text; null if none is kept' }),
  bytes: Type.Union([Type.Integer(), Type.Null()], { description: 'The size of the body' }),
  truncated: Type.Boolean({ description: 'Whether only the beginning of the body is kept' })
}

const shown = {
  id: Type.String(),
  at: TimeSchema,
  realAt: TimeSchema,
  sandbox: Type.String(),
  provider: Type.Union([ProviderSchema, Type.Null()]),
  operation: nullable(Type.String()),
  operations: Type.Array(Type.String()),
  job: nullable(Type.String()),
  jobs: Type.Array(Type.Object({ id: Type.String(), state: Type.Union([oneOf(states), Type.Null()]) }, closed)),
  method: Type.String(),
  url: Type.String(),
  path: Type.String(),
  request: Type.Object(body, closed),
  response: Type.Union([Type.Object({ status: Type.Integer(), ...body }, closed), Type.Null()]),
  outcome: OutcomeSchema,
  durationMs: Type.Union([Type.Number(), Type.Null()]),
  connection: Type.Integer(),
  key: nullable(Type.String()),
  fault: nullable(Type.String()),
  faults: Type.Array(Type.String()),
  stub: nullable(Type.String()),
  traceparent: nullable(Type.String())
}
export const RequestSchema = Type.Unsafe<ExchangeView>(Type.Object(shown, closed))

const listed = { next: nullable(Type.String()), total: Type.Integer(), unclear: Type.Integer(), dropped: Type.Integer() }
export const RequestListSchema = Type.Object({ items: Type.Array(RequestSchema), ...listed }, closed)

const OperationSchema = Type.Object({
  operation: nullable(Type.String()),
  method: Type.String(),
  path: Type.String(),
  why: Type.Array(Type.String())
}, closed)
export interface NearOperation extends Static<typeof OperationSchema> {}
export interface Unmatched extends ExchangeView { hint: string, nearest: NearOperation[] }
export const UnmatchedListSchema = Type.Object({
  items: Type.Array(Type.Unsafe<Unmatched>(Type.Object({ ...shown, hint: Type.String(), nearest: Type.Array(OperationSchema) }, closed))),
  ...listed
}, closed)

export const CountedSchema = Type.Object({ count: Type.Integer(), possible: Type.Integer(), dropped: Type.Integer() }, closed)

const counts = Type.Unsafe<Record<string, number>>(Type.Object({}, { additionalProperties: Type.Integer() }))
export const CountersSchema = Type.Object({
  total: Type.Integer(),
  kept: Type.Integer(),
  dropped: Type.Integer(),
  bytes: Type.Integer(),
  pending: Type.Integer(),
  broken: Type.Integer(),
  unmatched: Type.Integer(),
  providers: counts,
  operations: counts,
  statuses: counts
}, closed)

export const VerifiedSchema = Type.Object({
  ok: Type.Boolean(),
  count: Type.Integer(),
  possible: Type.Integer(),
  verdict: oneOf(['ok', 'failed', 'evicted']),
  message: Type.String(),
  nearest: Type.Array(Type.Object({ request: RequestSchema, why: Type.Array(Type.String()) }, closed))
}, closed)

export const AwaitedSchema = Type.Object({
  ok: Type.Boolean(),
  count: Type.Integer(),
  request: Type.Union([RequestSchema, Type.Null()])
}, closed)

export const listRequests = {
  operationId: 'listRequests',
  querystring: RequestQuerySchema,
  response: { 200: RequestListSchema, 400: ErrorSchema }
}

export const clearRequests = {
  operationId: 'clearRequests',
  response: { 204: NothingSchema, ...bodyErrors }
}

export const getRequest = {
  operationId: 'getRequest',
  params: IdSchema,
  response: { 200: RequestSchema, 404: ErrorSchema }
}

export const getRequestCounters = {
  operationId: 'getRequestCounters',
  response: { 200: CountersSchema }
}

export const listUnmatched = {
  operationId: 'listUnmatched',
  querystring: PageQuerySchema,
  response: { 200: UnmatchedListSchema, 400: ErrorSchema }
}

export const findRequests = {
  operationId: 'findRequests',
  body: FindSchema,
  response: { 200: RequestListSchema, ...bodyErrors }
}

export const countRequests = {
  operationId: 'countRequests',
  body: CountSchema,
  response: { 200: CountedSchema, ...bodyErrors }
}

export const verifyRequests = {
  operationId: 'verifyRequests',
  body: VerifySchema,
  response: { 200: VerifiedSchema, ...bodyErrors }
}

export const awaitRequests = {
  operationId: 'awaitRequests',
  body: WaitSchema,
  response: { 200: AwaitedSchema, ...bodyErrors }
}
