import { setTimeout as sleep } from 'node:timers/promises'
import { lease, type World } from './replicas.ts'

/** What happens to one replica, or to the store, during a run. Afterwards everything runs again. */
export const disturbances: Record<string, (world: World, replica: World['replicas'][0]) => Promise<void>> = {
  async 'a replica is killed' (_world, replica) {
    await replica.end('SIGKILL')
    await replica.start()
  },
  async 'a replica is paused for longer than its lease' (_world, replica) {
    replica.signal('SIGSTOP')
    await sleep(1.5 * lease)
    replica.signal('SIGCONT')
  },
  async 'a replica is drained' (_world, replica) {
    await replica.end('SIGTERM')
    await replica.start()
  },
  async 'the store is paused for longer than a lease' ({ store }) {
    store.signal('SIGSTOP')
    await sleep(1.3 * lease)
    store.signal('SIGCONT')
  },
  async 'the connection of a replica to the store is cut for longer than a lease' (_world, replica) {
    replica.link.cut()
    await sleep(1.3 * lease)
    replica.link.restore()
  },
  async 'all connections to the store are cut for a moment' ({ replicas }) {
    for (const { link } of replicas) link.cut()
    await sleep(100)
    for (const { link } of replicas) link.restore()
    // the replicas connect again
    await sleep(500)
  }
}

/** Draws whole numbers from 0 to below `limit`: mulberry32, so that a run is repeated by its seed. */
export function randomFrom (seed: number): (limit: number) => number {
  let state = seed
  return limit => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * limit)
  }
}
