import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { custom, oneOf } from '../../validation/index.ts'
import { ShapeSchema } from './shape.ts'

/** Waveline has four statuses. Every end without a result is FAILED. */
export const statuses = {
  queued: 'CREATED',
  running: 'RUNNING',
  retrying: 'RUNNING',
  waiting: 'RUNNING',
  succeeded: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'FAILED',
  expired: 'FAILED'
} as const satisfies Record<State, string>

const summary = {
  id: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  status: Type.Unsafe<string>(oneOf(['CREATED', 'RUNNING', 'FAILED', 'COMPLETED'])),
  type: Type.String({ description: 'guess-shape or extract-document' }),
  pages: Type.Number({ description: 'Pages that are billed' }),
  fileName: Type.String()
}
const urls = Type.Object({ get: Type.String({ description: 'The URL of this job' }) })

export const JobSummarySchema = Type.Object({ ...summary, urls })
export interface JobSummary extends Static<typeof JobSummarySchema> {}

export const JobSchema = Type.Object({
  ...summary,
  result: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()]),
  urls
})
export interface Job extends Static<typeof JobSchema> {}

const ListSchema = Type.Object({
  items: Type.Array(JobSummarySchema),
  offset: Type.Integer(),
  count: Type.Integer(),
  total: Type.Integer()
})

const ErrorSchema = Type.Object({ error: Type.String() })
const errors = { 400: ErrorSchema, 401: ErrorSchema, 500: ErrorSchema }

export const getJob = {
  operationId: 'getJob',
  summary: 'One job',
  security: [{ BearerAuth: [] }],
  params: Type.Object({ id: Type.String({ minLength: 1 }) }),
  response: { 200: JobSchema, ...errors, 404: ErrorSchema }
}

export const listJobs = {
  operationId: 'listJobs',
  summary: 'All jobs, newest first',
  security: [{ BearerAuth: [] }],
  querystring: Type.Object({
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 }))
  }),
  response: { 200: ListSchema, ...errors }
}

const MimeTypeSchema = custom<string>({ type: 'string', description: 'The MIME type of the document' },
  value => typeof value === 'string' && /^[^\s/;]+\/[^\s/;]+\s*(;.*)?$/.test(value), 'must be a MIME type such as application/pdf')

const Base64Schema = custom<string>({ type: 'string', contentEncoding: 'base64', description: 'The bytes of the document' },
  value => typeof value === 'string' && isBase64(value.replace(/\s+/g, '')), 'must be base64 text')

const WebAddressSchema = custom<string>({ type: 'string', description: 'The URL of the document; it is never fetched' },
  value => typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value), 'must be an absolute http or https URL')

/** Whether a text without white space is base64, with or without padding: decoding and encoding it returns the same text. */
function isBase64 (text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64').replace(/={1,2}$/, '') === text.replace(/={1,2}$/, '')
}

const DocumentRequestSchema = Type.Object({
  fileName: Type.String({ minLength: 1, maxLength: 255, description: 'The name of the document, with its extension' }),
  contentType: MimeTypeSchema,
  file: Type.Optional(Base64Schema),
  url: Type.Optional(WebAddressSchema)
})
export interface DocumentRequest extends Static<typeof DocumentRequestSchema> {}

const started = {
  security: [{ BearerAuth: [] }],
  response: { 200: JobSchema, ...errors, 413: ErrorSchema, 415: ErrorSchema, 507: ErrorSchema }
}

export const extractDocument = {
  operationId: 'extractDocument',
  summary: 'Extracts the elements of a shape from a document',
  body: Type.Object({ ...DocumentRequestSchema.properties, shape: ShapeSchema }),
  ...started
}

export const guessShape = {
  operationId: 'guessShape',
  summary: 'Guesses the shape of a document',
  body: DocumentRequestSchema,
  ...started
}

export const document = {
  openapi: '3.1.0',
  info: { title: 'Waveline API', version: '1' },
  components: { securitySchemes: { BearerAuth: { type: 'http', scheme: 'bearer' } } }
}
