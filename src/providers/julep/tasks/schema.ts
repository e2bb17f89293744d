import { Type, type Static } from '@sinclair/typebox'
import { FlagSchema, MaybeCanonicalNameSchema, NameSchema, ObjectSchema, text } from '../fields.ts'
import { pageOf, PageSchema } from '../paging.ts'
import { resourceKind } from '../resources.ts'
import { IdSchema, listErrors, MomentSchema, readErrors, security, unknownError, writeErrors } from '../schema.ts'
import { MaybeObjectSchema, UuidSchema } from '../values.ts'
import { StepSchema } from './steps.ts'

/** What is kept of a task: all of it but its id and its moments. */
const TaskDataSchema = Type.Object({
  name: Type.String(),
  canonical_name: Type.String(),
  description: Type.String(),
  main: Type.Array(StepSchema),
  input_schema: ObjectSchema,
  tools: Type.Array(ObjectSchema),
  inherit_tools: Type.Boolean(),
  metadata: ObjectSchema
})
export interface TaskData extends Static<typeof TaskDataSchema> {}

export const tasks = resourceKind('task', TaskDataSchema, true)

const { metadata, ...taskFields } = TaskDataSchema.properties
const TaskSchema = Type.Object({ ...taskFields, id: IdSchema, created_at: MomentSchema, updated_at: MomentSchema, metadata })

const NewTaskSchema = Type.Object({
  name: NameSchema,
  canonical_name: Type.Optional(MaybeCanonicalNameSchema),
  description: Type.Optional(text()),
  main: Type.Array(StepSchema, { minItems: 1 }),
  input_schema: Type.Optional(MaybeObjectSchema),
  tools: Type.Optional(Type.Array(ObjectSchema)),
  inherit_tools: Type.Optional(FlagSchema),
  metadata: Type.Optional(MaybeObjectSchema)
})
export interface NewTask extends Static<typeof NewTaskSchema> {}

const params = Type.Object({ agent_id: UuidSchema })

export const createTask = {
  operationId: 'create_task_agents__agent_id__tasks_post',
  summary: 'Creates a task of an agent',
  security,
  params,
  body: NewTaskSchema,
  response: { 201: TaskSchema, ...unknownError, ...writeErrors }
}

export const createOrUpdateTask = {
  ...createTask,
  operationId: 'create_or_update_task_agents__agent_id__tasks__task_id__post',
  summary: 'Creates a task with this id, or replaces it',
  params: Type.Object({ agent_id: UuidSchema, task_id: UuidSchema })
}

export const listTasks = {
  operationId: 'list_tasks_agents__agent_id__tasks_get',
  summary: 'The tasks of an agent',
  security,
  params,
  querystring: PageSchema,
  response: { 200: pageOf(TaskSchema), ...listErrors }
}

export const getTask = {
  operationId: 'get_task_details_tasks__task_id__get',
  summary: 'One task',
  security,
  params: Type.Object({ task_id: UuidSchema }),
  response: { 200: TaskSchema, ...unknownError, ...readErrors }
}
