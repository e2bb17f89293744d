import { Type } from '@sinclair/typebox'
import type { Ids } from '../../../jobs/index.ts'

/** The queue of launches. Only of exports and auto-labelling it is documented how theirs are called. */
export const launchQueue = 'ProjectLaunchQueue'

/** A launch job always knows the id of the project that it makes. */
export const LaunchInputSchema = Type.Object({ projectId: Type.Union([Type.String(), Type.Number()]) })

/** Ids of projects have eleven characters (seed). One that can be no id counts as missing. */
export function toLaunchInput (input: unknown, ids: Ids): { projectId: string | number } {
  const { projectId, ...given } = (typeof input === 'object' && input !== null ? input : {}) as { projectId?: unknown }
  const random = Buffer.from(ids.uuid4().replaceAll('-', ''), 'hex').toString('base64url')
  return { projectId: typeof projectId === 'string' || typeof projectId === 'number' ? projectId : random.slice(-11).replaceAll(/[-_]/g, 'x'), ...given }
}

/** What a launch job makes, if the job is one. */
export function projectIdOf (input: unknown, kind: string): string | undefined {
  return kind === launchQueue ? String((input as { projectId: string | number }).projectId) : undefined
}
