import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { allFields, Changes, writeField, type Contents, type Item, type Part, type Sandbox, type SandboxOrder } from '../sandboxes/index.ts'
import { JournalCopy } from './journal-copy.ts'
import type { Lease } from './lease.ts'
import type { Gate } from './response.ts'
import type { Shown } from './membership.ts'
import { copy, keysOf, names, release, write } from './scripts.ts'
import type { Store } from './store.ts'

/** What all owned sandboxes of a replica share. */
export interface OwnedSetup {
  store: Store
  lease: Lease
  /** Real ms since the epoch. */
  now (): number
  /** ms without a use after which the store deletes a sandbox; 0 for never. */
  lifetimeOf (name: string): number
  /** What the list of all sandboxes shows of a sandbox. */
  describe (sandbox: Sandbox): Shown
  /** Ends a response that must not leave. */
  reject: Gate['reject']
  /** Called once when another replica owns the sandbox, or may own it. */
  onLost (owned: Owned): void
  /** Called with the error of a write, which is repeated. */
  onError (error: Error): void
}

/** ms between two attempts to write. */
const pause = 100

/** ms for which a sandbox that is given up waits for its last responses. */
const grace = 400

/** All owned sandboxes with changes, written in the same turn of the event loop: their commands travel together. */
const due = new Set<Owned>()

const owners = new WeakMap<Contents, Owned>()

/** The record of what changes in contents. A change is written even if no response depends on it. */
export function record (contents: Contents): Changes {
  return new Changes(() => owners.get(contents)?.plan())
}

/**
 * A sandbox that this replica owns, and the gate of its responses: they leave once everything that has changed is stored. While a write is
 * in progress, all responses wait, also those to reads: they may show what is not stored yet.
 */
export class Owned implements Gate {
  readonly name: string
  readonly epoch: number
  /** The settings in which the sandbox differs from the server's. */
  order: SandboxOrder = {}
  /** When it was last used or recorded in the store, in real ms. */
  touchedAt = 0
  /** The number of its writes so far; a smaller number than expected means that the store has lost some. */
  writes: number
  /** Whether the store has lost writes that had been confirmed. */
  hasRecovered = false
  #sandbox: Sandbox | undefined
  #isLost = false
  #writing: Promise<void> | undefined
  #deletion: Promise<unknown> | undefined
  #waiting: Array<(mayLeave: boolean) => void> = []
  readonly #setup: OwnedSetup
  /** What of the journal is in the store. */
  readonly #journal = new JournalCopy()

  constructor (name: string, epoch: number, writes: number, setup: OwnedSetup) {
    this.name = name
    this.epoch = epoch
    this.writes = writes
    this.#setup = setup
  }

  /** Undefined until a request creates it. */
  get sandbox (): Sandbox | undefined { return this.#sandbox }
  get isLost (): boolean { return this.#isLost }

  set sandbox (sandbox: Sandbox) {
    this.#sandbox = sandbox
    owners.set(sandbox.contents, this)
    this.touchedAt = this.#setup.now()
    this.#journal.skip(sandbox.journal)
  }

  get isOpen (): boolean {
    return !this.#isLost && this.#writing === undefined && this.#isClean && this.#setup.lease.isCertain
  }

  get #isClean (): boolean {
    // a sandbox of a replica records its changes
    return this.#sandbox === undefined || this.#sandbox.contents.changes!.isEmpty
  }

  wait (done: (mayLeave: boolean) => void): void {
    // the response to its deletion, and those of the waits that this has ended
    if (this.#deletion !== undefined) {
      this.#deletion.then(() => done(true), () => done(false))
      return
    }
    if (this.#isLost || !this.#setup.lease.isCertain) return done(false)
    this.#waiting.push(done)
    this.plan()
  }

  reject (response: ServerResponse, hasBegun: boolean): void {
    this.#setup.reject(response, hasBegun)
  }

  /** What the list of all sandboxes shows of it. It must have been created. */
  show (): Shown {
    return this.#setup.describe(this.#sandbox!)
  }

  /** Writes the changes at the end of this turn of the event loop. */
  plan (): void {
    if (due.size === 0) setImmediate(writeAll)
    due.add(this)
  }

  /** Writes the changes until there are none. Resolves when the sandbox is written or lost. */
  async write (): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => { this.#writing = undefined })
    await this.#writing
  }

  async #writeAll (): Promise<void> {
    while (!this.#isLost && (!this.#isClean || this.#waiting.length > 0)) {
      const waiting = this.#waiting
      this.#waiting = []
      const mayLeave = this.#isClean || await this.#writeChanges()
      if (!mayLeave) this.lose()
      for (const done of waiting) done(mayLeave)
    }
  }

  /** Rejects the responses that wait, and removes the sandbox from memory. */
  lose (): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#setup.onLost(this)
    for (const done of this.#waiting.splice(0)) done(false)
  }

  /** Writes what is left and gives the sandbox up, so that another replica can claim it at once. */
  async release (isDeleted: boolean): Promise<void> {
    const { store, lease } = this.#setup
    if (!isDeleted) {
      await this.#finishResponses()
      await this.write()
      await this.copyJournal()
    }
    if (this.#isLost) return
    this.#isLost = true
    const released = store.run(release, keysOf(this.name), [lease.id, String(this.epoch), isDeleted ? '1' : '0'])
    if (isDeleted) this.#deletion = Promise.all([released, store.send(names, ['ZREM', names, this.name])])
    for (const done of this.#waiting.splice(0)) this.wait(done)
    await (this.#deletion ?? released)
  }

  /** Waits until the responses in progress have left, also of waits that have just ended. A slow client is not waited for. */
  async #finishResponses (): Promise<void> {
    const end = performance.now() + grace
    while (this.#sandbox !== undefined && this.#sandbox.journal.pending > 0 && performance.now() < end) await sleep(5)
  }

  /** Records in the store that the sandbox was used. */
  async touch (): Promise<void> {
    const { store, now, lifetimeOf } = this.#setup
    this.touchedAt = now()
    const lifetime = lifetimeOf(this.name)
    const commands = [store.send(names, ['ZADD', names, lifetime === 0 ? '+inf' : String(Math.ceil(now() + lifetime)), this.name])]
    if (lifetime > 0) for (const key of keysOf(this.name)) commands.push(store.send(key, ['PEXPIRE', key, String(lifetime)]))
    await Promise.all(commands)
  }

  /** Copies what is new in the journal to the store. What cannot be copied is missing after a move. */
  async copyJournal (): Promise<void> {
    const { store, lease, lifetimeOf, onError } = this.#setup
    const batch = this.#sandbox && this.#journal.take(this.#sandbox.journal)
    if (batch === undefined || this.#isLost) return
    const { mustClear, limit, texts } = batch
    const args = [lease.id, String(this.epoch), String(lifetimeOf(this.name)), mustClear ? '1' : '0', String(limit), ...texts]
    await store.run(copy, keysOf(this.name), args).catch(onError)
  }

  /** Resolves with false if the sandbox has another owner, or may have one. */
  async #writeChanges (): Promise<boolean> {
    const { store, lease, onError } = this.#setup
    const args = this.#takeChanges()
    while (lease.isCertain) {
      try {
        const writes = Number(await store.run(write, keysOf(this.name), args))
        if (writes === 0) return false
        if (writes <= this.writes) this.#recover()
        this.writes = writes
        return true
      } catch (error) {
        onError(error as Error)
        await sleep(pause)
      }
    }
    return false
  }

  /** The arguments of the script that writes what has changed. */
  #takeChanges (): string[] {
    const { lease, now, lifetimeOf } = this.#setup
    const sandbox = this.#sandbox! // changes have a sandbox
    const { contents } = sandbox
    // a reset has replaced them
    owners.set(contents, this)
    const { isNew, fields, removed } = contents.changes!.take()
    const wanted = new Set<Part | Item>(isNew ? allFields(contents) : fields)
    // a running clock: a replica that takes over never shows an earlier time
    wanted.add('clock')
    const values: string[] = []
    for (const field of wanted) {
      const value = writeField(contents, field, now())
      if (value !== undefined) values.push(field, value)
    }
    values.push('@about', JSON.stringify(this.show()))
    if (isNew) {
      values.push('@settings', JSON.stringify(this.order))
      this.touch().catch(this.#setup.onError)
    }
    return [lease.id, String(this.epoch), String(lifetimeOf(this.name)), isNew ? '1' : '0', String(removed.length), ...removed, ...values]
  }

  /** The store was replaced by a copy that lacks confirmed writes: everything is still here, and is written again. */
  #recover (): void {
    this.hasRecovered = true
    // what has been written has a sandbox, which records its changes
    this.#sandbox!.contents.changes!.renew()
  }
}

function writeAll (): void {
  const all = [...due]
  due.clear()
  // `write` does not throw
  for (const owned of all) owned.write()
}
