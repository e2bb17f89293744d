// Replicate's words: its status for each state of a job, and the schemas of its requests and responses.
import { lenient, oneOf, Type } from 'jobdouble/provider'

export const statuses = {
  queued: 'starting',
  running: 'processing',
  retrying: 'processing',
  waiting: 'processing',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
  expired: 'failed'
}

const MomentOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

const PredictionSchema = Type.Object({
  id: Type.String(),
  version: Type.String(),
  input: Type.Object({}, { additionalProperties: true }),
  output: Type.Unknown(),
  error: Type.Union([Type.String(), Type.Null()]),
  logs: Type.String(),
  source: oneOf(['api', 'web']),
  status: oneOf(['starting', 'processing', 'succeeded', 'failed', 'canceled']),
  metrics: Type.Object({ predict_time: Type.Optional(Type.Number()) }),
  created_at: Type.String({ format: 'date-time' }),
  started_at: MomentOrNull,
  completed_at: MomentOrNull,
  urls: Type.Object({ get: Type.String(), cancel: Type.String() })
})
const ErrorSchema = Type.Object({ title: Type.String(), detail: Type.String(), status: Type.Integer() })
const errors = { 401: ErrorSchema, 422: ErrorSchema, 429: ErrorSchema, 500: ErrorSchema }
const params = Type.Object({ prediction_id: Type.String() })

const BodySchema = Type.Object({ version: Type.String({ minLength: 1 }), input: Type.Object({}, { additionalProperties: true }) })

export const createPrediction = { operationId: 'predictions.create', body: BodySchema, response: { 201: PredictionSchema, ...errors, 400: ErrorSchema } }

export const listPredictions = {
  operationId: 'predictions.list',
  querystring: Type.Object({ cursor: Type.Optional(Type.Integer({ minimum: 0 })) }),
  response: { 200: Type.Object({ previous: Type.Union([Type.String(), Type.Null()]), next: Type.Union([Type.String(), Type.Null()]), results: Type.Array(PredictionSchema) }), ...errors }
}

export const getPrediction = { operationId: 'predictions.get', params, response: { 200: PredictionSchema, ...errors, 404: ErrorSchema } }

export const cancelPrediction = { operationId: 'predictions.cancel', params, response: { 200: PredictionSchema, ...errors, 404: ErrorSchema } }

/** Reads the input of a job, which the control API may have set to any value. */
export const toRequest = lenient(Type.Object({ version: Type.String({ default: 'unknown' }), input: Type.Object({}, { default: {} }) }))
