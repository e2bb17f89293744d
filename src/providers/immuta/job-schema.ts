import { Type, type Static, type TInteger } from '@sinclair/typebox'
import { custom, oneOf } from '../../validation/index.ts'
import { bodyErrors, errors, job, security, StatusesSchema, words } from './schema.ts'

const closed = { additionalProperties: false }

/** The default of --max-jobs, because a wait keeps all its ids in memory. The documentation does not state a limit. */
const maxJobIds = 10_000

export const StatusesRequestSchema = Type.Object({
  jobIds: Type.Array(Type.String(), { maxItems: maxJobIds, description: 'The ids of the jobs' }),
  wait: Type.Optional(Type.Integer({
    minimum: -1,
    default: 0,
    description: 'Seconds to wait for all jobs to finish; -1 waits without a limit'
  })),
  pollInterval: Type.Optional(Type.Integer({ minimum: 1, default: 1, description: 'Seconds between two checks during a wait' }))
}, closed)
export interface StatusesRequest extends Static<typeof StatusesRequestSchema> {}

export const getJobStatuses = {
  operationId: 'getJobStatuses',
  summary: 'The status and output of jobs',
  security,
  body: StatusesRequestSchema,
  response: { 200: StatusesSchema, ...bodyErrors }
}

/** Exactly one of the two. */
export const BulkSchema = Type.Object({
  bulkId: Type.Optional(Type.String({ minLength: 1, description: 'The id that the bulk update returned' })),
  connectionString: Type.Optional(Type.String({ minLength: 1, description: 'The connection of the jobs to count' }))
}, closed)
export interface Bulk extends Static<typeof BulkSchema> {}

const PendingSchema = Type.Object({
  pending: Type.Optional(Type.Integer({ description: 'Jobs of the connection that have not ended; missing if it has no jobs' }))
}, closed)
export interface Pending extends Static<typeof PendingSchema> {}

export const getBulkJobs = {
  operationId: 'getBulkJobs',
  summary: 'The jobs of a bulk update, or the number of pending jobs of a connection',
  security,
  querystring: BulkSchema,
  response: { 200: Type.Union([StatusesSchema, PendingSchema]), ...errors }
}

const day = 86_400_000
const date = /^\d{4}-\d\d-\d\d(?<time>T\d\d:\d\d(:\d\d(\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/

/** Whether it is a day or a moment in ISO 8601. */
export function isDate (value: unknown): boolean {
  return typeof value === 'string' && date.test(value) && !Number.isNaN(toSpan(value).from)
}

/**
 * The first and the last millisecond (since the epoch) of a date for which `isDate` is true: of the whole day, or of the moment.
 * A date without a zone is in UTC.
 */
export function toSpan (text: string): { from: number, to: number } {
  // isDate has matched the expression, whose groups are named
  const { time, zone } = date.exec(text)!.groups!
  const from = Date.parse(time === undefined || zone !== undefined ? text : `${text}Z`)
  return { from, to: time === undefined ? from + day - 1 : from }
}

const DateSchema = (description: string) =>
  custom<string>({ type: 'string', description }, isDate, 'must be in ISO 8601 date format')

const filter = {
  jobType: Type.Optional(Type.Array(Type.String(), { description: 'One value for each type' })),
  startDate: Type.Optional(DateSchema('Jobs that were created then or later')),
  endDate: Type.Optional(DateSchema('Jobs that were created then or earlier; a day includes its end'))
}
const FilterSchema = Type.Object(filter, closed)
export interface Filter extends Static<typeof FilterSchema> {}

/** The default and the maximum of `size`. The documentation does not state them. */
export const pageSize = { default: 50, maximum: 1000 }

const SearchSchema = Type.Object({
  ...filter,
  state: Type.Optional(Type.Array(oneOf(words), { description: 'One value for each state' })),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'How many jobs to skip' })),
  size: Type.Optional(Type.Integer({ minimum: 1, ...pageSize, description: 'How many jobs to return' }))
}, closed)
export interface Search extends Static<typeof SearchSchema> {}

const FoundJobSchema = Type.Object({
  ...job,
  jobType: Type.String(),
  createdOn: Type.String({ format: 'date-time' })
}, { additionalProperties: true })
export interface FoundJob extends Static<typeof FoundJobSchema> {}

const FoundSchema = Type.Object({ jobs: Type.Array(FoundJobSchema), next: Type.Union([Type.String(), Type.Null()]) }, closed)
export interface Found extends Static<typeof FoundSchema> {}

export const searchJobs = {
  operationId: 'searchJobs',
  summary: 'Jobs by type, state and date, newest first',
  security,
  querystring: SearchSchema,
  response: { 200: FoundSchema, ...errors }
}

const counts = Object.fromEntries(words.map(word => [word, Type.Integer()])) as Record<typeof words[number], TInteger>

const SummarySchema = Type.Object({
  jobType: Type.Array(Type.Object({ jobType: Type.String(), states: Type.Object(counts, closed) }, closed))
}, closed)
export interface Summary extends Static<typeof SummarySchema> {}

export const summarizeJobs = {
  operationId: 'summarizeJobs',
  summary: 'How many jobs of each type are in each state',
  security,
  querystring: FilterSchema,
  response: { 200: SummarySchema, ...errors }
}
