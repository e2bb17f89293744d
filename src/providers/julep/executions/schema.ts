import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../../jobs/index.ts'
import { oneOf } from '../../../validation/index.ts'
import { pageOf, PageSchema } from '../paging.ts'
import { IdSchema, listErrors, MomentSchema, readErrors, security, unknownError, writeErrors } from '../schema.ts'
import { MaybeCountSchema, MaybeObjectSchema, MaybeStringSchema, UuidSchema } from '../values.ts'

const words = ['queued', 'starting', 'running', 'awaiting_input', 'succeeded', 'failed', 'cancelled'] as const

export type ExecutionStatus = typeof words[number]

/** An execution is also `starting` for a moment, see changes.ts. */
export const executionStatuses = {
  queued: 'queued',
  running: 'running',
  retrying: 'running',
  waiting: 'awaiting_input',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'failed'
} as const satisfies Record<State, ExecutionStatus>

const types = ['init', 'init_branch', 'finish', 'finish_branch', 'wait', 'resume', 'error', 'step', 'cancelled'] as const

export type TransitionType = typeof types[number]

const anything = Type.Object({}, { additionalProperties: true })

export const ExecutionSchema = Type.Object({
  task_id: IdSchema,
  status: Type.Unsafe<string>(oneOf(words)),
  input: anything,
  output: Type.Unknown(),
  error: MaybeStringSchema,
  transition_count: MaybeCountSchema,
  created_at: MomentSchema,
  updated_at: MomentSchema,
  metadata: MaybeObjectSchema,
  id: IdSchema
})
export interface ExecutionBody extends Static<typeof ExecutionSchema> {}

const TargetSchema = Type.Object({ workflow: Type.String(), step: Type.Integer(), scope_id: IdSchema })

export const TransitionSchema = Type.Object({
  type: oneOf(types),
  output: Type.Unknown(),
  created_at: MomentSchema,
  updated_at: MomentSchema,
  execution_id: IdSchema,
  current: TargetSchema,
  next: Type.Union([TargetSchema, Type.Null()]),
  step_label: MaybeStringSchema,
  id: IdSchema,
  metadata: MaybeObjectSchema
})
export interface TransitionBody extends Static<typeof TransitionSchema> {}

export const NewExecutionSchema = Type.Object({
  input: anything,
  output: Type.Optional(Type.Unknown()),
  error: Type.Optional(MaybeStringSchema),
  transition_count: Type.Optional(MaybeCountSchema),
  metadata: Type.Optional(MaybeObjectSchema)
})
export interface NewExecution extends Static<typeof NewExecutionSchema> {}

export const ExecutionUpdateSchema = Type.Object({
  status: Type.Optional(oneOf(['running', 'cancelled'], { default: 'running' })),
  input: Type.Optional(MaybeObjectSchema),
  reason: Type.Optional(MaybeStringSchema)
})
export interface ExecutionUpdate extends Static<typeof ExecutionUpdateSchema> {}

const params = Type.Object({ execution_id: UuidSchema })

export const createExecution = {
  operationId: 'create_task_execution_tasks__task_id__executions_post',
  summary: 'Starts an execution of a task',
  security,
  params: Type.Object({ task_id: UuidSchema }),
  body: NewExecutionSchema,
  response: { 201: ExecutionSchema, ...unknownError, ...writeErrors }
}

export const listExecutions = {
  operationId: 'list_task_executions_tasks__task_id__executions_get',
  summary: 'The executions of a task',
  security,
  params: createExecution.params,
  querystring: PageSchema,
  response: { 200: pageOf(ExecutionSchema), ...listErrors }
}

export const getExecution = {
  operationId: 'get_execution_details_executions__execution_id__get',
  summary: 'One execution',
  security,
  params,
  response: { 200: ExecutionSchema, ...unknownError, ...readErrors }
}

export const updateExecution = {
  operationId: 'update_execution_executions__execution_id__put',
  summary: 'Cancels an execution, or resumes one that waits',
  security,
  params,
  body: ExecutionUpdateSchema,
  response: {
    200: { content: { 'application/json': { schema: Type.Null() } } },
    ...unknownError,
    ...writeErrors
  }
}

export const listTransitions = {
  operationId: 'list_execution_transitions_executions__execution_id__transitions_get',
  summary: 'The history of an execution',
  security,
  params,
  querystring: PageSchema,
  response: { 200: pageOf(TransitionSchema), ...listErrors }
}

export const getTransition = {
  operationId: 'get_execution_transition_executions__execution_id__transitions__transition_id__get',
  summary: 'One transition of an execution',
  security,
  params: Type.Object({ execution_id: UuidSchema, transition_id: UuidSchema }),
  response: { 200: TransitionSchema, ...unknownError, ...readErrors }
}

export const streamTransitions = {
  operationId: 'stream_transitions_events_executions__execution_id__transitions_stream_get',
  summary: 'A stream of the transitions of an execution',
  security,
  params,
  querystring: Type.Object({ next_page_token: Type.Optional(MaybeStringSchema) }),
  response: {
    200: { content: { 'text/event-stream': { schema: Type.String() } } },
    ...unknownError,
    ...readErrors
  }
}

export const streamExecution = {
  operationId: 'stream_execution_status_executions__execution_id__status_stream_get',
  summary: 'A stream of the status of an execution, one event for each change',
  security,
  params,
  response: {
    200: { content: { 'text/event-stream': { schema: Type.String() } } },
    ...unknownError,
    ...readErrors
  }
}
