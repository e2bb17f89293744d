import createError from '@fastify/error'
import { MemoryAccount } from '../memory.ts'

export const FilesFull = createError('FILES_FULL',
  'The files of a sandbox may have at most %s bytes together, and there is no room for %s more; POST /__admin/reset deletes them', 507)

export interface StoredFile { name: string, type: string, bytes: Buffer }

/** Room for the bytes of an upload that is still arriving. */
export interface Reservation {
  /** Throws FILES_FULL. */
  add (bytes: number): void
  /** Frees all reserved bytes. */
  release (): void
}

/** The minimum number of bytes for which a file counts: otherwise the names of empty files could fill the memory. */
const least = 1024

/** The files of a sandbox by key, in memory and bounded. */
export class Files {
  readonly #files = new Map<string, { file: StoredFile, spare: boolean }>()
  readonly #limit: number
  readonly #memory: MemoryAccount
  readonly #onChange: (key: string, isThere: boolean) => void
  /** Bytes of all files, of the spare files among them, and of reservations. */
  #kept = 0
  #spare = 0
  #reserved = 0

  /** `onChange` is called with the key of each file that is put or deleted. */
  constructor (limit: number, memory = new MemoryAccount(), onChange: (key: string, isThere: boolean) => void = () => {}) {
    this.#limit = limit
    this.#memory = memory
    this.#onChange = onChange
  }

  /** Bytes that count against the limit. */
  get size (): number {
    return this.#kept + this.#reserved
  }

  /** All files, oldest first. */
  * entries (): Generator<StoredFile & { key: string, spare: boolean }> {
    for (const [key, { file, spare }] of this.#files) yield { key, ...file, spare }
  }

  /** A file as it is kept; undefined for an unknown key. */
  find (key: string): StoredFile & { spare: boolean } | undefined {
    const stored = this.#files.get(key)
    return stored && { ...stored.file, spare: stored.spare }
  }

  get (key: string): StoredFile | undefined {
    return this.#files.get(key)?.file
  }

  /** Stores a file. Files that are `spare` can be evicted, oldest first; others never are. Throws FILES_FULL; then nothing has changed. */
  put (key: string, file: StoredFile, { spare = false } = {}): void {
    const replaced = this.#files.get(key)
    this.#mustFit(sizeOf(file), replaced === undefined || replaced.spare ? 0 : sizeOf(replaced.file))
    this.delete(key)
    this.#makeRoom(sizeOf(file))
    this.#files.set(key, { file, spare })
    this.#kept += sizeOf(file)
    this.#memory.add(sizeOf(file))
    if (spare) this.#spare += sizeOf(file)
    this.#onChange(key, true)
  }

  delete (key: string): boolean {
    const stored = this.#files.get(key)
    if (stored === undefined) return false
    this.#kept -= sizeOf(stored.file)
    this.#memory.add(-sizeOf(stored.file))
    if (stored.spare) this.#spare -= sizeOf(stored.file)
    this.#files.delete(key)
    this.#onChange(key, false)
    return true
  }

  /** Reserves room, so that parallel uploads cannot fill the memory. To store an upload, release and put synchronously. */
  reserve (): Reservation {
    let held = 0
    return {
      add: bytes => {
        this.#mustFit(bytes)
        this.#makeRoom(bytes)
        this.#reserved += bytes
        this.#memory.add(bytes)
        held += bytes
      },
      release: () => {
        this.#reserved -= held
        this.#memory.add(-held)
        held = 0
      }
    }
  }

  /** Evicts all spare files. */
  evict (): void {
    for (const [key, { spare }] of this.#files) if (spare) this.delete(key)
  }

  /** Throws FILES_FULL if there is no room even without the spare files and `freed` bytes, and MEMORY_FULL. */
  #mustFit (bytes: number, freed = 0): void {
    if (this.size - this.#spare - freed + bytes > this.#limit) throw new FilesFull(this.#limit, bytes)
    if (!this.#memory.fits(bytes - freed)) throw this.#memory.full()
  }

  #makeRoom (bytes: number): void {
    for (const [key, { spare }] of this.#files) {
      if (this.size + bytes <= this.#limit) return
      if (spare) this.delete(key)
    }
  }
}

function sizeOf ({ bytes }: StoredFile): number {
  return Math.max(bytes.length, least)
}
