import type { Provider } from '../providers/index.ts'

/** How the check asks a provider. */
export interface CheckOptions {
  /** Sent with each request: a credential, in most cases. The requests of `polls` have headers of their own. */
  headers?: Readonly<Record<string, string>>
  /** The input of the jobs that the check creates; none if missing, as for the control API. */
  input?: unknown
  /** Whether the operationIds must be those of the contract; false if missing. */
  operationIds?: boolean
}

/**
 * Serves a provider and holds it against its OpenAPI document (YAML or JSON, the path of a file or a URL). Resolves with one sentence for
 * each problem; none if the routes, the statuses and the schemas agree, and each response keeps the contract: about a job in each state
 * and about an unknown job, to the examples of bodies in the contract, and of each operation for each error that the contract lists.
 */
export async function checkProvider (provider: Provider, file: string | URL, options: CheckOptions = {}): Promise<string[]> {
  // loaded only now: what a server loads with a provider must not contain a second server
  const { findProblems } = await import('./problems.ts')
  return await findProblems(provider, file, options)
}
