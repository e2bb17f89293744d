import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { guidelines, type Guideline } from '../collections.ts'

export const GuidelineInvalid = createError('GUIDELINE_INVALID', 'name must not be empty', 400)

/** The guidelines of a team, or of none, oldest first. */
export function guidelinesOf (sandbox: Sandbox, teamId: string | null | undefined): Guideline[] {
  return Array
    .from(sandbox.collection(guidelines).entries(), ([, guideline]) => guideline)
    .filter(guideline => guideline.teamId === (teamId ?? null))
}

/** Throws GUIDELINE_INVALID, COLLECTION_FULL. */
export function createGuideline (
  sandbox: Sandbox,
  { name, content, teamId }: Omit<Guideline, 'id' | 'teamId'> & { teamId?: string | null }
): Guideline {
  if (name.trim() === '') throw new GuidelineInvalid()
  const collection = sandbox.collection(guidelines)
  const guideline = {
    id: Buffer.from(sandbox.random('datasaur.guidelines').bytes(8)).toString('base64url'),
    name,
    content,
    teamId: teamId ?? null
  }
  collection.put(guideline.id, guideline)
  return guideline
}
