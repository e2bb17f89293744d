import type { FastifyRequest } from 'fastify'
import type { Issue } from '../../validation.ts'
import { isMissing } from './map.ts'

/**
 * A public client asks for a job's status without its project (fact sheet, «Life of a job»). With `--starfish-lenient` the
 * service takes that; everything else that is wrong with a body is refused all the same.
 */
export async function forgive ({ sandbox, validationError }: FastifyRequest): Promise<void> {
  if (validationError === undefined) return
  const issues: Issue[] = validationError.validation
  const isForgiven = (issue: Issue) => sandbox.isOn('starfish-lenient') && issue.path[0] === 'projectId' && isMissing(issue)
  if (!issues.every(isForgiven)) throw validationError
}
