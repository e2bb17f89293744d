import { Chain } from './chain.ts'
import type { Sandbox } from '../sandbox.ts'

/** ms after which a sandbox is removed that only unmatched requests have created: enough to read what the client did wrong. */
const visitTtl = 60_000

/** The removable sandboxes in the order of their last use. Finds the next to remove, or an empty one, without a search through all. */
export class Recency {
  readonly #ttl: { used: number, visited: number }
  readonly #used = new Chain<Sandbox>()
  /** Sandboxes that only unmatched requests and the overview have used. */
  readonly #visited = new Chain<Sandbox>()
  /** Sandboxes of both chains that may be empty. A sandbox found not to be empty is removed here until its next use. */
  readonly #spare = new Chain<Sandbox>()

  /** `ttl` in ms. */
  constructor (ttl: number) {
    this.#ttl = { used: ttl, visited: Math.min(ttl, visitTtl) }
  }

  /** Makes a sandbox the most recently used. */
  add (sandbox: Sandbox): void {
    if (sandbox.used) this.#visited.delete(sandbox)
    const chain = sandbox.used ? this.#used : this.#visited
    chain.add(sandbox)
    this.#spare.add(sandbox)
  }

  remove (sandbox: Sandbox): void {
    this.#used.delete(sandbox)
    this.#visited.delete(sandbox)
    this.#spare.delete(sandbox)
  }

  /** When (ms) a sandbox is due for removal if no request arrives before. */
  dueAt ({ lastUsed, used }: Sandbox): number {
    return lastUsed + (used ? this.#ttl.used : this.#ttl.visited)
  }

  /** The sandbox that is due first. */
  get next (): Sandbox | undefined {
    const [used, visited] = [this.#used.first, this.#visited.first]
    if (used === undefined || visited === undefined) return used ?? visited
    return this.dueAt(visited) < this.dueAt(used) ? visited : used
  }

  /**
   * Evicts the journals of the least recently used sandboxes, then their spare files, until it is enough. `main`, which is in no chain,
   * comes last.
   */
  reclaim (main: Sandbox | undefined, isEnough: () => boolean): void {
    const evictEach = (evict: (sandbox: Sandbox) => void) => {
      for (const chain of [this.#visited, this.#used, main === undefined ? [] : [main]]) {
        for (const sandbox of chain) {
          if (isEnough()) return
          evict(sandbox)
        }
      }
    }
    evictEach(({ journal }) => journal.evict())
    evictEach(({ files }) => files.evict())
  }

  /** The least recently used of the empty sandboxes. */
  findEmpty (isEmpty: (sandbox: Sandbox) => boolean): Sandbox | undefined {
    for (const sandbox of this.#spare) {
      // a request, a wait or a stream may end without another use
      if (sandbox.busy) continue
      if (isEmpty(sandbox)) return sandbox
      this.#spare.delete(sandbox)
    }
    return undefined
  }
}
