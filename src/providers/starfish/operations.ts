import { Type } from '@sinclair/typebox'
import { DataRequestSchema, DataSchema, EvaluateRequestSchema, GenerateRequestSchema, JobStatusRequestSchema, JobStatusSchema, StartedSchema } from './schema.ts'

const ErrorSchema = Type.Object({ error: Type.String() })
const security = [{ ApiKeyAuth: [] }]
const refused = { 400: ErrorSchema, 401: ErrorSchema, 413: ErrorSchema, 415: ErrorSchema, 500: ErrorSchema }

export const getJobStatus = {
  operationId: 'getJobStatus',
  summary: 'The status of one job',
  security,
  body: JobStatusRequestSchema,
  response: { 200: JobStatusSchema, ...refused, 404: ErrorSchema }
}

export const generateData = {
  operationId: 'generateData',
  summary: 'Starts a job that makes rows, in a project of its own',
  security,
  body: GenerateRequestSchema,
  response: { 200: StartedSchema, ...refused, 507: ErrorSchema }
}

export const evaluateData = {
  operationId: 'evaluateData',
  summary: 'Starts a job that scores the rows of a project',
  security,
  body: EvaluateRequestSchema,
  response: { 200: StartedSchema, ...refused, 404: ErrorSchema, 507: ErrorSchema }
}

export const getData = {
  operationId: 'getData',
  summary: 'The rows of a project that there are so far, and their scores',
  security,
  body: DataRequestSchema,
  response: { 200: DataSchema, ...refused, 404: ErrorSchema }
}

export const document = {
  openapi: '3.0.0',
  info: { title: 'Starfishdata API', version: '1.0.0' },
  components: { securitySchemes: { ApiKeyAuth: { type: 'apiKey', in: 'header', name: 'x-api-key' } } }
}
