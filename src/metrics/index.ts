import type { FastifyInstance } from 'fastify'
import type { Measure } from '../cluster/membership.ts'
import type { Exchange } from '../journal/index.ts'
import type { Sandboxes } from '../sandboxes/index.ts'
import { Metrics } from './metrics.ts'

/** Counts requests, and serves what is counted. Requests that end before `serve` are counted too. */
export interface MetricsPart {
  record (exchange: Exchange): void
  serve (app: FastifyInstance, sandboxes: Sandboxes, measures: readonly Measure[]): void
}

/** Serves `/metrics` in the text format of Prometheus. */
export function createMetrics (): MetricsPart {
  const metrics = new Metrics()
  return {
    record: exchange => metrics.record(exchange),
    serve: (app, sandboxes, measures) => {
      metrics.observe(sandboxes)
      metrics.add(measures)
      app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.read()))
    }
  }
}
