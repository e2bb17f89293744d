import { readJobs, type LoadedJobs } from '../../jobs/index.ts'
import { mustBeKnown } from '../../report/index.ts'
import { streamFrom, type SeededStream } from '../../random/index.ts'
import { Clock, toClockStart, type ClockStart } from '../../time/index.ts'
import { excerpt } from '../../validation/text.ts'
import { InvalidField, mustFit } from '../../validation/index.ts'
import type { KeptRules } from '../lifecycle-rules.ts'
import type { Sandbox } from '../sandbox.ts'
import type { CollectionKind } from '../collection.ts'
import type { Snapshot } from './schema.ts'
import { Contents, type ContentsSetup } from '../contents.ts'

/**
 * Replaces the contents of a sandbox by those of a snapshot that fits its schema. `kinds`: all kinds of collections; a collection of
 * another kind is skipped. Throws InvalidField, or an error of a limit (507), and then nothing has changed.
 */
export function putSnapshot (sandbox: Sandbox, snapshot: Snapshot, kinds: readonly CollectionKind[]): void {
  sandbox.replace(toContents(snapshot, sandbox.setup, kinds))
}

/** The contents of a snapshot. `read` reads its jobs for a clock that shows `now` (ms). Throws InvalidField, or an error of a limit. */
export function toContents (
  snapshot: Snapshot,
  setup: ContentsSetup,
  kinds: readonly CollectionKind[],
  read: (jobs: Snapshot['jobs'], now: number) => LoadedJobs = readAll
): Contents {
  const { clock, jobs, rules, seed, dialects, lifecycle, lifecycleOf } = snapshot
  const start = readClock(clock, 'clock')
  const created = readClock(clock.start, 'clock.start')
  const loaded = read(jobs, start.now!)
  const streams = readStreams(snapshot)
  eachOnce(rules.items, ({ id }) => id, 'rules.items', ({ id }, field) => mustBeCreated('rule', id, rules.made, `${field}.id`))

  const defaults = { ...setup.defaults, seed, dialects, lifecycle, lifecycleOf, clock: start }
  // a record of the schema is a lifecycle rule, but for its readonly list
  const contents = new Contents({ ...setup, defaults }, { streams, rules: rules as KeptRules })
  try {
    fill(contents, snapshot, kinds)
    contents.store.load(loaded)
  } catch (error) {
    contents.close()
    throw error
  }
  if (loaded.made > 0 || wasMoved(start, created)) contents.clock.lockPast()
  return contents
}

function readAll (jobs: Snapshot['jobs'], now: number): LoadedJobs {
  return readJobs(jobs, now, 'jobs')
}

function readStreams ({ random }: Snapshot): Map<string, SeededStream> {
  const streams = new Map<string, SeededStream>()
  eachOnce(random, ({ purpose }) => purpose, 'random', ({ purpose, state }, field) =>
    streams.set(purpose, toStream(state, `${field}.state`)))
  // without it, the ids of existing jobs would be drawn again
  if (!streams.has('ids')) throw new InvalidField('random', 'must have the stream "ids"')
  return streams
}

/** Puts in everything but the jobs, which may refer to it. */
function fill (
  contents: Contents,
  { lifecycles, faults, stubs, reportSettings, collections, files }: Snapshot,
  kinds: readonly CollectionKind[]
): void {
  eachOnce(lifecycles, ({ name }) => name, 'lifecycles', ({ name, script }, field) =>
    within(`${field}.script`, () => contents.lifecycles.put(name, script)))
  if (faults !== undefined) contents.faults.load(faults, 'faults')
  if (stubs !== undefined) {
    contents.stubs.made = stubs.made
    eachOnce(stubs.items, ({ id }) => id, 'stubs.items', (stub, field) => {
      mustBeCreated('stub', stub.id, stubs.made, `${field}.id`)
      within(field, () => contents.stubs.restore(stub))
    })
  }
  if (reportSettings !== undefined) {
    within('reportSettings', () => mustBeKnown(reportSettings))
    contents.reportSettings = reportSettings
  }
  mustHaveLifecycles(contents)
  eachOnce(collections, ({ name }) => name, 'collections', ({ name, things }, field) => {
    const kind = kinds.find(kind => kind.name === name)
    if (kind !== undefined) fillCollection(contents, kind, things, `${field}.things`)
  })
  eachOnce(files, ({ key }) => key, 'files', ({ key, name, type, spare, bytes }, field) =>
    contents.files.put(key, { name, type, bytes: toBytes(bytes, `${field}.bytes`) }, { spare }))
}

/** Throws InvalidField for an unknown lifecycle. That of a lifecycle rule that has served all its jobs may have been deleted. */
function mustHaveLifecycles ({ lifecycles, lifecycle, lifecycleOf, rules, faults }: Contents): void {
  within('', () => lifecycles.choose(lifecycle))
  for (const [provider, name] of Object.entries(lifecycleOf)) within(`lifecycleOf.${provider}`, () => lifecycles.choose(name))
  rules.all.forEach(({ lifecycle, times = Infinity, matched }, index) => {
    if (matched < times || typeof lifecycle !== 'string') within(`rules.items[${index}]`, () => lifecycles.choose(lifecycle))
  })
  faults.list().forEach(({ then }, index) => {
    if (then.lifecycle !== undefined) within(`faults.rules[${index}].then`, () => lifecycles.choose(then.lifecycle!))
  })
}

/** Throws InvalidField for the id of something that has not been created yet: a later one would get the same id. */
function mustBeCreated (kind: 'rule' | 'stub', id: string, made: number, field: string): void {
  const [, of, number] = /^([a-z]+)-([1-9]\d*)$/.exec(id) ?? []
  if (of === kind && Number(number) <= made) return
  throw new InvalidField(field, `must be one of ${kind}-1 to ${kind}-${made}, as many as have been created`)
}

type Things = Snapshot['collections'][number]['things']

function fillCollection (contents: Contents, kind: CollectionKind, things: Things, field: string): void {
  eachOnce(things, ({ id }) => id, field, ({ id, thing }, field) => {
    mustFit(kind.schema, thing, `${field}.thing`)
    contents.collection(kind).put(id, thing)
  })
}

type Act<T> = (thing: T, field: string) => unknown

/** Calls `act` for each item of a list, with its path. Throws InvalidField if two items have the same id. */
function eachOnce<T> (things: readonly T[], idOf: (thing: T) => string, field: string, act: Act<T>): void {
  const ids = new Set<string>()
  things.forEach((thing, index) => {
    const id = idOf(thing)
    if (ids.has(id)) throw new InvalidField(`${field}[${index}]`, `repeats ${excerpt(id)}, which an earlier item has; remove one of them`)
    ids.add(id)
    act(thing, `${field}[${index}]`)
  })
}

function readClock ({ mode, rate, now }: Snapshot['clock']['start'], field: string): ClockStart {
  const start = { mode, ...rate !== undefined && { rate }, ...now !== undefined && { now: Date.parse(now) } }
  return toClockStart(start, { mode: 'real' }, field)
}

/** Whether a frozen clock shows another time than when it was created. */
function wasMoved ({ mode, now }: ClockStart, start: ClockStart): boolean {
  return mode === 'frozen' && now !== new Clock(start).now()
}

/** Throws InvalidField for a state of zeros: such a stream would return only zeros, and every id would be the same. */
function toStream (state: readonly number[], field: string): SeededStream {
  if (state.every(part => part === 0)) throw new InvalidField(field, 'must not be all zeros')
  return streamFrom(state)
}

function toBytes (text: string, field: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new InvalidField(field, 'must be base64')
  return bytes
}

/** Calls `act`. The field of an error that it throws becomes a path from the root of the document. */
function within<T> (place: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const { field, message } = error as Error & { field?: string }
    if (field === undefined) throw error
    throw new InvalidField(place === '' ? field : `${place}.${field}`, message.slice(field.length + 2))
  }
}
