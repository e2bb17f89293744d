import type { Sandbox } from '../../sandboxes/index.ts'

/** What each resolver is given beside its arguments. */
export interface Context {
  sandbox: Sandbox
  /** The request as `{query, variables, operationName}`, in which a file stands as `{fileName, size}`: what rules match. */
  body: unknown
  /** The absolute URL of a path in this sandbox, at the address that the client used. */
  linkTo (path: string): string
}
