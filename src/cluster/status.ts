import type { FastifyInstance } from 'fastify'
import type { SharedDirectory } from './directory.ts'
import type { Lease } from './lease.ts'
import type { Ownership } from './ownership.ts'

/** How many sandboxes the status lists. */
const maxListed = 1000

/** Serves what this replica knows of all replicas, and which of them owns which sandbox. */
export function statusRoute (app: FastifyInstance, lease: Lease, ownership: Ownership, directory: SharedDirectory): void {
  app.get('/__admin/cluster', { schema: { hide: true } }, async () => ({
    replica: lease.id,
    lease: lease.length,
    certain: lease.isCertain,
    lag: round(lease.lag),
    owned: ownership.size,
    recovered: Array.from(ownership.all).filter(({ hasRecovered }) => hasRecovered).map(({ name }) => name),
    replicas: [{ id: lease.id, url: lease.url }, ...lease.peers.values()],
    sandboxes: await directory.owners(maxListed)
  }))
}

function round (ms: number): number {
  return Math.round(ms * 10) / 10
}
