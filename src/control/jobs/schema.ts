import { Type, type Static } from '@sinclair/typebox'
import { JobIdSchema } from '../../jobs/index.ts'
import {
  bodyErrors, closed, ErrorSchema, growthErrors, IdSchema, LifecycleChoiceSchema, nullable, ProviderSchema, StateSchema, TimeSchema
} from '../schema.ts'

const StepSchema = Type.Object({ state: StateSchema, at: nullable(TimeSchema) }, closed)

export const JobSchema = Type.Object({
  id: Type.String(),
  provider: ProviderSchema,
  kind: Type.String(),
  lifecycle: Type.String(),
  state: StateSchema,
  status: Type.String({ description: 'The status that the provider shows for the state' }),
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  createdAt: TimeSchema,
  finishedAt: nullable(TimeSchema),
  held: Type.Boolean({ description: 'Whether the job is held until it is released' }),
  steps: Type.Array(StepSchema, { description: 'Past and future; `at` is null while the job is held or waits for a resume' }),
  input: Type.Unknown(),
  output: Type.Unknown(),
  error: Type.Unknown()
}, closed)
export interface Job extends Static<typeof JobSchema> {}

export const NewJobSchema = Type.Object({
  provider: ProviderSchema,
  kind: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
  lifecycle: Type.Optional(LifecycleChoiceSchema),
  id: Type.Optional(JobIdSchema),
  input: Type.Optional(Type.Unknown()),
  output: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown())
}, closed)

export interface NewJob extends Static<typeof NewJobSchema> {}

export const JobQuerySchema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String()),
  provider: Type.Optional(ProviderSchema),
  state: Type.Optional(StateSchema),
  kind: Type.Optional(Type.String())
}, closed)

export const JobListSchema = Type.Object({ items: Type.Array(JobSchema), next: nullable(Type.String()), total: Type.Integer() }, closed)

export const ForceSchema = Type.Object({
  state: StateSchema,
  output: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown())
}, closed)

const commandErrors = { ...bodyErrors, 404: ErrorSchema, 409: ErrorSchema }

export const createJob = {
  operationId: 'createJob',
  body: NewJobSchema,
  response: { 201: JobSchema, ...growthErrors, 409: ErrorSchema }
}

export const listJobs = {
  operationId: 'listJobs',
  querystring: JobQuerySchema,
  response: { 200: JobListSchema, 400: ErrorSchema }
}

export const getJob = {
  operationId: 'getJob',
  params: IdSchema,
  response: { 200: JobSchema, 404: ErrorSchema }
}

export const cancelJob = {
  operationId: 'cancelJob',
  params: IdSchema,
  response: { 200: JobSchema, ...commandErrors }
}

export const resumeJob = { ...cancelJob, operationId: 'resumeJob' }

export const releaseJob = { ...cancelJob, operationId: 'releaseJob' }

export const holdJob = {
  operationId: 'holdJob',
  params: IdSchema,
  response: { 200: JobSchema, ...commandErrors, 507: ErrorSchema }
}

export const forceState = {
  operationId: 'forceState',
  params: IdSchema,
  body: ForceSchema,
  response: { 200: JobSchema, ...commandErrors, 507: ErrorSchema }
}
