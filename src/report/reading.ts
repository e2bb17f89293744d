import type { Jobs } from '../jobs/index.ts'
import type { Journal } from '../journal/index.ts'
import type { Call, Moment } from './call.ts'
import { Grouping, type OperationTraits } from './conversation.ts'
import { Meetings, type Coverage, type Documented } from './coverage.ts'
import { CallReader, expiryOf } from './observe.ts'
import type { Turns } from './turns.ts'

/** What a provider says about its operations, and which there are. */
export interface ReportedProvider extends Documented { readonly traits: OperationTraits }

/** What is known of one provider. */
interface Own { readonly provider: ReportedProvider, readonly grouping: Grouping, readonly meetings: Meetings }

/** The requests to the providers, as a report needs them: grouped and counted while they are read, oldest first. */
export class Reading {
  readonly providers: readonly Own[]
  /** When tokens expire, on the clock of the sandbox (ms), by the fingerprint of the token. */
  readonly expiries = new Map<string, number>()
  requests = 0
  /** The arrival of the first and of the last request. */
  first: Moment | undefined
  last: Moment | undefined
  readonly #byName: ReadonlyMap<string, Own>

  constructor (jobs: Jobs, providers: readonly ReportedProvider[]) {
    const groupOf = (id: string) => jobs.stored([id])[0]?.group
    this.providers = providers.map(provider => ({ provider, grouping: new Grouping(groupOf), meetings: new Meetings() }))
    this.#byName = new Map(this.providers.map(own => [own.provider.provider, own]))
  }

  /** What a provider says about its operations; undefined if it is not one of those that are read. */
  traitsOf (provider: string | undefined): OperationTraits | undefined {
    return provider === undefined ? undefined : this.#byName.get(provider)?.provider.traits
  }

  add (call: Call): void {
    const { grouping, meetings } = this.#byName.get(call.provider)! // has traits
    grouping.add(call)
    meetings.add(call)
    const expiry = expiryOf(call)
    if (expiry !== undefined) this.expiries.set(expiry.token, expiry.at)
    this.requests++
    this.first ??= call.started
    this.last = call.started
  }

  get coverage (): Coverage[] {
    return this.providers.flatMap(({ provider, meetings }) => meetings.toCoverage(provider))
  }
}

/** Reads the journal as it is now. */
export async function readJournal (journal: Journal, jobs: Jobs, providers: readonly ReportedProvider[], turns: Turns): Promise<Reading> {
  const reading = new Reading(jobs, providers)
  const reader = new CallReader(jobs)
  const end = journal.first + journal.size
  for (let number = journal.first; number < end; number++) {
    if (turns.isDue) await turns.take()
    const exchange = journal.get(number)
    const traits = reading.traitsOf(exchange?.provider)
    // undefined if it was dropped meanwhile, or is not a request to a provider
    if (exchange !== undefined && traits !== undefined) reading.add(reader.read(exchange, traits))
  }
  return reading
}
