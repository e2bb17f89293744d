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
  /** The secret by which replicas trust each other; if it is empty, it is derived from the URL of the store. */
  readonly secret: string
  /** ms for which a replica owns its sandboxes after it has last renewed its lease. */
  readonly lease: number
}

/** What the registry of sandboxes calls in a cluster. */
export interface RegistryHooks extends Pick<SandboxSetup, 'record'> {
  mustBeFree? (name: string): void
  onCreate (sandbox: Sandbox, order: SandboxOrder): void
  onRemove? (sandbox: Sandbox, isDeleted: boolean): void
}

/** What a replica needs of its server. */
export interface ServerSurroundings {
  app: FastifyInstance
  limits: Limits
  kinds: readonly CollectionKind[]
  /** What the list of all sandboxes shows of a sandbox. */
  describe (sandbox: Sandbox): Shown
  wallClock: Clock
}

/** What the list of all sandboxes shows of a sandbox; `describe` makes it. */
export type Shown = object & { name: string }

/** All sandboxes, of this process or of all replicas. */
export interface Directory {
  list (query: { limit: number, cursor?: string | undefined }): Promise<{ items: Shown[], next: string | null }>
  /** `play` is called with the new sandbox and acts in it. Throws SANDBOX_EXISTS, SANDBOX_NAME_INVALID, SANDBOX_LIMIT, InvalidField. */
  create (order: SandboxOrder, play?: (sandbox: Sandbox) => void): Promise<Shown>
}

/** A number that `/metrics` shows. A counter only rises. */
export interface Measure { kind: 'gauge' | 'counter', name: string, help: string, read: () => number }

/** What a server does as one of several replicas; `alone` is a server without a cluster. */
export interface Membership {
  readonly serverOptions: ServerOptions
  readonly hooks: RegistryHooks
  /** The limits of this process. */
  toOwnLimits (limits: Limits): Limits
  /** Decides for each request where it is handled. Must be called before hooks and routes are added. */
  attach (surroundings: ServerSurroundings): void
  /** Joins the other replicas. `url` is the address on which this one listens. */
  begin (url: string, app: FastifyInstance): Promise<void>
  /** The directory of the sandboxes of a server. */
  createDirectory (sandboxes: Sandboxes, describe: (sandbox: Sandbox) => Shown): Directory
  /** Adds the routes of the control API that are about the replicas. */
  addRoutes (app: FastifyInstance): void
  /** The numbers about the replicas that `/metrics` shows. */
  measures (): readonly Measure[]
  /** Whether another replica is reached by this host name: requests for it may be forwarded to this one. */
  isOwnHost (name: string): boolean
  /** Why the server is not ready; undefined if it is. */
  problem (): string | undefined
  /** Leaves the other replicas. */
  end (): Promise<void>
}

/** A server without a cluster: all sandboxes are its own. */
export const alone: Membership = {
  serverOptions: {},
  hooks: { onCreate () {} },
  toOwnLimits: limits => limits,
  attach () {},
  createDirectory: (sandboxes, describe) => ({
    list: async query => {
      const { items, next } = sandboxes.list(query)
      return { items: items.map(describe), next }
    },
    create: async (order, play) => {
      const sandbox = sandboxes.create(order)
      play?.(sandbox)
      return describe(sandbox)
    }
  }),
  addRoutes () {},
  measures: () => [],
  isOwnHost: () => false,
  problem: () => undefined,
  async begin () {},
  async end () {}
}
