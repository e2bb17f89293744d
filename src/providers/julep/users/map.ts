import type { Dialect } from '../../../sandboxes/index.ts'
import type { Stamp } from '../map.ts'
import { given, type Resource } from '../resources.ts'
import type { NewUser, UserData } from './schema.ts'

export function toUser ({ id, createdAt, updatedAt, data }: Resource<UserData>, stamp: Stamp) {
  return { id, created_at: stamp(createdAt), updated_at: stamp(updatedAt), ...data }
}

/** The data of a user from the body that creates or replaces it. */
export function fromNewUser ({ metadata, name = '', about = '', project = null }: NewUser): UserData {
  return { metadata: { ...metadata }, name, about, project }
}

/** A PATCH keeps the fields that it omits. The server was observed to reset the fields that have a default in its model of the body. */
export const missingInPatch: Readonly<Record<Dialect, Partial<UserData>>> = {
  documented: {},
  observed: { name: '', about: '' }
}

/** Null keeps a field, and metadata is merged. */
export function patchUser (data: UserData, body: NewUser, missing: Partial<UserData>): UserData {
  return { ...data, ...missing, ...given(body, ['name', 'about', 'project']), metadata: { ...data.metadata, ...body.metadata } }
}
