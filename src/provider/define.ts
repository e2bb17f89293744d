import type { Provider } from '../providers/index.ts'
import type { State } from '../jobs/index.ts'

type Words = Readonly<Record<State, string>>

/** The members that a definition can omit. */
type Shared = 'nearest' | 'env' | 'starts' | 'polls' | 'collections' | 'report' | 'newId'

/** What `defineProvider` takes: a provider, without the parts that most providers share. */
export interface ProviderDefinition extends Omit<Provider, 'statuses' | Shared>, Partial<Pick<Provider, Shared>> {
  /** The provider's word for each state, or those of each dialect. */
  readonly statuses: Words | Provider['statuses']
}

/**
 * Completes a provider. Unless it says otherwise, its ids are UUIDs, no operation starts or shows jobs, it keeps nothing beside its jobs,
 * and both dialects have the same words.
 */
export function defineProvider ({ statuses, ...definition }: ProviderDefinition): Provider {
  return {
    nearest: [],
    env: {},
    starts: [],
    polls: () => [],
    collections: [],
    report: { roles: {} },
    newId: ids => ids.uuid4(),
    ...definition,
    statuses: 'documented' in statuses ? statuses : { documented: statuses, observed: statuses }
  }
}
