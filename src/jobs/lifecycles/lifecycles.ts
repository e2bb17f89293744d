import createError from '@fastify/error'
import { nearest, shorten } from '../../validation/text.ts'
import { sizeOf } from '../../validation/size.ts'
import { InvalidField } from '../../validation/index.ts'
import type { BuiltIn } from './built-in.ts'
import { toLifecycle, type Lifecycle } from './lifecycle.ts'
import type { Script } from './script.ts'

export const LifecycleUnknown = createError('LIFECYCLE_UNKNOWN', 'There is no lifecycle %s; did you mean %s?', 404)
export const LifecycleNotUploaded = createError('LIFECYCLE_NOT_UPLOADED', 'Nobody has uploaded a lifecycle %s to this sandbox; those that are built in stay', 404)
export const LifecycleLimit = createError<[string]>('LIFECYCLE_LIMIT', 'A sandbox keeps at most %s; delete one to make room', 507)
export const LifecycleTooLarge = createError('LIFECYCLE_TOO_LARGE', 'A lifecycle has at most %s bytes as JSON; make its outputs smaller', 413)

/** How many may be uploaded, how large each may be in bytes of JSON, and how many bytes of memory (an estimate) all may take. */
const limit = { count: 1000, size: 1_000_000, bytes: 16 * 1024 * 1024 }

/** Paths of the control API below `/__admin/lifecycles`, which no lifecycle may hide behind. */
const taken: ReadonlySet<string> = new Set(['next', 'rules'])

/** The lifecycles that have a name: those that are built in, and before them those that were uploaded. */
export class Lifecycles {
  readonly #builtIn: BuiltIn
  readonly #uploaded = new Map<string, Lifecycle>()
  #bytes = 0

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
    if (!this.#names.has(name)) throw new LifecycleUnknown(shorten(name), this.#nearest(name))
  }

  /** The lifecycle of a name or of a script; throws InvalidField, which says `field`. */
  choose (chosen: string | Script, field = 'lifecycle'): Lifecycle {
    if (typeof chosen !== 'string') return toLifecycle(chosen, field)
    const lifecycle = this.#find(chosen)
    if (lifecycle === undefined) throw new InvalidField(field, `there is no ${shorten(chosen)}; did you mean ${this.#nearest(chosen)}? GET /__admin/lifecycles lists all`)
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
    const replaced = this.#uploaded.get(name)
    if (replaced === undefined && this.#uploaded.size >= limit.count) throw new LifecycleLimit(`${limit.count} uploaded lifecycles`)
    const bytes = this.#bytes + bytesOf(lifecycle) - bytesOf(replaced)
    if (bytes > limit.bytes) throw new LifecycleLimit(`${limit.bytes} bytes of uploaded lifecycles`)
    this.#uploaded.set(name, lifecycle)
    this.#bytes = bytes
    return lifecycle
  }

  /** Takes one away that was uploaded; a built-in one of its name shows again. Throws LIFECYCLE_NOT_UPLOADED. */
  remove (name: string): void {
    this.#bytes -= bytesOf(this.#uploaded.get(name))
    if (!this.#uploaded.delete(name)) throw new LifecycleNotUploaded(shorten(name))
  }

  get #names (): Set<string> {
    return new Set([...this.#builtIn.names, ...this.#uploaded.keys()])
  }

  #find (name: string): Lifecycle | undefined {
    return this.#uploaded.get(name) ?? this.#builtIn.get(name)
  }

  #nearest (name: string): string {
    return nearest([...this.#names].sort(), name, known => known, 1)[0]!
  }
}

/** The steps share what they yield with the script; a loop is short there and long here. */
function bytesOf (lifecycle: Lifecycle | undefined): number {
  return lifecycle === undefined ? 0 : sizeOf(lifecycle.script) + 8 * lifecycle.steps.length
}

function mustBeName (name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) throw new InvalidField('name', 'must have 1 to 64 letters, digits, dots, underscores and hyphens')
  if (taken.has(name)) throw new InvalidField('name', `cannot be ${name}, which is a path of the control API`)
}
