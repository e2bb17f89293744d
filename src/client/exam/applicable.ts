import type { Role, Scenario } from './scenario.ts'
import type { ProviderTraits } from './traits.ts'

/** What an operation of a role does, for `no operation …`. */
const deeds: Readonly<Record<Role, string>> = {
  create: 'starts a job',
  status: 'reads the status of a job',
  result: 'fetches a result',
  list: 'lists jobs',
  'sign-in': 'signs in',
  stream: 'streams the status of a job'
}

/** Why a provider cannot show a scenario, from what it declares; undefined if it can. */
export function whyNotApplicable (
  { faults = [], shows = [] }: Scenario, provider: string, { operations, nearest, graphql }: ProviderTraits
): string | undefined {
  const state = nearest.find(state => shows.includes(state))
  if (state !== undefined) return `${provider} has no status of its own for ${state}`
  // a key does not expire: only what a sign-in returns does
  const roles = faults.flatMap(({ on, then }) =>
    [...on === undefined ? [] : [on], ...then.credentials === 'expired' ? ['sign-in' as const] : []])
  const role = roles.find(role => operations[role] === undefined)
  if (role !== undefined) return `${provider} has no operation that ${deeds[role]}`
  return !graphql && faults.some(({ then }) => then.graphql !== undefined) ? `${provider} is not served by GraphQL` : undefined
}
