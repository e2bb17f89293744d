import createError from '@fastify/error'
import { redact } from '../../journal/index.ts'
import { writeJobs } from '../../jobs/index.ts'
import { toIso, type ClockStart } from '../../time/index.ts'
import type { Sandbox } from '../sandbox.ts'
import { redactStub } from '../stub.ts'
import { snapshotVersion, type Snapshot } from './schema.ts'

/** The maximum size of a snapshot, in bytes: twice the default limit of the files, which base64 makes a third larger. */
export const snapshotLimit = 128 * 1024 * 1024

const SnapshotTooLarge = createError('SNAPSHOT_TOO_LARGE',
  'The snapshot would be larger than %s MB and could not be restored; delete what the test does not need, or reset the sandbox', 507)

/** The snapshot of a sandbox as text. `jobdouble` is the version of the program. Throws SNAPSHOT_TOO_LARGE. */
export function writeSnapshot (sandbox: Sandbox, jobdouble: string): string {
  const text = stringify(takeSnapshot(sandbox, jobdouble))
  if (text === undefined || Buffer.byteLength(text) > snapshotLimit) throw new SnapshotTooLarge(snapshotLimit / 2 ** 20)
  return text
}

/** Returns undefined if the text would be longer than a string can be. */
function stringify (snapshot: Snapshot): string | undefined {
  try {
    return JSON.stringify(snapshot)
  } catch {
    return undefined
  }
}

/** The current state of a sandbox, without open waits and streams. `jobdouble` is the version of the program. */
export function takeSnapshot (sandbox: Sandbox, jobdouble: string): Snapshot {
  const {
    seed,
    dialects,
    lifecycle,
    lifecycleOf,
    clock,
    store,
    rules,
    lifecycles,
    collections,
    files,
    faults,
    stubs,
    reportSettings,
    streams
  } = sandbox.contents
  // due transitions are announced now: the restored sandbox would not announce them again
  clock.settle()
  const reading = clock.read()
  return {
    version: snapshotVersion,
    jobdouble,
    seed,
    dialects,
    lifecycle,
    lifecycleOf,
    clock: { ...reading, now: toIso(reading.now), start: toClockRecord(sandbox.setup.defaults.clock) },
    random: Array.from(streams, ([purpose, { state }]) => ({ purpose, state: [...state] })),
    jobs: withoutCredentials(writeJobs(store, reading.now)),
    // a lifecycle rule is a record of the schema, but for its readonly list
    rules: rules.kept as Snapshot['rules'],
    faults: faults.save(),
    stubs: { made: stubs.made, items: stubs.all.map(redactStub) },
    reportSettings,
    lifecycles: lifecycles.uploaded.map(({ name, script }) => ({ name, script })),
    // looking for a thing creates an empty collection
    collections: Array.from(collections).filter(([, { size }]) => size > 0).map(([name, collection]) => {
      const things = Array.from(collection.entries(), ([id, thing]) => ({ id, thing: redactFields(thing) }))
      return { name, things }
    }),
    files: Array.from(files.entries(), ({ key, name, type, spare, bytes }) => ({ key, name, type, spare, bytes: bytes.toString('base64') }))
  }
}

/** Redacts the inputs of jobs: snapshots are saved in files and repositories. */
function withoutCredentials ({ items, ...jobs }: Snapshot['jobs']): Snapshot['jobs'] {
  return { ...jobs, items: items.map(item => ({ ...item, input: redact(item.input) })) }
}

/** Redacts the values of a thing. The names of its fields are the provider's, and a provider stores no credentials under them. */
function redactFields (thing: unknown): unknown {
  if (typeof thing !== 'object' || thing === null || Array.isArray(thing)) return redact(thing)
  return Object.fromEntries(Object.entries(thing).map(([name, value]) => [name, redact(value)]))
}

function toClockRecord ({ mode, rate, now }: ClockStart): Snapshot['clock']['start'] {
  return { mode, ...rate !== undefined && { rate }, ...now !== undefined && { now: toIso(now) } }
}
