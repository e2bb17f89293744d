import createError from '@fastify/error'
import { sizeOf } from '../validation/size.ts'
import { shorten } from '../validation/text.ts'
import { isFor, segmentsOf, toStubRule, type NewStub, type Stub, type StubRule } from './stub.ts'

export const StubUnknown = createError('STUB_UNKNOWN', 'There is no stub %s; GET /__admin/stubs lists all', 404)
export const StubLimit = createError<[string]>('STUB_LIMIT', 'A sandbox keeps at most %s; delete some first', 507)

/** The maximum number of stubs, because an unmatched request may have to try all, and of bytes of memory (an estimate). */
const limit = { stubs: 1000, bytes: 16 * 1024 * 1024 }

/** The responses of a sandbox to requests that no operation takes. Of several stubs that match, the latest responds. */
export class Stubs {
  readonly #rules: StubRule[] = []
  #made = 0
  #bytes = 0
  readonly #onChange: () => void

  /** `onChange` is called after each change. */
  constructor (onChange: () => void) {
    this.#onChange = onChange
  }

  get size (): number { return this.#rules.length }

  /** Oldest first. */
  get all (): readonly Stub[] { return this.#rules.map(({ stub }) => stub) }

  /** How many have been created so far. */
  get made (): number { return this.#made }

  /** Throws InvalidField, STUB_LIMIT. */
  add (newStub: NewStub): Stub {
    const rule = toStubRule(newStub, `stub-${this.#made + 1}`)
    this.#put(rule)
    this.#made++
    this.#onChange()
    return rule.stub
  }

  /** Sets how many have been created, for a snapshot whose stubs follow. */
  set made (made: number) { this.#made = made }

  /** Adds a stub of a snapshot. Throws InvalidField, STUB_LIMIT. */
  restore ({ id, matched, ...newStub }: Stub): void {
    this.#put(toStubRule(newStub, id, matched))
  }

  /** Throws STUB_UNKNOWN. */
  get (id: string): Stub {
    return this.#find(id).stub
  }

  /** Throws STUB_UNKNOWN. */
  remove (id: string): void {
    const rule = this.#find(id)
    this.#rules.splice(this.#rules.indexOf(rule), 1)
    this.#bytes -= sizeOf(rule.stub)
    this.#onChange()
  }

  clear (): void {
    this.#rules.length = 0
    this.#bytes = 0
    this.#onChange()
  }

  /** The stub that responds to a request, if one does. It counts the request. */
  choose (method: string, url: string): Stub | undefined {
    if (this.#rules.length === 0) return undefined
    const segments = segmentsOf(url)
    const found = this.#rules.findLast(rule => isFor(rule, method, segments))
    if (found === undefined) return undefined
    found.stub.matched++
    this.#onChange()
    return found.stub
  }

  /** Throws STUB_LIMIT; then nothing has changed. */
  #put (rule: StubRule): void {
    const bytes = sizeOf(rule.stub, limit.bytes)
    if (this.#rules.length === limit.stubs) throw new StubLimit(`${limit.stubs} stubs`)
    if (this.#bytes + bytes > limit.bytes) throw new StubLimit(`${limit.bytes} bytes of stubs`)
    this.#rules.push(rule)
    this.#bytes += bytes
  }

  #find (id: string): StubRule {
    const rule = this.#rules.find(({ stub }) => stub.id === id)
    if (rule === undefined) throw new StubUnknown(shorten(id))
    return rule
  }
}
