import { Type, type Static } from '@sinclair/typebox'
import { ArgumentsSchema, OperationsSchema } from '../../faults/index.ts'
import { ScriptSchema } from '../../jobs/index.ts'
import { custom, oneOf } from '../../validation/index.ts'
import { closed, ErrorSchema, growthErrors, IdSchema, LifecycleChoiceSchema, nullable, NothingSchema, ProviderSchema } from '../schema.ts'

const NameSchema = Type.Object({ name: Type.String() })

const NearestSchema = Type.Unsafe<Record<string, Record<string, string>>>(Type.Object({}, {
  additionalProperties: Type.Object({}, { additionalProperties: Type.String() }),
  description: 'By provider, the states for which it has no status of its own, each with the status that it shows instead'
}))

/** A script with its name and source, and the states for which a provider has no status of its own. */
export const LifecycleSchema = Type.Object({
  ...ScriptSchema.properties,
  name: Type.String(),
  description: Type.String(),
  source: oneOf(['built-in', 'uploaded']),
  nearest: NearestSchema
}, closed)
export interface ShownLifecycle extends Static<typeof LifecycleSchema> {}

export const LifecycleListSchema = Type.Object({ items: Type.Array(LifecycleSchema), next: nullable(Type.String()) }, closed)

/** Validated by the handler, which reports the line of an error in YAML. */
export const UploadSchema = custom<unknown>(ScriptSchema, () => true, '')

const order = {
  provider: Type.Optional(ProviderSchema),
  operation: Type.Optional(OperationsSchema),
  lifecycle: LifecycleChoiceSchema,
  times: Type.Optional(Type.Integer({ minimum: 1, description: 'The number of jobs that the lifecycle rule serves' }))
}
const matching = {
  match: Type.Optional(Type.Unknown({ description: 'A JSON subset of the body of the request that starts the job' })),
  arguments: Type.Optional(ArgumentsSchema)
}

export const NextOrderSchema = Type.Object(order, closed)
export const RuleOrderSchema = Type.Object({ ...order, ...matching }, closed)
export const RuleSchema = Type.Object({
  id: Type.String(),
  ...order,
  ...matching,
  matched: Type.Integer({ description: 'The number of jobs that it has served' })
}, closed)
export const RuleListSchema = Type.Object({ items: Type.Array(RuleSchema), next: nullable(Type.String()) }, closed)

export const listLifecycles = {
  operationId: 'listLifecycles',
  response: { 200: LifecycleListSchema }
}

export const getLifecycle = {
  operationId: 'getLifecycle',
  params: NameSchema,
  response: { 200: LifecycleSchema, 404: ErrorSchema }
}

export const putLifecycle = {
  operationId: 'putLifecycle',
  consumes: ['application/json', 'application/yaml'],
  params: NameSchema,
  body: UploadSchema,
  response: { 200: LifecycleSchema, 201: LifecycleSchema, ...growthErrors }
}

export const deleteLifecycle = {
  operationId: 'deleteLifecycle',
  params: NameSchema,
  response: { 204: NothingSchema, 404: ErrorSchema, 409: ErrorSchema }
}

export const chooseNextLifecycle = {
  operationId: 'chooseNextLifecycle',
  body: NextOrderSchema,
  response: { 201: RuleSchema, ...growthErrors }
}

export const createRule = {
  operationId: 'createRule',
  body: RuleOrderSchema,
  response: { 201: RuleSchema, ...growthErrors }
}

export const listRules = {
  operationId: 'listRules',
  response: { 200: RuleListSchema }
}

export const deleteRules = {
  operationId: 'deleteRules',
  response: { 204: NothingSchema }
}

export const deleteRule = {
  operationId: 'deleteRule',
  params: IdSchema,
  response: { 204: NothingSchema, 404: ErrorSchema }
}
