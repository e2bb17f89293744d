import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { Ids, JobView, NewJob, State } from '../jobs/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'

/** Fastify with the types that TypeBox schemas give to requests and answers. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, TypeBoxTypeProvider>

/** One hosted service: its words, and where it is served. */
export interface Provider {
  readonly name: string
  /** What its jobs are when nobody says. */
  readonly kind: string
  /** Its own word for each state. */
  readonly statuses: Record<State, string>
  newId (ids: Ids, kind: string, now: number): string
  /** Why an id cannot be one of its jobs', if it cannot. */
  refuseId? (id: string): string | undefined
  /** Completes what a job is told when it is made. */
  toInput? (input: unknown, ids: Ids): unknown
  /** The frame of its OpenAPI document; a provider without one has no REST operations. */
  readonly document?: object
  /** Where its specification is served, if not at `/openapi/<name>.json`. */
  readonly specification?: string
  routes (app: App): Promise<void>
}

/** A job as somebody orders it; the provider and the sandbox fill in the rest. */
export interface Order extends Partial<Omit<NewJob, 'provider'>> {}

/** Makes a job of a provider in a sandbox. Throws JOB_EXISTS, LIFECYCLE_UNKNOWN, InvalidField. */
export async function startJob ({ jobs, ids, clock, lifecycle }: Sandbox, provider: Provider, order: Order): Promise<JobView> {
  const kind = order.kind ?? provider.kind
  const id = order.id ?? provider.newId(ids, kind, clock.now())
  const input = provider.toInput?.(order.input, ids) ?? order.input
  return await jobs.create({ lifecycle, ...order, id, kind, input, provider: provider.name })
}

/** The absolute URL of a path in the request's sandbox, at the address that the client used. */
export function linkTo ({ protocol, host, socket, sandbox }: FastifyRequest, path: string): string {
  // HTTP/1.0 knows no Host
  return `${protocol}://${host || `${socket.localAddress}:${socket.localPort}`}${sandbox.prefix}${path}`
}
