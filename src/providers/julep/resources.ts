import createError from '@fastify/error'
import { Type, type Static, type TSchema, type TUnsafe } from '@sinclair/typebox'
import type { CollectionKind, Sandbox } from '../../sandboxes/index.ts'
import { toIso } from '../../time/index.ts'

/**
 * The error for an unknown resource, with the message of the server's database layer, which names the operation. The message differs
 * where a query asks for one row (observed).
 */
export function unknownIn ({ noun, isRow }: { noun: string, isRow: boolean }, operation: string) {
  const message = isRow && operation === 'get'
    ? `${noun[0]!.toUpperCase()}${noun.slice(1)} not found during get`
    : `No ${noun} found during ${operation}`
  return errorOf('RESOURCE_UNKNOWN', message, 404)
}

const errors = new Map<string, ReturnType<typeof createError>>()

/** The class of an error with this message, the same at each call. */
export function errorOf (code: string, message: string, status: number): ReturnType<typeof createError> {
  let known = errors.get(message)
  if (known === undefined) errors.set(message, known = createError(code, message, status))
  return known
}

/** A thing that clients create, read, change and delete at Julep. Moments are ISO 8601 with milliseconds. */
export interface Resource<Data> {
  id: string
  createdAt: string
  updatedAt: string
  /** The id of the agent, the user or the session to which it belongs. */
  owner?: string
  data: Data
}

/** A kind of resources, and what the messages about them need: its noun, and whether the server asks for one row to get one. */
export interface ResourceKind<Data> extends CollectionKind<TUnsafe<Resource<Data>>> { noun: string, isRow: boolean }

const moment = Type.String({ format: 'date-time' })

export function resourceKind<S extends TSchema> (noun: string, data: S, isRow = false): ResourceKind<Static<S>> {
  const schema = Type.Unsafe<Resource<Static<S>>>(Type.Object({
    id: Type.String({ format: 'uuid' }),
    createdAt: moment,
    updatedAt: moment,
    owner: Type.Optional(Type.String()),
    data
  }, { additionalProperties: false }))
  return { name: `julep.${noun}s`, noun, schema, isRow }
}

/** Where a resource belongs. */
export interface Place { id?: string, owner?: string }

/** A resource of this moment; one that replaces another with its id keeps the moment of its creation. */
export function make<Data> (
  sandbox: Sandbox,
  kind: ResourceKind<Data>,
  data: Data,
  { id = sandbox.ids.uuid4(), owner }: Place = {}
): Resource<Data> {
  const now = toIso(sandbox.clock.now())
  const { createdAt = now } = seek(sandbox, kind, id) ?? {}
  return { id, createdAt, updatedAt: now, ...owner !== undefined && { owner }, data }
}

/** Creates a resource, or replaces the one with its id. Throws COLLECTION_FULL. */
export function put<Data> (sandbox: Sandbox, kind: ResourceKind<Data>, data: Data, place: Place = {}): Resource<Data> {
  const resource = make(sandbox, kind, data, place)
  sandbox.collection(kind).put(resource.id, resource)
  return resource
}

/** Changes the data of a resource. Throws COLLECTION_FULL. */
export function change<Data> (sandbox: Sandbox, kind: ResourceKind<Data>, resource: Resource<Data>, data: Data): Resource<Data> {
  const changed = { ...resource, updatedAt: toIso(sandbox.clock.now()), data }
  sandbox.collection(kind).put(resource.id, changed)
  return changed
}

/** A resource, which must belong to `owner` if that is given. Throws RESOURCE_UNKNOWN. */
export function find<Data> (sandbox: Sandbox, kind: ResourceKind<Data>, id: string, operation = 'get', owner?: string): Resource<Data> {
  const resource = seek(sandbox, kind, id)
  if (resource === undefined || (owner !== undefined && resource.owner !== owner)) throw new (unknownIn(kind, operation))()
  return resource
}

/** Returns undefined for an unknown resource. */
export function seek<Data> (sandbox: Sandbox, kind: ResourceKind<Data>, id: string): Resource<Data> | undefined {
  return sandbox.collection(kind).get(id)
}

/** Deletes a resource. Throws RESOURCE_UNKNOWN. */
export function remove<Data> (sandbox: Sandbox, kind: ResourceKind<Data>, id: string, owner?: string): Resource<Data> {
  const resource = find(sandbox, kind, id, 'delete', owner)
  sandbox.collection(kind).delete(id)
  return resource
}

/** All resources of a kind, or those of an owner, oldest first. */
export function list<Data> (sandbox: Sandbox, kind: ResourceKind<Data>, owner?: string): Array<Resource<Data>> {
  const all = Array.from(sandbox.collection(kind).entries(), ([, resource]) => resource)
  return owner === undefined ? all : all.filter(resource => resource.owner === owner)
}

type Given<T, K extends keyof T> = { [Key in K]?: NonNullable<T[Key]> }

/** Those of the keys that a body has: null counts as missing, and unknown keys are ignored. */
export function given<T extends object, K extends keyof T> (body: T, keys: readonly K[]): Given<T, K> {
  return Object.fromEntries(keys.filter(key => body[key] != null).map(key => [key, body[key]])) as Given<T, K>
}
