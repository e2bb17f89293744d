import { Type, type Static } from '@sinclair/typebox'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { InitialSchema } from '../control/index.ts'
import { DurationSchema } from '../time/index.ts'
import { mustFit } from '../validation/index.ts'

const closed = { additionalProperties: false }

/** A request of a client. `{job}` in its path and its body is what the client keeps under this name. */
const CallSchema = Type.Object({
  method: Type.Union([Type.Literal('GET'), Type.Literal('POST'), Type.Literal('PUT')]),
  path: Type.String(),
  body: Type.Optional(Type.Unknown())
}, closed)
export interface Call extends Static<typeof CallSchema> {}

const ClientSchema = Type.Object({
  provider: Type.String(),
  /** What the sandbox has for this client: lifecycle rules, faults. */
  contents: InitialSchema,
  headers: Type.Record(Type.String(), Type.String()),
  start: CallSchema,
  /** What the client keeps of the response to `start`: by name, a path (`data.result.id`), or an empty text for the whole response. */
  keep: Type.Record(Type.String(), Type.String()),
  poll: CallSchema,
  /** The path of the status in the response to `poll`. */
  status: Type.String(),
  /** The statuses at which the client stops. */
  until: Type.Array(Type.String()),
  /** When the client starts, from the beginning of the scene; at once if missing. */
  after: Type.Optional(DurationSchema),
  /** The mean pause before the next request: it varies by a quarter. */
  every: DurationSchema,
  /** How many jobs it starts, one after another. */
  jobs: Type.Integer({ minimum: 1 }),
  /** Whether it waits as long as Retry-After says; true if missing. */
  heedsRetryAfter: Type.Optional(Type.Boolean()),
  /** How many times it polls a job that has ended; 0 if missing. */
  pollsAfterEnd: Type.Optional(Type.Integer({ minimum: 0 }))
}, closed)
export interface ClientScript extends Static<typeof ClientSchema> {}

const SceneSchema = Type.Object({ contents: InitialSchema, clients: Type.Array(ClientSchema) }, closed)

/** The initial contents of the sandbox for all clients, and the clients. Contents and durations are those of the control API. */
export interface Scene extends Static<typeof SceneSchema> {}

/** Reads a scene from a YAML file. Throws InvalidField. */
export function readScene (file: URL): Scene {
  const scene: unknown = parse(readFileSync(file, 'utf8'))
  mustFit(SceneSchema, scene, 'scene')
  return scene as Scene
}
