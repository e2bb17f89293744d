import { Type } from '@sinclair/typebox'
import { formats, ReportSettingsSchema, severities } from '../../report/index.ts'
import { oneOf } from '../../validation/index.ts'
import { bodyErrors, closed, ErrorSchema, nullable, ProviderSchema, StateSchema, TimeSchema } from '../schema.ts'

const count = Type.Integer({ minimum: 0 })
const texts = Type.Array(Type.String())
const milliseconds = Type.Array(Type.Integer({ description: 'ms' }))
const nullableText = nullable(Type.String())

const FindingSchema = Type.Object({
  sandbox: Type.String(),
  rule: Type.String(),
  severity: oneOf(severities),
  verdict: oneOf(['violated', 'undecided'], { description: '`undecided`: the evidence does not suffice; `message` says why' }),
  provider: ProviderSchema,
  operation: nullableText,
  job: nullableText,
  jobs: texts,
  message: Type.String({ description: 'What the client did, in one sentence' }),
  why: Type.String(),
  source: Type.String(),
  fix: Type.String({ description: 'How to change the client, in one sentence' }),
  evidence: Type.Object({
    requests: Type.Array(Type.String(), { description: 'Ids of requests in the journal, at most 20' }),
    count,
    gaps: milliseconds
  }, closed)
}, closed)

const TickSchema = Type.Object({
  id: Type.String(),
  operation: nullableText,
  method: Type.String(),
  path: Type.String(),
  at: TimeSchema,
  duration: Type.Union([Type.Integer(), Type.Null()]),
  status: Type.Union([Type.Integer(), Type.Null()]),
  outcome: oneOf(['pending', 'responded', 'left', 'cut']),
  faults: texts
}, closed)

const GapsSchema = Type.Object({
  real: milliseconds,
  sandbox: milliseconds,
  histogram: Type.Array(Type.Object({ below: Type.Union([Type.Integer(), Type.Null()]), count }, closed))
}, closed)

const ShareSchema = Type.Object({ met: texts, missed: texts }, closed)

const CoverageItemSchema = Type.Object({
  provider: ProviderSchema,
  operations: ShareSchema,
  responses: ShareSchema,
  states: ShareSchema,
  faults: ShareSchema
}, closed)

/** Sent as text, because the format decides what it is. */
const ReportSchema = Type.Unsafe<string>(Type.Object({
  ok: Type.Boolean({ description: 'Whether no rule with severity `error` is violated' }),
  summary: Type.Object({ error: count, warning: count, info: count, undecided: count }, closed),
  findings: Type.Array(FindingSchema),
  checked: Type.Array(Type.Object({ rule: Type.String(), conversations: count, violated: count, undecided: count }, closed)),
  covered: Type.Object({
    sandboxes: texts,
    requests: count,
    jobs: count,
    from: nullable(TimeSchema),
    to: nullable(TimeSchema),
    dropped: count
  }, closed),
  jobs: Type.Array(Type.Object({
    sandbox: Type.String(),
    job: Type.String(),
    provider: ProviderSchema,
    steps: Type.Array(Type.Object({ state: StateSchema, at: TimeSchema }, closed)),
    requests: Type.Array(TickSchema),
    polls: GapsSchema,
    retries: GapsSchema
  }, closed)),
  coverage: Type.Array(CoverageItemSchema)
}, closed))

export const getReport = {
  operationId: 'getReport',
  querystring: Type.Object({ format: Type.Optional(oneOf(formats)) }, closed),
  response: { 200: ReportSchema, 400: ErrorSchema }
}

export const findReport = {
  operationId: 'findReport',
  params: Type.Object({ name: Type.String() }),
  querystring: getReport.querystring,
  response: { ...getReport.response, 404: ErrorSchema }
}

export const getCoverage = {
  operationId: 'getCoverage',
  response: { 200: Type.Object({ items: Type.Array(CoverageItemSchema) }, closed) }
}

export const getReportSettings = {
  operationId: 'getReportSettings',
  response: { 200: ReportSettingsSchema }
}

export const setReportSettings = {
  operationId: 'setReportSettings',
  body: ReportSettingsSchema,
  response: { 200: ReportSettingsSchema, ...bodyErrors }
}
