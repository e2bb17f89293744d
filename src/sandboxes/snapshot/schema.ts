import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { ArgumentsSchema, OperationsSchema, SavedFaultsSchema } from '../../faults/index.ts'
import { JobsRecordSchema, type Script } from '../../jobs/index.ts'
import { ReportSettingsSchema } from '../../report/index.ts'
import { custom } from '../../validation/index.ts'
import { dialects } from '../settings.ts'
import { StubSchema } from '../stub.ts'

/** Must be increased when a program that skips unknown parts would restore a snapshot wrongly. */
export const snapshotVersion = 1

const closed = { additionalProperties: false }
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const moment = Type.String({ format: 'date-time' })
const mapOf = <T extends TSchema>(schema: T) => Type.Unsafe<Record<string, Static<T>>>(Type.Object({}, { additionalProperties: schema }))

const mode = Type.Union([Type.Literal('real'), Type.Literal('scaled'), Type.Literal('frozen')])
const rate = Type.Number({ minimum: 0, maximum: 1_000_000 })

const ClockRecordSchema = Type.Object({
  mode,
  rate,
  now: moment,
  start: Type.Object({ mode, rate: Type.Optional(rate), now: Type.Optional(moment) }, {
    ...closed,
    description: 'How the clock was created. A reset restores the clock with which the restored sandbox was created'
  })
}, closed)

const int32 = Type.Integer({ minimum: -(2 ** 31), maximum: 2 ** 31 - 1 })

/** The steps are validated when the lifecycle rule is restored, so that the error names the step. */
const LifecycleSchema = custom<string | Script>({ type: ['string', 'object'] },
  value => typeof value === 'string' || (typeof value === 'object' && value !== null), 'must be the name of a lifecycle, or {steps: […]}')

const RuleRecordSchema = Type.Object({
  id: Type.String(),
  provider: Type.Optional(Type.String()),
  operation: Type.Optional(OperationsSchema),
  match: Type.Optional(Type.Unknown()),
  arguments: Type.Optional(ArgumentsSchema),
  lifecycle: LifecycleSchema,
  times: Type.Optional(Type.Integer({ minimum: 1 })),
  matched: count
}, closed)

const StreamRecordSchema = Type.Object({ purpose: Type.String(), state: Type.Array(int32, { minItems: 4, maxItems: 4 }) }, closed)

const ThingRecordSchema = Type.Object({ id: Type.String(), thing: Type.Unknown() }, closed)

const CollectionRecordSchema = Type.Object({ name: Type.String(), things: Type.Array(ThingRecordSchema) }, closed)

const FileRecordSchema = Type.Object({
  key: Type.String(),
  name: Type.String(),
  type: Type.String(),
  spare: Type.Boolean({ description: 'Whether it is evicted when the files need room' }),
  bytes: Type.String({ description: 'Base64' })
}, closed)

/** A sandbox as one JSON document. Unknown properties at the top level are parts of a later program, and are skipped. */
export const SnapshotSchema = Type.Object({
  version: Type.Literal(snapshotVersion),
  jobdouble: Type.String({ description: 'The version of the program that wrote it' }),
  seed: Type.Union([Type.Integer(), Type.String()]),
  dialects: mapOf(Type.Union(dialects.map(dialect => Type.Literal(dialect)))),
  lifecycle: Type.String({ description: 'The lifecycle of a job that is created without one' }),
  lifecycleOf: mapOf(Type.String()),
  clock: ClockRecordSchema,
  random: Type.Array(StreamRecordSchema, { description: 'The state of each random stream' }),
  jobs: JobsRecordSchema,
  rules: Type.Object({ made: count, next: count, items: Type.Array(RuleRecordSchema) }, {
    ...closed,
    description: 'The lifecycle rules in order; the first `next` of them are for the next jobs'
  }),
  faults: Type.Optional(SavedFaultsSchema),
  stubs: Type.Optional(Type.Object({ made: count, items: Type.Array(StubSchema) }, closed)),
  reportSettings: Type.Optional(ReportSettingsSchema),
  lifecycles: Type.Array(Type.Object({ name: Type.String(), script: Type.Object({}) }, closed), { description: 'The uploaded lifecycles' }),
  collections: Type.Array(CollectionRecordSchema, { description: 'What the providers keep in addition to their jobs, oldest first' }),
  files: Type.Array(FileRecordSchema, { description: 'Oldest first' })
})
export interface Snapshot extends Static<typeof SnapshotSchema> {}
