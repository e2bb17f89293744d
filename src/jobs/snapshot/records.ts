import { Type, type Static } from '@sinclair/typebox'
import { shorten } from '../../validation/text.ts'
import { custom, InvalidField, oneOf } from '../../validation/index.ts'
import { lastMoment, toIso } from '../../time/index.ts'
import { JobIdSchema, lengthOf, positionAt, type Job } from '../job.ts'
import { states } from '../state.ts'
import type { Entry } from '../store.ts'
import { layOut, type Pause, type PlannedStep, type Step } from '../timeline.ts'
import { inTurn } from './order.ts'

const closed = { additionalProperties: false }
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const says = 'a moment like 2025-01-01T00:00:00.000Z'
const WrittenMomentSchema = custom<string>('WrittenMoment', { type: 'string', format: 'date-time' }, isMoment, `must be ${says}`)
/** JSON has no Infinity: what never comes is null. */
const WrittenMomentOrNeverSchema = custom<string | null>('WrittenMomentOrNever', { type: ['string', 'null'], format: 'date-time' },
  value => value === null || isMoment(value), `must be ${says}, or null for never`)

const StepRecordSchema = Type.Object({
  state: oneOf(states),
  at: WrittenMomentOrNeverSchema,
  after: custom<number | 'resume'>('WrittenAfter', { anyOf: [{ type: 'integer', minimum: 0 }, { const: 'resume' }] },
    value => value === 'resume' || (Number.isInteger(value) && value as number >= 0), 'must be a whole number of ms, or "resume"'),
  progress: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  output: Type.Optional(count),
  error: Type.Optional(count),
  unknownStatus: Type.Optional(Type.String()),
  next: Type.Optional(Type.Object({ after: Type.Integer({ minimum: 0 }), progress: Type.Number({ minimum: 0, maximum: 100 }) }, closed)),
  pauses: Type.Optional(Type.Array(Type.Object({ from: WrittenMomentSchema, to: Type.Optional(WrittenMomentSchema) }, closed)))
}, { ...closed, description: '`output` and `error` are places in `values`' })
interface StepRecord extends Static<typeof StepRecordSchema> {}

const JobRecordSchema = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 999_999_999_999_999, description: 'Its place in the order of their making, which the cursor of a list is' }),
  turn: Type.Optional(Type.Integer({ minimum: 0, description: 'Its place among those that will move by themselves, when several do at one moment' })),
  id: JobIdSchema,
  provider: Type.String(),
  kind: Type.String({ minLength: 1 }),
  lifecycle: Type.String(),
  group: Type.Optional(Type.String()),
  input: Type.Unknown(),
  visibleFrom: WrittenMomentOrNeverSchema,
  visibleUntil: WrittenMomentOrNeverSchema,
  cancelTooLate: Type.Optional(Type.Boolean()),
  held: Type.Optional(Type.Object({ left: Type.Unsafe<number | null>({ ...Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]) }) }, closed)),
  steps: Type.Array(StepRecordSchema, { minItems: 1 })
}, closed)
interface JobRecord extends Static<typeof JobRecordSchema> {}

/** The jobs of a sandbox as JSON. */
export const JobsRecordSchema = Type.Object({
  made: Type.Integer({ minimum: 0, maximum: 999_999_999_999_999, description: 'How many have been made so far' }),
  values: Type.Array(Type.Unknown(), { description: 'What the jobs yield and why they fail, each once, however many steps share it' }),
  items: Type.Array(JobRecordSchema, { description: 'Oldest first' })
}, closed)
export interface JobsRecord extends Static<typeof JobsRecordSchema> {}

/** Jobs as they were read back. */
export interface Kept { made: number, items: Array<Pick<Entry, 'number' | 'job'>>, inTurn: Job[] }

/** `now` in ms. */
export function writeJobs ({ made, entries }: { made: number, entries: readonly Entry[] }, now: number): JobsRecord {
  const places = new Map<unknown, number>()
  const place = (value: unknown) => {
    if (value === undefined) return undefined
    if (!places.has(value)) places.set(value, places.size)
    return places.get(value)
  }
  const turns = new Map(inTurn(entries, now).map((job, turn) => [job, turn]))
  const items = entries.map(({ number, job }) => ({ ...writeJob(job, place), number, turn: turns.get(job) }))
  return { made, values: [...places.keys()], items } as JobsRecord
}

function writeJob ({ id, provider, kind, lifecycle, group, input, visibleFrom, visibleUntil, cancelTooLate, held, steps }: Job, place: (value: unknown) => number | undefined) {
  return { id, provider, kind, lifecycle, group, input, visibleFrom: toMoment(visibleFrom), visibleUntil: toMoment(visibleUntil), cancelTooLate, held, steps: steps.map(step => writeStep(step, place)) }
}

/** What a step has from the one before it is not written. */
function writeStep ({ plan, moment, next, pauses }: Step, place: (value: unknown) => number | undefined) {
  const { state, after, progress, output, error, unknownStatus } = plan
  return {
    state,
    at: moment,
    after,
    progress,
    output: place(output),
    error: place(error),
    unknownStatus,
    next,
    pauses: pauses?.map(({ from, to }) => ({ from: toMoment(from), to: to === undefined ? undefined : toMoment(to) }))
  }
}

/** `now` in ms. Throws InvalidField, its path below `field`. */
export function readJobs ({ made, values, items }: JobsRecord, now: number, field: string): Kept {
  const jobs = items.map((record, index) => ({ number: record.number, turn: record.turn ?? Infinity, job: readJob(record, values, now, `${field}.items[${index}]`) }))
  const ids = new Set<string>()
  jobs.forEach(({ number, job }, index) => {
    if (number <= (jobs[index - 1]?.number ?? 0)) throw new InvalidField(`${field}.items[${index}].number`, 'must be above the one of the job before it')
    if (number > made) throw new InvalidField(`${field}.items[${index}].number`, `must be at most ${made}, as many as have been made`)
    if (ids.size === ids.add(job.id).size) throw new InvalidField(`${field}.items[${index}].id`, `is that of another job: ${shorten(job.id)}`)
  })
  return { made, items: jobs, inTurn: jobs.toSorted((a, b) => a.turn === b.turn ? 0 : a.turn - b.turn).map(({ job }) => job) }
}

function readJob ({ number: _number, turn: _turn, visibleFrom, visibleUntil, group, steps, ...record }: JobRecord, values: readonly unknown[], now: number, field: string): Job {
  const job: Job = { ...record, group, visibleFrom: fromMoment(visibleFrom), visibleUntil: fromMoment(visibleUntil), steps: readSteps(steps, values, now, `${field}.steps`) }
  const position = positionAt(job, now)
  if (job.held !== undefined && job.steps[position]!.pauses === undefined) throw new InvalidField(`${field}.steps[${position}].pauses`, 'is required while the job is held')
  job.steps.forEach((step, index) => mustProgress(step, job.steps[index + 1]?.at ?? Infinity, `${field}.steps[${index}]`))
  return job
}

/** The progress of a step, which moves while the job is not held, must not pass that of the next step, which comes at `end` (ms). */
function mustProgress ({ at, next, pauses = [] }: Step, end: number, field: string): void {
  let last: Pause = { from: at, to: at }
  for (const [index, pause] of pauses.entries()) {
    if (last.to === undefined || pause.from < last.to || (pause.to ?? pause.from) < pause.from) throw new InvalidField(`${field}.pauses[${index}]`, 'must begin after the end of what is before it, and not after its own end')
    last = pause
  }
  // what is yet to come is laid out anew when the job is released
  if (next === undefined || at === Infinity) return
  // one without an end stands still from its last pause on, or lasts until the clock ends
  const until = end < Infinity ? end : last.to === undefined ? last.from : lastMoment
  const least = Math.max(until - at - lengthOf(pauses, until), end < Infinity ? 0 : 1)
  if (next.after < least) throw new InvalidField(`${field}.next.after`, `must be at least ${least}, the time in ms that the job spends in the step`)
}

function readSteps (records: readonly StepRecord[], values: readonly unknown[], now: number, field: string): Step[] {
  const steps: Step[] = []
  for (const [index, { at, next, pauses, ...plan }] of records.entries()) {
    const moment = fromMoment(at)
    if (index === 0 && moment > now) throw new InvalidField(`${field}[0].at`, 'must not lie behind the moment that the clock shows')
    if (moment < (steps.at(-1)?.at ?? -Infinity)) throw new InvalidField(`${field}[${index}].at`, 'must not lie before the step before it')
    const valueAt = (name: 'output' | 'error') => {
      const place = plan[name]
      if (place !== undefined && place >= values.length) throw new InvalidField(`${field}[${index}].${name}`, 'is no place in values')
      return place === undefined ? undefined : values[place]
    }
    const planned: PlannedStep = { ...plan, output: valueAt('output'), error: valueAt('error') }
    const [step] = layOut([planned], moment, steps.at(-1)) as [Step]
    steps.push({ ...step, ...next && { next }, ...pauses && { pauses: pauses.map(({ from, to }) => ({ from: fromMoment(from), ...to !== undefined && { to: fromMoment(to) } })) } })
  }
  return steps
}

function isMoment (value: unknown): boolean {
  const moment = typeof value === 'string' && /^\d{4}-/.test(value) ? Date.parse(value) : NaN
  return !Number.isNaN(moment) && toMoment(moment) === value
}

/** The clock shows no moment behind its end. */
function toMoment (ms: number): string | null {
  return ms > lastMoment ? null : toIso(ms)
}

function fromMoment (moment: string | null): number {
  return moment === null ? Infinity : Date.parse(moment)
}
