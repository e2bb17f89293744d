import { Type, type Static } from '@sinclair/typebox'
import { shorten } from '../../validation/text.ts'
import { custom, InvalidField, oneOf } from '../../validation/index.ts'
import { lastMoment, toIso } from '../../time/index.ts'
import { JobIdSchema, lengthOf, positionAt, stepAt, type Job } from '../job.ts'
import { states } from '../state.ts'
import type { LoadedJobs, StoredJob } from '../store.ts'
import { layOut, type Pause, type PlannedStep, type Step } from '../timeline.ts'
import { inDueOrder } from './order.ts'

const closed = { additionalProperties: false }
const indexOfValue = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const momentForm = 'a moment like 2025-01-01T00:00:00.000Z'
const WrittenMomentSchema = custom<string>({ type: 'string', format: 'date-time' }, isMoment, `must be ${momentForm}`)
/** JSON cannot write Infinity, so null means never. */
const WrittenMomentOrNeverSchema = custom<string | null>({ type: ['string', 'null'], format: 'date-time' },
  value => value === null || isMoment(value), `must be ${momentForm}, or null for never`)

const WrittenAfterSchema = custom<number | 'resume'>({ anyOf: [{ type: 'integer', minimum: 0 }, { const: 'resume' }] },
  value => value === 'resume' || (typeof value === 'number' && Number.isInteger(value) && value >= 0),
  'must be a whole number of ms, or "resume"')

const StepRecordSchema = Type.Object({
  state: oneOf(states),
  at: WrittenMomentOrNeverSchema,
  after: WrittenAfterSchema,
  progress: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  output: Type.Optional(indexOfValue),
  error: Type.Optional(indexOfValue),
  unknownStatus: Type.Optional(Type.String()),
  next: Type.Optional(Type.Object({
    after: Type.Integer({ minimum: 0 }),
    progress: Type.Number({ minimum: 0, maximum: 100 })
  }, closed)),
  pauses: Type.Optional(Type.Array(Type.Object({ from: WrittenMomentSchema, to: Type.Optional(WrittenMomentSchema) }, closed)))
}, { ...closed, description: '`output` and `error` are indexes of `values`' })
interface StepRecord extends Static<typeof StepRecordSchema> {}

const JobRecordSchema = Type.Object({
  number: Type.Integer({
    minimum: 1,
    maximum: 999_999_999_999_999,
    description: 'A running number in the order of creation; the cursor of a list is such a number'
  }),
  turn: Type.Optional(Type.Integer({
    minimum: 0,
    description: 'The position of its next step among the steps that are due at the same moment'
  })),
  id: JobIdSchema,
  provider: Type.String(),
  kind: Type.String({ minLength: 1 }),
  lifecycle: Type.String(),
  group: Type.Optional(Type.String()),
  input: Type.Unknown(),
  visibleFrom: WrittenMomentOrNeverSchema,
  visibleUntil: WrittenMomentOrNeverSchema,
  cancelTooLate: Type.Optional(Type.Boolean()),
  held: Type.Optional(Type.Object({
    left: Type.Unsafe<number | null>({ ...Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]) })
  }, closed)),
  steps: Type.Array(StepRecordSchema, { minItems: 1 })
}, closed)
interface JobRecord extends Static<typeof JobRecordSchema> {}

/** The jobs of a sandbox as JSON. */
export const JobsRecordSchema = Type.Object({
  made: Type.Integer({ minimum: 0, maximum: 999_999_999_999_999, description: 'How many jobs have been created so far' }),
  values: Type.Array(Type.Unknown(), { description: 'The outputs and errors of the steps, each once' }),
  items: Type.Array(JobRecordSchema, { description: 'Oldest first' })
}, closed)
export interface JobsRecord extends Static<typeof JobsRecordSchema> {}

/** The index of a value in `values`; undefined for undefined. */
type IndexOf = (value: unknown) => number | undefined

/** Writes the jobs of a store as they are at `now` (ms). */
export function writeJobs ({ made, all }: { made: number, all: readonly StoredJob[] }, now: number): JobsRecord {
  const indexes = new Map<unknown, number>()
  const indexOf: IndexOf = value => {
    if (value === undefined) return undefined
    if (!indexes.has(value)) indexes.set(value, indexes.size)
    return indexes.get(value)
  }
  const turns = new Map(inDueOrder(all, now).map((job, turn) => [job, turn]))
  const items = all.map(({ number, job }) => ({ ...writeJob(job, indexOf), number, turn: turns.get(job) }))
  // properties that are undefined are missing in the JSON
  return { made, values: [...indexes.keys()], items } as JobsRecord
}

function writeJob (job: Job, indexOf: IndexOf) {
  const { id, provider, kind, lifecycle, group, input, visibleFrom, visibleUntil, cancelTooLate, held, steps } = job
  return {
    id,
    provider,
    kind,
    lifecycle,
    group,
    input,
    visibleFrom: toMoment(visibleFrom),
    visibleUntil: toMoment(visibleUntil),
    ...cancelTooLate === true && { cancelTooLate },
    held,
    steps: steps.map(step => writeStep(step, indexOf))
  }
}

/** Omits the values that a step has from the step before it. */
function writeStep ({ plan, moment, next, pauses }: Step, indexOf: IndexOf) {
  const { state, after, progress, output, error, unknownStatus } = plan
  return {
    state,
    at: moment,
    after,
    progress,
    output: indexOf(output),
    error: indexOf(error),
    unknownStatus,
    next,
    pauses: pauses?.map(({ from, to }) => ({ from: toMoment(from), to: to === undefined ? undefined : toMoment(to) }))
  }
}

/** Reads the jobs for a clock that shows `now` (ms). Throws InvalidField for a path within `field`. */
export function readJobs ({ made, values, items }: JobsRecord, now: number, field: string): LoadedJobs {
  const jobs = items.map((record, index) => {
    const { number, turn = Infinity } = record
    return { number, turn, job: readJob(record, values, now, `${field}.items[${index}]`) }
  })
  const ids = new Set<string>()
  jobs.forEach(({ number, job }, index) => {
    const item = `${field}.items[${index}]`
    if (number <= (jobs[index - 1]?.number ?? 0)) throw new InvalidField(`${item}.number`, 'must be greater than that of the job before it')
    if (number > made) throw new InvalidField(`${item}.number`, `must be at most ${made}, the number of jobs made so far`)
    if (ids.size === ids.add(job.id).size) throw new InvalidField(`${item}.id`, `is that of another job: ${shorten(job.id)}`)
  })
  // equal also if both are Infinity, whose difference is NaN
  const sorted = jobs.toSorted((a, b) => a.turn === b.turn ? 0 : a.turn - b.turn)
  return { made, items: jobs, dueOrder: sorted.map(({ job }) => job) }
}

function readJob (record: JobRecord, values: readonly unknown[], now: number, field: string): Job {
  const { number: _number, turn: _turn, visibleFrom, visibleUntil, group, steps, ...rest } = record
  const job: Job = {
    ...rest,
    group,
    visibleFrom: fromMoment(visibleFrom),
    visibleUntil: fromMoment(visibleUntil),
    steps: readSteps(steps, values, now, `${field}.steps`)
  }
  const position = positionAt(job, now)
  if (job.held !== undefined && stepAt(job, position).pauses === undefined) {
    throw new InvalidField(`${field}.steps[${position}].pauses`, 'is required while the job is held')
  }
  job.steps.forEach((step, index) => mustFitProgress(step, job.steps[index + 1]?.at ?? Infinity, `${field}.steps[${index}]`))
  return job
}

/**
 * Checks that the pauses of a step are in order, and that its progress, which rises while the job is not held, does not exceed
 * that of the next step, which comes at `end` (ms). Throws InvalidField for a path within `field`.
 */
function mustFitProgress ({ at, next, pauses = [] }: Step, end: number, field: string): void {
  let last: Pause = { from: at, to: at }
  for (const [index, pause] of pauses.entries()) {
    if (last.to === undefined || pause.from < last.to || (pause.to ?? pause.from) < pause.from) {
      const message = 'must not begin before its step or the end of the pause before it, nor after its own end'
      throw new InvalidField(`${field}.pauses[${index}]`, message)
    }
    last = pause
  }
  // a release lays out the steps that have not begun
  if (next === undefined || at === Infinity) return
  // without a next step, the progress rises until the pause that has not ended, or until the end of the clock
  const until = end < Infinity ? end : last.to === undefined ? last.from : lastMoment
  const least = Math.max(until - at - lengthOf(pauses, until), end < Infinity ? 0 : 1)
  if (next.after >= least) return
  throw new InvalidField(`${field}.next.after`, `must be at least ${least}, the time in ms that the job spends in the step`)
}

function readSteps (records: readonly StepRecord[], values: readonly unknown[], now: number, field: string): Step[] {
  const steps: Step[] = []
  for (const [index, { at, next, pauses, ...plan }] of records.entries()) {
    const moment = fromMoment(at)
    const path = `${field}[${index}]`
    if (index === 0 && moment > now) throw new InvalidField(`${path}.at`, 'must not be later than the moment that the clock shows')
    if (moment < (steps.at(-1)?.at ?? -Infinity)) throw new InvalidField(`${path}.at`, 'must not be before that of the step before it')
    const valueOf = (name: 'output' | 'error') => {
      const place = plan[name]
      if (place !== undefined && place >= values.length) throw new InvalidField(`${path}.${name}`, 'is not an index of values')
      return place === undefined ? undefined : values[place]
    }
    const planned: PlannedStep = { ...plan, output: valueOf('output'), error: valueOf('error') }
    for (const step of layOut([planned], moment, steps.at(-1))) {
      steps.push({ ...step, ...next && { next }, ...pauses && { pauses: pauses.map(readPause) } })
    }
  }
  return steps
}

function readPause ({ from, to }: { from: string, to?: string }): Pause {
  return { from: fromMoment(from), ...to !== undefined && { to: fromMoment(to) } }
}

function isMoment (value: unknown): boolean {
  const moment = typeof value === 'string' && /^\d{4}-/.test(value) ? Date.parse(value) : NaN
  return !Number.isNaN(moment) && toMoment(moment) === value
}

/** Null for a moment after the end of the clock, which never comes. */
function toMoment (ms: number): string | null {
  return ms > lastMoment ? null : toIso(ms)
}

function fromMoment (moment: string | null): number {
  return moment === null ? Infinity : Date.parse(moment)
}
