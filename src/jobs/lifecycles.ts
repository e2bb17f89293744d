import createError from '@fastify/error'
import { distance } from 'fastest-levenshtein'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'yaml'
import { InvalidField } from '../validation.ts'
import { toLifecycle, type Lifecycle } from './lifecycle.ts'
import type { Script } from './script.ts'

export const LifecycleUnknown = createError('LIFECYCLE_UNKNOWN', 'There is no lifecycle %s; did you mean %s?', 404)
export const LifecycleNotUploaded = createError('LIFECYCLE_NOT_UPLOADED', 'Nobody has uploaded a lifecycle %s to this sandbox; those that are built in stay', 404)
export const LifecycleLimit = createError('LIFECYCLE_LIMIT', 'A sandbox keeps at most %s uploaded lifecycles; delete one to make room', 507)
export const LifecycleTooLarge = createError('LIFECYCLE_TOO_LARGE', 'A lifecycle has at most %s bytes as JSON; make its outputs smaller', 413)

/** How many may be uploaded, and how large each may be, in bytes of JSON. */
const limit = { count: 1000, size: 1_000_000 }

/** Paths of the control API below `/__admin/lifecycles`, which no lifecycle may hide behind. */
const taken: ReadonlySet<string> = new Set(['next', 'rules'])

/** The lifecycles that have a name: those that are built in, and before them those that were uploaded. */
export class Lifecycles {
  readonly #builtIn: ReadonlyMap<string, Lifecycle>
  readonly #uploaded = new Map<string, Lifecycle>()

  constructor (builtIn: Iterable<Lifecycle>) {
    this.#builtIn = new Map(Array.from(builtIn, lifecycle => [lifecycle.name, lifecycle]))
  }

  /** The same, without those that were uploaded. */
  fork (): Lifecycles {
    return new Lifecycles(this.#builtIn.values())
  }

  /** Throws LIFECYCLE_UNKNOWN. */
  get (name: string): Lifecycle {
    const lifecycle = this.#find(name)
    if (lifecycle === undefined) throw new LifecycleUnknown(name, this.#nearest(name))
    return lifecycle
  }

  /** The lifecycle of a name or of a script; throws InvalidField, which says `field`. */
  choose (chosen: string | Script, field = 'lifecycle'): Lifecycle {
    if (typeof chosen !== 'string') return toLifecycle(chosen, field)
    const lifecycle = this.#find(chosen)
    if (lifecycle === undefined) throw new InvalidField(field, `there is no ${chosen}; did you mean ${this.#nearest(chosen)}? GET /__admin/lifecycles lists all`)
    return lifecycle
  }

  /** By name. */
  list (): Lifecycle[] {
    return [...new Map([...this.#builtIn, ...this.#uploaded]).values()].sort((a, b) => a.name < b.name ? -1 : 1)
  }

  /** Those that were uploaded, in the order in which they came. */
  get uploaded (): Lifecycle[] {
    return [...this.#uploaded.values()]
  }

  isUploaded (name: string): boolean {
    return this.#uploaded.has(name)
  }

  isBuiltIn (name: string): boolean {
    return this.#builtIn.has(name)
  }

  /** Uploads one, or replaces it; jobs that there are keep theirs. Throws InvalidField, LIFECYCLE_LIMIT, LIFECYCLE_TOO_LARGE. */
  put (name: string, script: unknown): Lifecycle {
    mustBeName(name)
    if (typeof script !== 'object' || script === null || Array.isArray(script)) throw new InvalidField('body', 'must be an object: {"steps": […]}')
    const lifecycle = toLifecycle(script, '', name)
    if (lifecycle.name !== name) throw new InvalidField('name', `must be ${name}, as the path says, or be left out`)
    if (Buffer.byteLength(JSON.stringify(script)) > limit.size) throw new LifecycleTooLarge(limit.size)
    if (!this.#uploaded.has(name) && this.#uploaded.size >= limit.count) throw new LifecycleLimit(limit.count)
    this.#uploaded.set(name, lifecycle)
    return lifecycle
  }

  /** Takes one away that was uploaded; a built-in one of its name shows again. Throws LIFECYCLE_NOT_UPLOADED. */
  remove (name: string): void {
    if (!this.#uploaded.delete(name)) throw new LifecycleNotUploaded(name)
  }

  #find (name: string): Lifecycle | undefined {
    return this.#uploaded.get(name) ?? this.#builtIn.get(name)
  }

  #nearest (name: string): string {
    return this.list().map(({ name }) => name).reduce((best, known) => distance(known, name) < distance(best, name) ? known : best)
  }
}

function mustBeName (name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) throw new InvalidField('name', 'must have 1 to 64 letters, digits, dots, underscores and hyphens')
  if (taken.has(name)) throw new InvalidField('name', `cannot be ${name}, which is a path of the control API`)
}

/** The scripts of a folder, one YAML file each, named after the file. Throws at the first that is not one. */
export function readLifecycles (folder: URL): Lifecycles {
  const files = readdirSync(folder).filter(file => file.endsWith('.yaml')).sort()
  return new Lifecycles(files.map(file => toLifecycle(parse(readFileSync(new URL(file, folder), 'utf8')), file, basename(file, '.yaml'))))
}
