import createError from '@fastify/error'
import type { Static, TSchema } from '@sinclair/typebox'
import { selectEvicted, sizeOf } from '../validation/size.ts'
import { MemoryAccount } from '../memory.ts'

export const CollectionFull = createError<[string, string]>('COLLECTION_FULL',
  'A sandbox keeps at most %s, and all of them are in use; %s', 507)

/** The bytes of memory (an estimate) that the collections of a sandbox share. */
export interface Room { readonly limit: number, used: number, readonly memory: MemoryAccount }

type OnChange = (id: string, isThere: boolean) => void

type IsSpent<T> = (thing: T, id: string) => boolean

/** A kind of things that a provider keeps in addition to its jobs. `schema` validates the things of a snapshot. */
export interface CollectionKind<S extends TSchema = TSchema> { readonly name: string, readonly schema: S }

/** A collection of a kind. */
export type CollectionOf<S extends TSchema> = Collection<Static<S>>

/** The things of one kind (projects, tokens) in a sandbox, by id and bounded. The oldest things that are spent are evicted. */
export class Collection<T> {
  readonly #things = new Map<string, { thing: T, bytes: number }>()
  readonly #name: string
  readonly #limit: number
  readonly #room: Room
  readonly #onChange: OnChange

  /** `onChange` is called with the id of each thing that is put or deleted. */
  constructor (name: string, limit: number, room: Room = unlimited(), onChange: OnChange = () => {}) {
    this.#name = name
    this.#limit = limit
    this.#room = room
    this.#onChange = onChange
  }

  get size (): number {
    return this.#things.size
  }

  get (id: string): T | undefined {
    return this.#things.get(id)?.thing
  }

  /** All things, oldest first. */
  * entries (): Generator<[id: string, thing: T]> {
    for (const [id, { thing }] of this.#things) yield [id, thing]
  }

  /** Whether there is room for a thing once spent things are evicted. */
  fits (id: string, thing: T, isSpent: IsSpent<T> = never): boolean {
    return this.#selectEvicted(id, this.#sizeOf(id, thing), isSpent) !== undefined
  }

  /** Throws COLLECTION_FULL if there is no room for a thing even once spent things are evicted. */
  mustFit (id: string, thing: T, isSpent: IsSpent<T> = never): void {
    if (!this.fits(id, thing, isSpent)) throw this.#full(id)
  }

  /** Adds or replaces a thing, and evicts spent things if necessary. Throws COLLECTION_FULL, MEMORY_FULL; then nothing has changed. */
  put (id: string, thing: T, isSpent: IsSpent<T> = never): void {
    const bytes = this.#sizeOf(id, thing)
    const evicted = this.#selectEvicted(id, bytes, isSpent)
    if (evicted === undefined) throw this.#full(id)
    if (!this.#room.memory.fits(bytes - this.#bytesOf(id))) throw this.#room.memory.full()
    for (const other of evicted) this.delete(other)
    this.#grow(bytes - this.#bytesOf(id))
    this.#things.set(id, { thing, bytes })
    this.#onChange(id, true)
  }

  delete (id: string): boolean {
    this.#grow(-this.#bytesOf(id))
    const existed = this.#things.delete(id)
    if (existed) this.#onChange(id, false)
    return existed
  }

  /** The ids of the spent things to evict for a thing of `bytes` bytes; undefined if evicting all is not enough. */
  #selectEvicted (id: string, bytes: number, isSpent: IsSpent<T>): string[] | undefined {
    const excess = { count: this.#countWith(id) - this.#limit, bytes: this.#room.used - this.#bytesOf(id) + bytes - this.#room.limit }
    return selectEvicted(this.#spent(id, isSpent), excess, other => this.#bytesOf(other))
  }

  * #spent (id: string, isSpent: IsSpent<T>): Generator<string> {
    for (const [other, { thing }] of this.#things) if (other !== id && isSpent(thing, other)) yield other
  }

  #sizeOf (id: string, thing: T): number {
    return sizeOf([id, thing], this.#room.limit)
  }

  #grow (bytes: number): void {
    this.#room.used += bytes
    this.#room.memory.add(bytes)
  }

  #bytesOf (id: string): number {
    return this.#things.get(id)?.bytes ?? 0
  }

  #countWith (id: string): number {
    return this.#things.has(id) ? this.size : this.size + 1
  }

  #full (id: string): Error {
    if (this.#countWith(id) > this.#limit) return new CollectionFull(`${this.#limit} ${this.#name}`, '--max-things allows more')
    return new CollectionFull(`${this.#room.limit} bytes of projects, tokens and the like`, 'POST /__admin/reset empties it')
  }
}

function unlimited (): Room {
  return { limit: Infinity, used: 0, memory: new MemoryAccount() }
}

function never (): boolean {
  return false
}
