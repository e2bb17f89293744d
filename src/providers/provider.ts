import type { TSchema } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { Ids, JobView, NewJob, State } from '../jobs/index.ts'
import type { Cause, Dialect, Sandbox, ShelfKind } from '../sandboxes/index.ts'

/** Fastify with the types that TypeBox schemas give to requests and answers. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, TypeBoxTypeProvider>

/** One hosted service: its words, and where it is served. */
export interface Provider {
  readonly name: string
  /** What its jobs are when nobody says. */
  readonly kind: string
  /** Its own word for each state, in each dialect. */
  readonly statuses: Readonly<Record<Dialect, Readonly<Record<State, string>>>>
  /** Its word for a job, where that takes more than the state. */
  toStatus? (view: JobView, dialect: Dialect): string
  /** The states for which it has no word of their own, and shows the nearest. */
  readonly nearest: readonly State[]
  newId (ids: Ids, kind: string, now: number): string
  /** Why an id cannot be one of its jobs', if it cannot. */
  refuseId? (id: string): string | undefined
  /** Completes what a job is told when it is made. */
  toInput? (input: unknown, ids: Ids, kind: string): unknown
  /** What the input of a job of a kind must be, if anything, for the provider to work with it: what `toInput` gives. */
  inputSchema? (kind: string): TSchema | undefined
  /** What it keeps beside its jobs. */
  readonly shelves: readonly ShelfKind[]
  /** What a job with this input belongs to (a project), if to anything. */
  groupOf? (input: unknown, kind: string): string | undefined
  /** The frame of its OpenAPI document; a provider without one has no REST operations. */
  readonly document?: object
  /** Where its specification is served, if not at `/openapi/<name>.json`. */
  readonly specification?: string
  routes (app: App): Promise<void>
}

/** A job as somebody orders it; the provider and the sandbox fill in the rest. */
export interface Order extends Partial<Omit<NewJob, 'provider' | 'group'>> {}

/**
 * Makes a job of a provider in a sandbox. `cause` is the request with which a client started it, if one did: rules may choose
 * its lifecycle. Throws JOB_EXISTS, JOB_LIMIT, InvalidField, and then no rule has counted it.
 */
export async function startJob (sandbox: Sandbox, provider: Provider, order: Order, cause?: Omit<Cause, 'provider'>): Promise<JobView> {
  const { jobs, ids, clock, rules } = sandbox
  const kind = order.kind ?? provider.kind
  const id = order.id ?? provider.newId(ids, kind, clock.now())
  const input = provider.toInput?.(order.input, ids, kind) ?? order.input
  const group = provider.groupOf?.(input, kind)
  const { lifecycle, rule } = order.lifecycle === undefined ? sandbox.lifecycleFor(provider.name, cause && { ...cause, provider: provider.name }) : { lifecycle: order.lifecycle }
  try {
    return await jobs.create({ ...order, lifecycle, id, kind, input, group, provider: provider.name })
  } catch (error) {
    if (rule !== undefined) rules.giveBack(rule)
    throw error
  }
}

/** The absolute URL of a path in the request's sandbox, at the address that the client used. */
export function linkTo ({ protocol, host, socket, sandbox }: FastifyRequest, path: string): string {
  // HTTP/1.0 knows no Host
  return `${protocol}://${host || `${socket.localAddress}:${socket.localPort}`}${sandbox.prefix}${path}`
}
