import type { State } from '../words.ts'
import type { Role } from './scenario.ts'

/** The facts about a provider that an exam needs. */
export interface ProviderTraits {
  /** Its operations by role. */
  operations: Readonly<Partial<Record<Role, readonly string[]>>>
  /** The states for which it has no status of its own. */
  nearest: readonly State[]
  /** Whether it is served by GraphQL. */
  graphql: boolean
}

/** The properties of a served provider that the client uses. */
export interface ServedProvider {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
  readonly starts: readonly string[]
  readonly nearest: readonly State[]
  readonly report: { readonly roles: Readonly<Record<string, Role>> }
  readonly graphql?: boolean
}

/** Also called by the build, which writes the traits of the built-in providers to `providers.ts`. */
export function toTraits ({ name, starts, report, nearest, graphql = false }: ServedProvider): ProviderTraits {
  const operations: Partial<Record<Role, string[]>> = { create: starts.map(operation => `${name}.${operation}`) }
  for (const [operation, role] of Object.entries(report.roles)) (operations[role] ??= []).push(`${name}.${operation}`)
  return { operations, nearest, graphql }
}
