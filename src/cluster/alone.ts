import type { FastifyInstance } from 'fastify'
import type { ServerOptions } from 'node:http'
import type { CollectionKind, Limits, Sandbox, SandboxOrder, SandboxSetup, Sandboxes } from '../sandboxes/index.ts'
import type { Clock } from '../time/index.ts'

/** How replicas share their sandboxes. */
export interface ClusterSettings {
  /** The URL of the store. */
  readonly store: string
  readonly password: string | undefined
  /** The URL under which the other replicas reach this one; undefined for the address on which it listens. */
  readonly advertise: string | undefined
  /** What replicas trust each other by; empty for a secret that follows from the URL of the store. */
  readonly secret: string
  /** ms for which a replica owns its sandboxes without a sign of life. */
  readonly lease: number
}

/** What the registry of sandboxes has to do in a cluster. */
export interface RegistryHooks extends Pick<SandboxSetup, 'record'> {
  mustBeFree? (name: string): void
  onCreate? (sandbox: Sandbox, order: SandboxOrder): void
  onRemove? (sandbox: Sandbox, isDeleted: boolean): void
}

/** What a replica needs to know of its server. */
export interface ServerSurroundings {
  app: FastifyInstance
  limits: Limits
  kinds: readonly CollectionKind[]
  /** What the list of all sandboxes shows of a sandbox. */
  describe (sandbox: Sandbox): object
  wallClock (): Clock
  sandboxes (): Sandboxes
}

/** How a server is one of several replicas, or alone. */
export interface Membership {
  readonly serverOptions: ServerOptions
  readonly hooks: RegistryHooks
  /** The limits of this process. */
  toOwnLimits (limits: Limits): Limits
  /** Decides for each request where it is handled. Must be called before hooks and routes are added. */
  attach (surroundings: ServerSurroundings): void
  /** Joins the other replicas. `url` is the address on which this one listens. */
  begin (url: string, app: FastifyInstance): Promise<void>
  /** Leaves them. */
  end (): Promise<void>
}

/** A server without a cluster, for which nothing is to do. */
export const alone: Membership = {
  serverOptions: {},
  hooks: {},
  toOwnLimits: limits => limits,
  attach () {},
  async begin () {},
  async end () {}
}
