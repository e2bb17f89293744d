import type { Call, Moment, Role } from './call.ts'

/** The properties of a provider's operations that the report needs. */
export interface OperationTraits {
  /** The roles of each operation, by its name without the provider's. */
  readonly roles: Readonly<Record<string, Role>>
  /** The ids of the rules that do not apply to the provider. */
  readonly exemptFrom?: readonly string[]
  /** The operation that reads the status of many jobs at once. */
  readonly batch?: string
  /** Whether they are fields of a GraphQL schema, whose responses can have errors with status 200. */
  readonly graphql?: boolean
  /** The field by which the body of a status request asks to wait for the end of the jobs; missing or 0 means not to wait. */
  readonly waitField?: string
}

/** Facts that all conversations of a sandbox share. */
export interface Facts {
  /** The name of the sandbox. */
  readonly sandbox: string
  /** The time of the report. */
  readonly until: Moment
  /** The time of the last request in the sandbox: after it no client is known to be alive. */
  readonly lastRequest: Moment
  /** How many requests the journal has dropped. */
  readonly dropped: number
  /** What is special about the operations of the provider. */
  readonly traits: OperationTraits
  /** The faults that are still armed. */
  readonly armed: ReadonlySet<string>
  /** The expiry of tokens, in ms on the clock of the sandbox, by fingerprint. */
  readonly expiries: ReadonlyMap<string, number>
}

/** All requests of clients about one job. */
export interface JobConversation extends Facts {
  readonly provider: string
  readonly job: string
  /** In the order of arrival. A request for a list is not part of it. */
  readonly calls: readonly Call[]
  /** The request that created the job; undefined for a job of the control API, or if the journal has dropped the request. */
  readonly creation: Call | undefined
  /** When the job is due to end, on the clock of the sandbox (ms); Infinity if it never ends by itself. */
  readonly endsAt: number
  /** Whether the client cancelled it. */
  readonly cancelled: boolean
}

/** All requests of one client, identified by its credential, to one provider. */
export interface ClientConversation extends Facts {
  readonly provider: string
  readonly client: string
  /** In the order of arrival. */
  readonly calls: readonly Call[]
}

/** Facts about a job that a conversation needs. */
export interface JobFacts {
  readonly endsAt: number
  readonly cancelled: boolean
}

/** Groups the calls to one provider into conversations, one call after the other in the order of arrival. */
export class Grouping {
  readonly #groupOf: (job: string) => string | undefined
  readonly #byJob = new Map<string, Call[]>()
  readonly #byClient = new Map<string, Call[]>()
  /** The jobs of each project. */
  readonly #byGroup = new Map<string, string[]>()

  /** `groupOf` returns the project that a job belongs to, if it has one. */
  constructor (groupOf: (job: string) => string | undefined) {
    this.#groupOf = groupOf
  }

  add (call: Call): void {
    push(this.#byClient, call.client, call)
    for (const job of namedBy(call)) if (!this.#byJob.has(job)) this.#begin(job)
    for (const job of this.#concernedBy(call)) push(this.#byJob, job, call)
  }

  /** By the job that the calls name, or whose project they ask for a result. `factsOf` returns what is known of a job. */
  jobs (facts: Facts, factsOf: (job: string) => JobFacts): JobConversation[] {
    // each list has at least one call
    return Array.from(this.#byJob, ([job, calls]) => {
      const creation = calls.find(({ created }) => created.includes(job))
      return { ...facts, ...factsOf(job), provider: calls[0]!.provider, job, calls, creation }
    })
  }

  /** By credential. */
  clients (facts: Facts): ClientConversation[] {
    // each list has at least one call
    return Array.from(this.#byClient, ([client, calls]) => ({ ...facts, provider: calls[0]!.provider, client, calls }))
  }

  #begin (job: string): void {
    this.#byJob.set(job, [])
    const group = this.#groupOf(job)
    if (group !== undefined) push(this.#byGroup, group, job)
  }

  #concernedBy (call: Call): Iterable<string> {
    if (call.projects.size === 0) return namedBy(call)
    return new Set([...namedBy(call), ...[...call.projects].flatMap(project => this.#byGroup.get(project) ?? [])])
  }
}

/** The jobs that a call asks for or creates. Most calls are polls: no set for each of them. */
function namedBy ({ asked, created }: Call): Iterable<string> {
  return created.length === 0 ? asked.keys() : new Set([...asked.keys(), ...created])
}

/** Adds an item to the group of a key, which it may be the first of. */
export function push<K, T> (groups: Map<K, T[]>, key: K, item: T): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [item])
  else group.push(item)
}
