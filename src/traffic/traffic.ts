import type { FastifyRequest } from 'fastify'
import type { Decision, RequestFacts } from '../faults/index.ts'
import type { Call } from '../http/nearest.ts'
import { redactUrl } from '../journal/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { toIso } from '../time/index.ts'
import type { OpenExchange, RecordedRequest } from './journal/open-exchange.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the journal and the faults know of the request. */
    traffic: Traffic
  }
}

const none: readonly string[] = []

/**
 * What a request needs of the sandbox in its URL. `use` counts as a use; `visit` shows it or records an unmatched request, and keeps
 * a new sandbox for a minute; `none` needs no sandbox.
 */
export type Purpose = 'use' | 'visit' | 'none'

/** Maximum number of characters of a URL in an event: a sandbox keeps 10,000 events. */
const maxUrlLength = 2000

/** A request on its way through jobdouble, created when it arrives. Each fact about it is computed once. */
export class Traffic implements RequestFacts, RecordedRequest {
  /** Empty if no provider serves the path. */
  readonly provider: string
  /** The operation of the route; empty for an unmatched request; undefined for a route without an operation, such as a page. */
  readonly routeOperations: readonly string[] | undefined
  /** Reads the operations from the body of a GraphQL request; undefined for REST. */
  readonly operationsOf: ((body: unknown) => readonly string[] | undefined) | undefined
  /** `['julep.getJobStatus']`; for GraphQL the root fields, and undefined until the body has been read. */
  operations: readonly string[] | undefined
  readonly hasSecretBody: boolean
  /** What the route needs of the sandbox, if not what the other routes of its scope do. */
  readonly purpose: Purpose | undefined
  /** Assigned when the request arrives, and again if this sandbox is deleted while the body arrives. */
  sandbox!: Sandbox
  /** The exchange in the journal; undefined if the request is not recorded. */
  exchange: OpenExchange | undefined = undefined
  faults: string[] | undefined = undefined
  /** Whether the faults of phase `before` need the body. */
  isDeferred = false
  /** Whether the faults of phase `after` are done with: a fault of phase `before` has responded, or they have been applied. */
  isResolved = false
  readonly #request: FastifyRequest
  /** The texts of the request, collected once: many fault rules may match by job. */
  #texts: Set<string> | undefined = undefined
  /** The root fields of a GraphQL request, read once. */
  #calls: readonly Call[] | undefined = undefined

  constructor (request: FastifyRequest, provider: string) {
    // read once: Fastify creates a new object at each access
    const { config } = request.routeOptions
    this.provider = provider
    this.operationsOf = config.operationsOf
    this.hasSecretBody = config.secretBody === true
    this.purpose = config.purpose
    this.routeOperations = request.is404 ? none : config.operations
    this.operations = this.graphql ? undefined : this.routeOperations
    this.#request = request
  }

  get graphql (): boolean { return this.operationsOf !== undefined }

  /** Names the operations of a GraphQL request whose body has been read. */
  nameOperations (body: unknown): void {
    const operations = this.operationsOf!(body) ?? this.routeOperations!
    this.exchange!.name(operations)
    // without a body the operation stays unknown
    if (body !== undefined) this.operations = operations
  }

  /**
   * Whether the id of a job is a text in the path, the query or the body, or an argument in a GraphQL document. Must be called after
   * the body has been read.
   */
  mentions (job: string): boolean {
    return this.texts.has(job)
  }

  /** The texts in the path, the query and the body, and the arguments in a GraphQL document. Must be read after the body has been read. */
  get texts (): ReadonlySet<string> {
    const { params, query, body } = this.#request
    this.#texts ??= textsIn([params, query, body, this.calls])
    return this.#texts
  }

  /** The root fields of a GraphQL request; empty for REST. Must be read after the body has been read. */
  get calls (): readonly Call[] {
    const { body, routeOptions: { config } } = this.#request
    this.#calls ??= config.callsIn?.(body) ?? []
    return this.#calls
  }

  /** Adds the faults that fired to the exchange and to the events. */
  addFaults ({ firings }: Decision): void {
    const { method, originalUrl } = this.#request
    const { events, clock } = this.sandbox
    // a copy: a slice would keep the whole URL in memory
    const url = Buffer.from(redactUrl(originalUrl).slice(0, maxUrlLength)).toString()
    const about = { provider: this.provider, operations: this.operations ?? none, method, url, at: toIso(clock.now()) }
    for (const { rule: { id, name, phase } } of firings) {
      this.faults ??= []
      this.faults.push(id)
      events.add('fault', { fault: id, name, phase, ...about })
    }
  }
}

/** All texts in a value. The bytes of files are skipped. Not recursive, because the body may be deeply nested. */
function textsIn (value: unknown): Set<string> {
  const texts = new Set<string>()
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string') texts.add(next)
    if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next)) continue
    for (const inner of Object.values(next)) left.push(inner)
  }
  return texts
}
