import createError from '@fastify/error'

export const FilesFull = createError('FILES_FULL', 'A sandbox keeps files of at most %s bytes together, and has no room for %s more; POST /__admin/reset empties it', 507)

export interface StoredFile { name: string, type: string, bytes: Buffer }

/** Room for bytes that are on their way in. */
export interface Reservation {
  /** Throws FILES_FULL. */
  add (bytes: number): void
  /** Gives all of it back. */
  release (): void
}

/** A file counts for this many bytes, however empty it is, so that empty ones do not fill the memory with their names. */
const least = 1024

/** The files of a sandbox by key, in memory and bounded. */
export class Files {
  readonly #files = new Map<string, { file: StoredFile, spare: boolean }>()
  readonly #limit: number
  /** Bytes of the files, of those among them that are spare, and of what is on its way in. */
  #kept = 0
  #spare = 0
  #reserved = 0

  constructor (limit: number) {
    this.#limit = limit
  }

  /** Bytes that count against the limit. */
  get size (): number {
    return this.#kept + this.#reserved
  }

  /** All, oldest first. */
  * entries (): Generator<StoredFile & { key: string, spare: boolean }> {
    for (const [key, { file, spare }] of this.#files) yield { key, ...file, spare }
  }

  get (key: string): StoredFile | undefined {
    return this.#files.get(key)?.file
  }

  /** `spare` files make room for whatever comes, oldest first; the others never do. Throws FILES_FULL, and then nothing has changed. */
  put (key: string, file: StoredFile, { spare = false } = {}): void {
    const replaced = this.#files.get(key)
    this.#mustFit(sizeOf(file), replaced === undefined || replaced.spare ? 0 : sizeOf(replaced.file))
    this.delete(key)
    this.#makeRoom(sizeOf(file))
    this.#files.set(key, { file, spare })
    this.#kept += sizeOf(file)
    if (spare) this.#spare += sizeOf(file)
  }

  delete (key: string): boolean {
    const stored = this.#files.get(key)
    if (stored === undefined) return false
    this.#kept -= sizeOf(stored.file)
    if (stored.spare) this.#spare -= sizeOf(stored.file)
    return this.#files.delete(key)
  }

  /** So that many uploads at once cannot fill the memory. To store what has come, release it and put the file, with nothing in between. */
  reserve (): Reservation {
    let held = 0
    return {
      add: bytes => {
        this.#mustFit(bytes)
        this.#makeRoom(bytes)
        this.#reserved += bytes
        held += bytes
      },
      release: () => {
        this.#reserved -= held
        held = 0
      }
    }
  }

  /** Whether there is room once all that is spare has gone, and `freed` bytes beside it. */
  #mustFit (bytes: number, freed = 0): void {
    if (this.size - this.#spare - freed + bytes > this.#limit) throw new FilesFull(this.#limit, bytes)
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
