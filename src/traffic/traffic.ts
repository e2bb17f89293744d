import type { FastifyRequest } from 'fastify'
import type { Decision, RequestFacts } from '../faults/index.ts'
import { redactUrl } from '../journal/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { toIso } from '../time/index.ts'
import type { OpenExchange } from './journal/open-exchange.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What is known of the request beside what its provider makes of it. */
    traffic: Traffic
    /** The sandbox that the URL selects. */
    readonly sandbox: Sandbox
  }
}

const none: readonly string[] = []

/** Characters of a URL in an event: a sandbox keeps 10,000 events. */
const maxUrlLength = 2000

/** One request on its way through jobdouble, made once, when it arrives. Each fact about it is worked out once. */
export class Traffic implements RequestFacts {
  /** Empty where no provider serves the path. */
  readonly provider: string
  /** The operation of the route; none for an unmatched request; undefined for what is not an operation, such as a page. */
  readonly routeOperations: readonly string[] | undefined
  /** Reads the operations from the body of a GraphQL request; undefined for REST. */
  readonly operationsOf: ((body: unknown) => readonly string[] | undefined) | undefined
  /** `['julep.getJobStatus']`; for GraphQL the root fields, and undefined until the body has been read. */
  operations: readonly string[] | undefined
  /** Assigned when the request arrives, and again if that sandbox is deleted while the body arrives. */
  sandbox!: Sandbox
  /** The exchange in the journal; undefined where nothing is recorded. */
  exchange: OpenExchange | undefined = undefined
  /** The ids of the faults that fired, in order; undefined if none did. */
  faults: string[] | undefined = undefined
  /** Whether the faults of phase `before` need the body. */
  isDeferred = false
  /** Whether no fault affects the response any more: one has responded, or those of phase `after` have been applied. */
  isResolved = false
  readonly #request: FastifyRequest
  /** The texts of the request, collected once: many rules may ask for a job. */
  #texts: Set<string> | undefined = undefined

  constructor (request: FastifyRequest, provider: string) {
    // read once: Fastify makes a new object of the options each time
    const { config } = request.routeOptions
    this.provider = provider
    this.operationsOf = config.operationsOf
    this.routeOperations = request.is404 ? none : config.operations
    this.operations = this.graphql ? undefined : this.routeOperations
    this.#request = request
  }

  get graphql (): boolean { return this.operationsOf !== undefined }

  /** Names the operations of a GraphQL request whose body has been read. */
  nameOperations (body: unknown): void {
    const operations = this.operationsOf!(body) ?? this.routeOperations!
    this.exchange!.name(operations)
    // without a body it is not known what the client wanted
    if (body !== undefined) this.operations = operations
  }

  /** Whether the id of a job is a text in the path, the query or the body, which has been read if a rule asks for a job. */
  mentions (job: string): boolean {
    const { params, query, body } = this.#request
    this.#texts ??= textsIn([params, query, body])
    return this.#texts.has(job)
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

/** Every text in a value. A file has none: it would be read byte by byte. Not recursive, because the body may be deeply nested. */
function textsIn (value: unknown): Set<string> {
  const texts = new Set<string>()
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string') texts.add(next)
    else if (typeof next === 'object' && next !== null && !ArrayBuffer.isView(next)) for (const inner of Object.values(next)) left.push(inner)
  }
  return texts
}
