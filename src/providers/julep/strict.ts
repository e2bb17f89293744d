import type { Sandbox } from '../../sandboxes/index.ts'
import { errorOf, find, seek, type ResourceKind } from './resources.ts'

/** The error for something that belongs to an unknown resource, with the message of the server's database layer (observed). */
export function dependencyUnknownIn (noun: string, operation = 'create') {
  return errorOf('DEPENDENCY_UNKNOWN', `The specified ${noun} or its dependencies do not exist during ${operation}`, 404)
}

/** What `--julep-strict` does. Without it, any UUID is an agent, a user or a task. */
export const strict = { name: 'strict', help: 'Julep knows only the agents, users and tasks that were created' }

/** Throws DEPENDENCY_UNKNOWN if `noun` cannot be created for an owner that is unknown. */
export function mustHaveOwner (sandbox: Sandbox, kind: ResourceKind<unknown>, owner: string, noun: string, operation?: string): void {
  if (isStrict(sandbox) && seek(sandbox, kind, owner) === undefined) throw new (dependencyUnknownIn(noun, operation))()
}

/** Throws RESOURCE_UNKNOWN for a resource that is unknown. */
export function mustBeKnown (sandbox: Sandbox, kind: ResourceKind<unknown>, id: string): void {
  if (isStrict(sandbox)) find(sandbox, kind, id)
}

export function isStrict (sandbox: Sandbox): boolean {
  return sandbox.isOn(`julep-${strict.name}`)
}
