import { setImmediate as nextTurn } from 'node:timers/promises'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { Measure } from '../cluster/membership.ts'
import { stateAt, states, type State } from '../jobs/index.ts'
import type { Exchange } from '../journal/index.ts'
import type { Sandbox, Sandboxes } from '../sandboxes/index.ts'

/** A value of all sandboxes together. */
interface Total { name: string, help: string, of: (sandbox: Sandbox) => number }

const totals: readonly Total[] = [
  { name: 'jobdouble_sandboxes', help: 'Sandboxes', of: () => 1 },
  { name: 'jobdouble_open_waits', help: 'Open waits for jobs', of: ({ jobs }) => jobs.openWaits },
  { name: 'jobdouble_pending_requests', help: 'Requests of providers without a complete response', of: ({ journal }) => journal.pending },
  { name: 'jobdouble_journal_exchanges', help: 'Exchanges that the journals keep', of: ({ journal }) => journal.size },
  { name: 'jobdouble_journal_bytes', help: 'Bytes of memory that the journals take', of: ({ journal }) => journal.bytes },
  { name: 'jobdouble_journal_dropped', help: 'Exchanges dropped from the journals that exist now', of: ({ journal }) => journal.dropped },
  { name: 'jobdouble_file_bytes', help: 'Bytes of files', of: ({ files }) => files.size }
]

/** How many jobs are counted in one turn of the event loop, about 2 ms; those of one sandbox are counted together. */
const chunkSize = 10_000

/**
 * The metrics of a server. Requests are counted as they end; everything else is computed from the sandboxes when it is read, so that it
 * costs the requests nothing.
 */
export class Metrics {
  readonly #registry = new Registry()
  /** Its labels are bounded: no name in them comes from a client. */
  readonly #requests = new Counter({
    name: 'jobdouble_requests_total',
    help: 'Requests of providers that have ended. operation: of GraphQL the first; status: empty if no response was sent',
    labelNames: ['provider', 'operation', 'status', 'fault'] as const,
    registers: [this.#registry]
  })

  record ({ provider = '', operations, status, faults }: Exchange): void {
    this.#requests.inc({
      provider,
      operation: operations[0] ?? '',
      status: status === undefined ? '' : String(status),
      fault: faults === undefined ? 'false' : 'true'
    })
  }

  /** Adds the metrics of the process and of the sandboxes. */
  observe (sandboxes: Sandboxes): void {
    collectDefaultMetrics({ register: this.#registry })
    for (const { name, help, of } of totals) {
      const collect = function (this: Gauge) { this.set(Array.from(sandboxes.all(), of).reduce((sum, value) => sum + value, 0)) }
      this.#registry.registerMetric(new Gauge({ name, help, registers: [], collect }))
    }
    this.#registry.registerMetric(new Gauge({
      name: 'jobdouble_jobs',
      help: 'Jobs by provider and state',
      labelNames: ['provider', 'state'] as const,
      registers: [],
      async collect () {
        this.reset()
        for (const [provider, counts] of await countJobs(sandboxes)) {
          for (const state of states) this.set({ provider, state }, counts.get(state) ?? 0)
        }
      }
    }))
  }

  /** Adds other metrics, which are read when `/metrics` is. */
  add (measures: readonly Measure[]): void {
    for (const { kind, name, help, read } of measures) {
      const metric = kind === 'gauge'
        ? new Gauge({ name, help, registers: [], collect () { this.set(read()) } })
        : new Counter({
          name,
          help,
          registers: [],
          collect () {
            this.reset()
            this.inc(read())
          }
        })
      this.#registry.registerMetric(metric)
    }
  }

  get contentType (): string { return this.#registry.contentType }

  /** The text of all metrics. */
  async read (): Promise<string> {
    return await this.#registry.metrics()
  }
}

/** The jobs of all sandboxes by provider and state. Other requests take their turns between the sandboxes. */
async function countJobs (sandboxes: Sandboxes): Promise<Map<string, Map<State, number>>> {
  const byProvider = new Map<string, Map<State, number>>()
  let counted = 0
  for (const { contents: { store, clock } } of [...sandboxes.all()]) {
    const now = clock.now()
    const jobs = store.all
    for (const { job } of jobs) {
      const state = stateAt(job, now)
      const counts = byProvider.get(job.provider) ?? new Map<State, number>()
      byProvider.set(job.provider, counts.set(state, (counts.get(state) ?? 0) + 1))
    }
    counted += jobs.length
    if (counted < chunkSize) continue
    counted = 0
    await nextTurn()
  }
  return byProvider
}
