import { readJobs, writeJobs } from '../../jobs/index.ts'
import { streamFrom, type SeededStream } from '../../random/index.ts'
import { Clock, toClockStart, toIso, type ClockStart } from '../../time/index.ts'
import { redact } from '../../journal/index.ts'
import { excerpt } from '../../validation/text.ts'
import { InvalidField, mustFit } from '../../validation/index.ts'
import { LifecycleRules, type KeptRules } from '../lifecycle-rules.ts'
import type { Sandbox } from '../sandbox.ts'
import type { CollectionKind } from '../collection.ts'
import { snapshotVersion, type Snapshot } from './schema.ts'
import { Contents } from '../contents.ts'
import type { SandboxSetup } from '../settings.ts'

/** A sandbox as it stands, written by a program of the version `jobdouble`. Who waits in it and what streams there are is no part of it. */
export function takeSnapshot (sandbox: Sandbox, jobdouble: string): Snapshot {
  const { seed, dialects, lifecycle, lifecycleOf, clock, store, rules, lifecycles, collections, files, faults, streams } = sandbox.contents
  // what is due is announced before, not behind
  clock.settle()
  const reading = clock.read()
  return {
    version: snapshotVersion,
    jobdouble,
    seed,
    dialects,
    lifecycle,
    lifecycleOf,
    clock: { ...reading, now: toIso(reading.now), start: writeClock(sandbox.setup.defaults.clock) },
    random: Array.from(streams, ([purpose, { state }]) => ({ purpose, state: [...state] })),
    jobs: withoutCredentials(writeJobs(store, reading.now)),
    rules: rules.kept as Snapshot['rules'],
    faults: faults.save(),
    lifecycles: lifecycles.uploaded.map(({ name, script }) => ({ name, script })),
    // an empty one comes to be when somebody looks for what is not there
    shelves: Array.from(collections).filter(([, { size }]) => size > 0).map(([name, collection]) => ({ name, things: Array.from(collection.entries(), ([id, thing]) => ({ id, thing: redactFields(thing) })) })),
    files: Array.from(files.entries(), ({ key, name, type, spare, bytes }) => ({ key, name, type, spare, bytes: bytes.toString('base64') }))
  }
}

/** Of what clients sent a snapshot has no credentials: it goes on to files and into repositories. */
function withoutCredentials ({ items, ...jobs }: Snapshot['jobs']): Snapshot['jobs'] {
  return { ...jobs, items: items.map(item => ({ ...item, input: redact(item.input) })) }
}

/** The fields of a thing are its provider's, which keeps no credentials in them; what is in a field may be a client's. */
function redactFields (thing: unknown): unknown {
  if (typeof thing !== 'object' || thing === null || Array.isArray(thing)) return redact(thing)
  return Object.fromEntries(Object.entries(thing).map(([name, value]) => [name, redact(value)]))
}

/**
 * Puts a snapshot into a sandbox, in place of all that is there. It fits its schema; what else can be wrong with it throws an
 * error whose `field` is its path, or one that says that there is no room, and then nothing has changed. `kinds`: of the shelves
 * that there are; one of another kind is left out.
 */
export function putSnapshot (sandbox: Sandbox, snapshot: Snapshot, kinds: readonly CollectionKind[]): void {
  sandbox.replace(toContents(snapshot, sandbox.setup, kinds))
}

function toContents ({ clock, random, jobs, rules, faults, lifecycles, shelves, files, ...defaults }: Snapshot, setup: SandboxSetup, kinds: readonly CollectionKind[]): Contents {
  const { seed, dialects, lifecycle, lifecycleOf } = defaults
  const start = readClock(clock, 'clock')
  const created = readClock(clock.start, 'clock.start')
  const loaded = readJobs(jobs, start.now!, 'jobs')
  const streams = new Map<string, SeededStream>()
  eachOnce(random, ({ purpose }) => purpose, 'random', ({ purpose, state }, field) => streams.set(purpose, toStream(state, `${field}.state`)))
  // without it, ids that jobs have already would be drawn again
  if (!streams.has('ids')) throw new InvalidField('random', 'must have the stream "ids"')
  eachOnce(rules.items, ({ id }) => id, 'rules.items', ({ id }, field) => mustBeMade(id, rules.made, `${field}.id`))

  const contents = new Contents({ ...setup, defaults: { ...setup.defaults, seed, dialects, lifecycle, lifecycleOf, clock: start } }, { streams, rules: new LifecycleRules(rules as KeptRules) })
  try {
    eachOnce(lifecycles, ({ name }) => name, 'lifecycles', ({ name, script }, field) => within(`${field}.script`, () => contents.lifecycles.put(name, script)))
    if (faults !== undefined) contents.faults.load(faults, 'faults')
    mustBeKnown(contents)
    eachOnce(shelves, ({ name }) => name, 'shelves', ({ name, things }, field) => {
      const kind = kinds.find(kind => kind.name === name)
      if (kind !== undefined) fill(contents, kind, things, `${field}.things`)
    })
    eachOnce(files, ({ key }) => key, 'files', ({ key, name, type, spare, bytes }, field) =>
      contents.files.put(key, { name, type, bytes: toBytes(bytes, `${field}.bytes`) }, { spare }))
    contents.store.load(loaded)
  } catch (error) {
    contents.close()
    throw error
  }
  if (loaded.made > 0 || wasMoved(start, created)) contents.clock.lockPast()
  return contents
}

/** Rules and faults count on finding their lifecycles, but for rules that have served all their jobs: a lifecycle that is named may be gone then. */
function mustBeKnown ({ lifecycles, lifecycle, lifecycleOf, rules, faults }: Contents): void {
  within('', () => lifecycles.choose(lifecycle))
  for (const [provider, name] of Object.entries(lifecycleOf)) within(`lifecycleOf.${provider}`, () => lifecycles.choose(name))
  rules.all.forEach(({ lifecycle, times = Infinity, matched }, index) => {
    if (matched < times || typeof lifecycle !== 'string') within(`rules.items[${index}]`, () => lifecycles.choose(lifecycle))
  })
  faults.list().forEach(({ then }, index) => {
    if (then.lifecycle !== undefined) within(`faults.rules[${index}].then`, () => lifecycles.choose(then.lifecycle!))
  })
}

/** A rule of a number that is yet to come would have the id of another one then. */
function mustBeMade (id: string, made: number, field: string): void {
  const [, number] = /^rule-([1-9]\d*)$/.exec(id) ?? []
  if (number === undefined || Number(number) > made) throw new InvalidField(field, `must be one of rule-1 to rule-${made}, as many as have been made`)
}

function fill (contents: Contents, kind: CollectionKind, things: Snapshot['shelves'][number]['things'], field: string): void {
  eachOnce(things, ({ id }) => id, field, ({ id, thing }, field) => {
    mustFit(kind.schema, thing, `${field}.thing`)
    contents.collection(kind).put(id, thing)
  })
}

/** Does something for each of a list of things with different ids. */
function eachOnce<T> (things: readonly T[], idOf: (thing: T) => string, field: string, act: (thing: T, field: string) => void): void {
  const ids = new Set<string>()
  things.forEach((thing, index) => {
    const id = idOf(thing)
    if (ids.has(id)) throw new InvalidField(`${field}[${index}]`, `there is another one of ${excerpt(id)} before it`)
    ids.add(id)
    act(thing, `${field}[${index}]`)
  })
}

function writeClock ({ mode, rate, now }: ClockStart): Snapshot['clock']['start'] {
  return { mode, ...rate !== undefined && { rate }, ...now !== undefined && { now: toIso(now) } }
}

function readClock ({ mode, rate, now }: Snapshot['clock']['start'], field: string): ClockStart {
  return toClockStart({ mode, ...rate !== undefined && { rate }, ...now !== undefined && { now: Date.parse(now) } }, { mode: 'real' }, field)
}

/** Whether a clock that goes nowhere by itself shows another moment than that with which it was created. */
function wasMoved ({ mode, now }: ClockStart, start: ClockStart): boolean {
  return mode === 'frozen' && now !== new Clock(start).now()
}

/** A stream of nothing but zeros would go on with zeros, and give the same id again and again. */
function toStream (state: readonly number[], field: string): SeededStream {
  if (state.every(part => part === 0)) throw new InvalidField(field, 'must not be all zeros')
  return streamFrom(state)
}

function toBytes (text: string, field: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new InvalidField(field, 'must be in base64')
  return bytes
}

/** What is refused within a part of the document is said with the whole path. */
function within<T> (place: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const { field, message } = error as Error & { field?: string }
    if (field === undefined) throw error
    throw new InvalidField(place === '' ? field : `${place}.${field}`, message.slice(field.length + 2))
  }
}
