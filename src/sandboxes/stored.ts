import { readStoredJobs, writeStoredJob, type StoredJobRecord } from '../jobs/index.ts'
import { toIso } from '../time/index.ts'
import { parts, type Item, type Part } from './changes.ts'
import type { CollectionKind } from './collection.ts'
import type { Contents, ContentsSetup } from './contents.ts'
import { snapshotVersion, toContents, type Snapshot } from './snapshot/index.ts'

type Stored = Pick<Snapshot, 'seed' | 'dialects' | 'lifecycle' | 'lifecycleOf' | 'reportSettings'>

/** A clock at a moment: `at` is in ms of real time. */
interface StoredClock { mode: Snapshot['clock']['mode'], rate: number, now: number, at: number }

/**
 * The contents of a sandbox as values that are stored one by one, so that a change writes no more than what has changed. Unlike in a
 * snapshot, credentials in the inputs of jobs are not redacted. `now` is ms of real time. Returns undefined for an item that is missing.
 */
export function writeField (contents: Contents, field: Part | Item, now: number): string | undefined {
  // undefined, too, if the value is
  return JSON.stringify(valueOf(contents, field, now))
}

function valueOf (contents: Contents, field: Part | Item, at: number): unknown {
  const { seed, dialects, lifecycle, lifecycleOf, reportSettings, clock, streams, store, rules, faults, stubs, lifecycles } = contents
  switch (field) {
    case 'settings': return { seed, dialects, lifecycle, lifecycleOf, reportSettings } satisfies Stored
    case 'clock': return { ...clock.read(), at } satisfies StoredClock
    case 'random': return Array.from(streams, ([purpose, { state }]) => ({ purpose, state: [...state] }))
    case 'jobs': return store.made
    case 'rules': return rules.kept
    case 'faults': return faults.save()
    case 'stubs': return { made: stubs.made, items: stubs.all }
    case 'lifecycles': return lifecycles.uploaded.map(({ name, script }) => ({ name, script }))
    default: return itemOf(contents, field)
  }
}

function itemOf ({ store, clock, collections, files }: Contents, field: Item): unknown {
  const { kind, of, id } = split(field)
  if (kind === 'job') {
    const stored = store.seek(id)
    return stored && writeStoredJob(stored, clock.now())
  }
  if (kind === 'thing') return collections.get(of)?.get(id)
  const file = files.find(id)
  return file && { ...file, bytes: file.bytes.toString('base64') }
}

/** All fields of contents that have never been stored. */
export function allFields ({ store, collections, files }: Contents): Array<Part | Item> {
  const jobs = store.all.map(({ job }): Item => `job:${job.id}`)
  const things = Array.from(collections).flatMap(([name, collection]) =>
    Array.from(collection.entries(), ([id]): Item => `thing:${name}:${id}`))
  return [...parts, ...jobs, ...things, ...Array.from(files.entries(), ({ key }): Item => `file:${key}`)]
}

/**
 * Reads contents from their fields; things and files are in the order of the fields. `kinds`: all kinds of collections; `now` is ms of real
 * time, to which a running clock has gone on. Throws an error if they are damaged.
 */
export function readFields (
  fields: ReadonlyMap<string, string>, setup: ContentsSetup, kinds: readonly CollectionKind[], now: number
): Contents {
  const read = (part: Part) => JSON.parse(fields.get(part) ?? 'null')
  const stored: Stored = read('settings')
  const { mode, rate, now: shown, at }: StoredClock = read('clock')
  const jobs: StoredJobRecord[] = []
  const collections = new Map<string, Snapshot['collections'][number]>()
  const files: Snapshot['files'] = []
  for (const [field, text] of fields) {
    if (!isItem(field)) continue
    const { kind, of, id } = split(field)
    if (kind === 'job') jobs.push(JSON.parse(text))
    else if (kind === 'file') files.push({ key: id, ...JSON.parse(text) })
    else add(collections, of, { id, thing: JSON.parse(text) })
  }
  const snapshot: Snapshot = {
    ...stored,
    version: snapshotVersion,
    jobdouble: '',
    clock: { mode, rate, now: toIso(shown + Math.max(0, now - at) * rate), start: toRecord(setup.defaults.clock) },
    random: read('random'),
    jobs: { made: read('jobs'), values: [], items: [] },
    rules: read('rules'),
    faults: read('faults'),
    stubs: read('stubs'),
    lifecycles: read('lifecycles'),
    collections: [...collections.values()],
    files
  }
  const contents = toContents(snapshot, setup, kinds, ({ made }, now) => readStoredJobs(made, jobs, now))
  contents.changes?.take()
  return contents
}

function add (collections: Map<string, Snapshot['collections'][number]>, name: string, thing: { id: string, thing: unknown }): void {
  const collection = collections.get(name)
  if (collection === undefined) collections.set(name, { name, things: [thing] })
  else collection.things.push(thing)
}

function toRecord ({ mode, rate, now }: ContentsSetup['defaults']['clock']): Snapshot['clock']['start'] {
  return { mode, ...rate !== undefined && { rate }, ...now !== undefined && { now: toIso(now) } }
}

/** Whether a field is an item, not a part. */
export function isItem (field: string): field is Item {
  return /^(?:job|thing|file):/.test(field)
}

/** `thing:julep.agents:ID` → `of` is the collection, whose name has no colon. */
function split (field: Item): { kind: string, of: string, id: string } {
  // each item matches
  const [, kind, of, id] = /^(job|thing|file):(?:(?<=thing:)([^:]*):)?([^]*)$/.exec(field)!
  return { kind: kind!, of: of ?? '', id: id! }
}
