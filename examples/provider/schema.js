// Acme's words: its status for each state of a job, and the schemas of its requests and responses.
import { lenient, Type } from 'jobdouble/provider'

export const statuses = {
  queued: 'waiting',
  running: 'rendering',
  retrying: 'rendering',
  waiting: 'rendering',
  succeeded: 'done',
  failed: 'error',
  cancelled: 'error',
  expired: 'error'
}

const RenderSchema = Type.Object({
  id: Type.String(),
  status: Type.Unsafe({ type: 'string', enum: ['waiting', 'rendering', 'done', 'error'] }),
  scene: Type.String(),
  image: Type.Union([Type.String(), Type.Null()])
})
const ErrorSchema = Type.Object({ error: Type.String() })
const errors = { 400: ErrorSchema, 401: ErrorSchema, 500: ErrorSchema }

export const getRender = {
  operationId: 'getRender',
  params: Type.Object({ id: Type.String() }),
  response: { 200: RenderSchema, ...errors, 404: ErrorSchema }
}

export const createRender = {
  operationId: 'createRender',
  body: Type.Object({ scene: Type.String({ minLength: 1 }) }),
  response: { 201: RenderSchema, ...errors }
}

/** Reads the input of a job, which the control API may have set to any value. */
export const toInput = lenient(Type.Object({ scene: Type.String({ default: 'empty' }) }))
