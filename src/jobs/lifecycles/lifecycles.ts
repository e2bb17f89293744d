import createError from '@fastify/error'
import { nearest, shorten } from '../../validation/text.ts'
import { sizeOf } from '../../validation/size.ts'
import { InvalidField } from '../../validation/index.ts'
import type { BuiltInLifecycles } from './built-in.ts'
import { toLifecycle, type Lifecycle } from './lifecycle.ts'
import type { Script } from './script.ts'

export const LifecycleUnknown = createError('LIFECYCLE_UNKNOWN', 'There is no lifecycle %s; did you mean %s?', 404)
export const LifecycleNotUploaded = createError('LIFECYCLE_NOT_UPLOADED',
  'There is no uploaded lifecycle %s in this sandbox; a built-in lifecycle cannot be deleted', 404)
export const LifecycleLimit = createError<[string]>('LIFECYCLE_LIMIT', 'A sandbox keeps at most %s; delete one to make room', 507)
export const LifecycleTooLarge = createError('LIFECYCLE_TOO_LARGE',
  'A lifecycle has at most %s bytes as JSON; make its outputs smaller', 413)

/** Of uploaded lifecycles: how many, the size of each in bytes of JSON, and the bytes of memory (an estimate) of all. */
const limit = { count: 1000, size: 1_000_000, bytes: 16 * 1024 * 1024 }

/** Paths of the control API below `/__admin/lifecycles`: a lifecycle of such a name could not be read. */
const reserved: ReadonlySet<string> = new Set(['next', 'rules'])

/** The lifecycles by name. An uploaded one replaces a built-in one of the same name. */
export class Lifecycles {
  readonly #builtIn: BuiltInLifecycles
  readonly #uploaded = new Map<string, Lifecycle>()
  readonly #onChange: () => void
  #bytes = 0

  /** `onChange` is called when a lifecycle has been uploaded or removed. */
  constructor (builtIn: BuiltInLifecycles, onChange: () => void = () => {}) {
    this.#builtIn = builtIn
    this.#onChange = onChange
  }

  /** The same built-in lifecycles, without the uploaded ones. */
  fork (onChange?: () => void): Lifecycles {
    return new Lifecycles(this.#builtIn, onChange)
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

  /** The lifecycle of a name or of a script. Throws InvalidField for `field`. */
  choose (chosen: string | Script, field = 'lifecycle'): Lifecycle {
    if (typeof chosen !== 'string') return toLifecycle(chosen, field)
    const lifecycle = this.#find(chosen)
    if (lifecycle !== undefined) return lifecycle
    const hint = `did you mean ${this.#nearest(chosen)}? GET /__admin/lifecycles lists all`
    throw new InvalidField(field, `there is no lifecycle ${shorten(chosen)}; ${hint}`)
  }

  /** Sorted by name. */
  list (): Lifecycle[] {
    return [...this.#names].sort().map(name => this.#find(name)!)
  }

  /** The uploaded lifecycles, in the order of their uploads. */
  get uploaded (): Lifecycle[] {
    return [...this.#uploaded.values()]
  }

  isUploaded (name: string): boolean {
    return this.#uploaded.has(name)
  }

  isBuiltIn (name: string): boolean {
    return this.#builtIn.names.has(name)
  }

  /** Uploads or replaces a lifecycle. Existing jobs keep theirs. Throws InvalidField, LIFECYCLE_LIMIT, LIFECYCLE_TOO_LARGE. */
  put (name: string, script: unknown): Lifecycle {
    mustBeName(name)
    const isObject = typeof script === 'object' && script !== null && !Array.isArray(script)
    if (!isObject) throw new InvalidField('body', 'must be an object: {"steps": […]}')
    const lifecycle = toLifecycle(script, '', name)
    if (lifecycle.name !== name) throw new InvalidField('name', `must be ${name}, the name in the path, or be omitted`)
    if (Buffer.byteLength(JSON.stringify(script)) > limit.size) throw new LifecycleTooLarge(limit.size)
    const replaced = this.#uploaded.get(name)
    if (replaced === undefined && this.#uploaded.size >= limit.count) throw new LifecycleLimit(`${limit.count} uploaded lifecycles`)
    const bytes = this.#bytes + bytesOf(lifecycle) - bytesOf(replaced)
    if (bytes > limit.bytes) throw new LifecycleLimit(`${limit.bytes} bytes of uploaded lifecycles`)
    this.#uploaded.set(name, lifecycle)
    this.#bytes = bytes
    this.#onChange()
    return lifecycle
  }

  /** Removes an uploaded lifecycle. A built-in one of the same name is then used again. Throws LIFECYCLE_NOT_UPLOADED. */
  remove (name: string): void {
    this.#bytes -= bytesOf(this.#uploaded.get(name))
    if (!this.#uploaded.delete(name)) throw new LifecycleNotUploaded(shorten(name))
    this.#onChange()
  }

  get #names (): Set<string> {
    return new Set([...this.#builtIn.names, ...this.#uploaded.keys()])
  }

  #find (name: string): Lifecycle | undefined {
    return this.#uploaded.get(name) ?? this.#builtIn.get(name)
  }

  #nearest (name: string): string {
    // there are built-in lifecycles
    return nearest([...this.#names].sort(), name, known => known, 1)[0]!
  }
}

/** The steps share their outputs with the script. Only their list is longer than the script, where loops are unfolded. */
function bytesOf (lifecycle: Lifecycle | undefined): number {
  return lifecycle === undefined ? 0 : sizeOf(lifecycle.script) + 8 * lifecycle.steps.length
}

function mustBeName (name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) {
    throw new InvalidField('name', 'must have 1 to 64 letters, digits, dots, underscores and hyphens')
  }
  if (reserved.has(name)) throw new InvalidField('name', `cannot be ${name}, which is a path of the control API`)
}
