import createError from '@fastify/error'
import { distance } from 'fastest-levenshtein'
import { InvalidField } from '../validation.ts'
import type { BuiltIn } from './built-in.ts'
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
  readonly #builtIn: BuiltIn
  readonly #uploaded = new Map<string, Lifecycle>()

  constructor (builtIn: BuiltIn) {
    this.#builtIn = builtIn
  }

  /** The same, without those that were uploaded. */
  fork (): Lifecycles {
    return new Lifecycles(this.#builtIn)
  }

  /** Throws LIFECYCLE_UNKNOWN. */
  get (name: string): Lifecycle {
    this.mustHave(name)
    return this.#find(name)!
  }

  /** Throws LIFECYCLE_UNKNOWN. */
  mustHave (name: string): void {
    if (!this.#names.has(name)) throw new LifecycleUnknown(name, this.#nearest(name))
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
    return [...this.#names].sort().map(name => this.#find(name)!)
  }

  /** Those that were uploaded, in the order in which they came. */
  get uploaded (): Lifecycle[] {
    return [...this.#uploaded.values()]
  }

  isUploaded (name: string): boolean {
    return this.#uploaded.has(name)
  }

  isBuiltIn (name: string): boolean {
    return this.#builtIn.names.has(name)
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

  get #names (): Set<string> {
    return new Set([...this.#builtIn.names, ...this.#uploaded.keys()])
  }

  #find (name: string): Lifecycle | undefined {
    return this.#uploaded.get(name) ?? this.#builtIn.get(name)
  }

  #nearest (name: string): string {
    return [...this.#names].sort().reduce((best, known) => distance(known, name) < distance(best, name) ? known : best)
  }
}

function mustBeName (name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) throw new InvalidField('name', 'must have 1 to 64 letters, digits, dots, underscores and hyphens')
  if (taken.has(name)) throw new InvalidField('name', `cannot be ${name}, which is a path of the control API`)
}
