import { Type, type Static } from '@sinclair/typebox'
import { custom, oneOf } from '../../validation.ts'
import { isDate } from './date.ts'
import { job, refusals, security, startRefusals, StatusesSchema, words } from './schema.ts'

const closed = { additionalProperties: false }

/** As many as a sandbox keeps jobs by default; a wait keeps all its ids in memory. No document names a limit. */
const mostJobIds = 10_000

export const StatusesRequestSchema = Type.Object({
  jobIds: Type.Array(Type.String(), { maxItems: mostJobIds, description: 'The jobs that are asked about' }),
  wait: Type.Optional(Type.Integer({ minimum: -1, default: 0, description: 'Seconds to wait for all jobs to be done; -1 waits without end' })),
  pollInterval: Type.Optional(Type.Integer({ minimum: 1, default: 1, description: 'Seconds between two looks while waiting' }))
}, closed)
export interface StatusesRequest extends Static<typeof StatusesRequestSchema> {}

export const getJobStatuses = {
  operationId: 'getJobStatuses',
  summary: 'The status and output of jobs',
  security,
  body: StatusesRequestSchema,
  response: { 200: StatusesSchema, ...startRefusals }
}

export const getBulkJobs = {
  operationId: 'getBulkJobs',
  summary: 'The jobs of a bulk update',
  security,
  querystring: Type.Object({ bulkId: Type.String({ minLength: 1, description: 'As the bulk update was answered' }) }, closed),
  response: { 200: StatusesSchema, ...refusals }
}

const DateSchema = (description: string) => custom<string>('ImmutaDate', { type: 'string', description }, isDate, 'must be in ISO 8601 date format')

const filter = {
  jobType: Type.Optional(Type.Array(Type.String(), { description: 'Once for each type' })),
  startDate: Type.Optional(DateSchema('Jobs that were made then or later')),
  endDate: Type.Optional(DateSchema('Jobs that were made then or earlier; a day counts to its end'))
}
const FilterSchema = Type.Object(filter, closed)
export interface Filter extends Static<typeof FilterSchema> {}

/** How many jobs a page holds that asks for no size, and how many it may ask for; no document says. */
export const pageSize = { default: 50, maximum: 1000 }

const SearchSchema = Type.Object({
  ...filter,
  state: Type.Optional(Type.Array(oneOf(words), { description: 'Once for each state' })),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'How many to pass over' })),
  size: Type.Optional(Type.Integer({ minimum: 1, ...pageSize, description: 'How many to show' }))
}, closed)
export interface Search extends Static<typeof SearchSchema> {}

const FoundJobSchema = Type.Object({ ...job, jobType: Type.String(), createdOn: Type.String({ format: 'date-time' }) }, { additionalProperties: true })
export interface FoundJob extends Static<typeof FoundJobSchema> {}

const FoundSchema = Type.Object({ jobs: Type.Array(FoundJobSchema), next: Type.Union([Type.String(), Type.Null()]) }, closed)
export interface Found extends Static<typeof FoundSchema> {}

export const searchJobs = {
  operationId: 'searchJobs',
  summary: 'Jobs by type, state and date, newest first',
  security,
  querystring: SearchSchema,
  response: { 200: FoundSchema, ...refusals }
}

const counts = Object.fromEntries(words.map(word => [word, Type.Integer()])) as Record<typeof words[number], ReturnType<typeof Type.Integer>>

const SummarySchema = Type.Object({
  jobType: Type.Array(Type.Object({ jobType: Type.String(), states: Type.Object(counts, closed) }, closed))
}, closed)
export interface Summary extends Static<typeof SummarySchema> {}

export const summarizeJobs = {
  operationId: 'summarizeJobs',
  summary: 'How many jobs of each type are in each state',
  security,
  querystring: FilterSchema,
  response: { 200: SummarySchema, ...refusals }
}
