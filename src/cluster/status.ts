import type { FastifyInstance } from 'fastify'
import type { Measure } from './membership.ts'
import type { SharedDirectory } from './directory.ts'
import type { Forwarder } from './forwarding/index.ts'
import type { Lease } from './lease.ts'
import type { Ownership } from './ownership.ts'

/** How many sandboxes the status lists. */
const maxListed = 1000

/** Adds the route that shows all replicas, as this one knows them, and the owner of each sandbox. */
export function addStatusRoute (app: FastifyInstance, lease: Lease, ownership: Ownership, directory: SharedDirectory): void {
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

/** What `/metrics` shows of a replica. `storeErrors`: how many commands have failed. */
export function measuresOf (lease: Lease, ownership: Ownership, forwarder: Forwarder, storeErrors: () => number): Measure[] {
  const gauge = (name: string, help: string, read: () => number): Measure =>
    ({ kind: 'gauge', name: `jobdouble_cluster_${name}`, help, read })
  const counter = (name: string, help: string, read: () => number): Measure => ({ ...gauge(name, help, read), kind: 'counter' })
  return [
    gauge('replicas', 'Replicas that have a lease, as this one knows', () => lease.peers.size + Number(lease.isCertain)),
    gauge('owned_sandboxes', 'Sandboxes that this replica owns', () => ownership.size),
    gauge('lease_seconds', 'Time for which the lease of this replica is certain', () => lease.left / 1000),
    gauge('lag_seconds', 'Round trip to the store of the latest renewal of the lease', () => lease.lag / 1000),
    counter('forwards_total', 'Requests forwarded to other replicas', () => forwarder.count),
    counter('store_errors_total', 'Failed renewals, writes and copies of journals', storeErrors)
  ]
}
