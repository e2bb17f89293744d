import type { TSchema } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault
} from 'fastify'
import type { JobView, State } from '../jobs/index.ts'
import type { OperationTraits } from '../report/index.ts'
import type { CollectionKind, JobTraits, ProviderJobs, Sandbox } from '../sandboxes/index.ts'

/** Fastify with the types that TypeBox schemas give to requests and responses. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  // declared here, because the types of `jobdouble/provider` need both
  interface FastifyRequest {
    /** The sandbox that the URL selects. */
    readonly sandbox: Sandbox
    /** The jobs of the provider whose route this is, in the sandbox of the request. */
    readonly jobs: ProviderJobs
  }
}

/** One hosted service: its words, and where it is served. */
export interface Provider extends JobTraits {
  /** The variables that its clients read, with `{url}` for the base URL of a sandbox: `{ JULEP_BASE_URL: '{url}/api' }`. */
  readonly env: Readonly<Record<string, string>>
  /** The help of each switch, by name: `lenient` of Starfish is `--starfish-lenient`. */
  readonly switches?: Readonly<Record<string, string>>
  /** Whether it is served by GraphQL, in whose responses a fault can put an error. */
  readonly graphql?: boolean
  /** The operations that start jobs, whose lifecycle a rule can choose: `createExecution`. */
  readonly starts: readonly string[]
  /** The states for which it has no status of its own, and shows the nearest. */
  readonly nearest: readonly State[]
  /** The roles of its operations, by which the report judges how clients use them. */
  readonly report: OperationTraits
  /** Returns why an id cannot be that of one of its jobs; undefined if it can. */
  refuseId? (id: string): string | undefined
  /** The requests by which a client asks for a job, whose responses are JSON: `GET /__admin/jobs/{id}/responses` sends them. */
  polls (job: JobView, sandbox: Sandbox): PollRequest[]
  /** Returns the id of the job that another id stands for: an execution has an id of its own. */
  jobIdOf? (id: string, sandbox: Sandbox): string | undefined
  /** The schema of the input of a job of this kind, as `toInput` completes it, where the provider depends on one. */
  inputSchema? (kind: string): TSchema | undefined
  /** The collections that it keeps in a sandbox besides its jobs. */
  readonly collections: readonly CollectionKind[]
  /** The frame of its OpenAPI document; a provider without one has no REST operations. */
  readonly document?: object
  /** Where its specification is served, if not at `/openapi/<name>.json`. */
  readonly specification?: string
  /** The people of its teams. */
  readonly members?: Members
  routes (app: App): Promise<void>
}

/** A request of a client. `operation`: without the name of the provider; `path`: below the base URL of the sandbox. */
export interface PollRequest {
  operation: string
  method: 'GET' | 'POST'
  path: string
  /** With a credential that is accepted. */
  headers: Record<string, string>
  body?: object | undefined
}

/** A person in the teams of a provider, as the control API shows it. A name is empty until the invitation is accepted. */
export interface TeamMember {
  id: string
  email: string
  name: string
  username: string
  role: 'owner' | 'admin' | 'labeler' | 'reviewer'
  invitation: 'accepted' | 'pending'
  joinedAt: string
}

/** The people of a provider's teams in a sandbox, for the control API. */
export interface Members {
  /** Oldest first. */
  list (sandbox: Sandbox): TeamMember[]
  /** The id of the member with this address, who need not exist. */
  idOf (sandbox: Sandbox, email: string): string
  /** Creates or replaces a member. Throws COLLECTION_FULL. */
  put (sandbox: Sandbox, member: TeamMember): void
  /** Throws COLLECTION_FULL: a deleted member is kept for the assignments that name it. */
  delete (sandbox: Sandbox, id: string): void
}

/** The path with which the base URL of a provider's clients ends: `/api` for Julep, else empty. */
export function basePathOf (env: Provider['env']): string {
  return Object.values(env).find(value => value.startsWith('{url}'))?.slice('{url}'.length) ?? ''
}

/** The absolute URL of a path in the request's sandbox, at the address that the client used. */
export function linkTo (request: FastifyRequest, path: string): string {
  return `${originOf(request)}${request.sandbox.prefix}${path}`
}

/** The address that the client used: `http://127.0.0.1:5627`. */
export function originOf ({ protocol, host, socket }: FastifyRequest): string {
  // HTTP/1.0 knows no Host
  return `${protocol}://${host || `${socket.localAddress}:${socket.localPort}`}`
}
