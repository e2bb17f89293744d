import { nearestOperations, reasonsAgainst, type Part } from '../http/nearest.ts'
import type { Shown } from '../journal/index.ts'
import type { Unmatched } from './schema-requests.ts'

/** A request that no operation took, with those that come nearest. */
export function toUnmatched (shown: Shown, parts: readonly Part[]): Unmatched {
  const { method, path } = shown
  const served = parts.map(part => ({ ...part, operations: part.operations.filter(({ names }) => names.length > 0) }))
  const near = nearestOperations(served, method, path)
  return {
    ...shown,
    nearest: near.map(operation => ({ operation: operation.names[0]!, method: operation.method, path: operation.path, why: reasonsAgainst(operation, method, path) }))
  }
}
