import { Type } from '@sinclair/typebox'
import { eventKinds, type EventKind } from '../../sandboxes/index.ts'
import { custom } from '../../validation/index.ts'
import { ErrorSchema } from '../schema.ts'

const list = eventKinds.join(', ')

const KindsSchema = custom<string>({ type: 'string', description: `A comma-separated list of ${list}` },
  value => typeof value === 'string' && value.split(',').every(isKind), `must be a comma-separated list of ${list}`)

/** Selects the kinds of the events, and where the stream begins. */
export const EventQuerySchema = Type.Object({
  kinds: Type.Optional(KindsSchema),
  lastEventId: Type.Optional(Type.Integer({
    minimum: 0,
    description: 'Like the header Last-Event-ID, for clients that cannot send it; 0 for all events that are kept'
  }))
}, { additionalProperties: false })

export const EventHeadersSchema = Type.Object({
  'last-event-id': Type.Optional(Type.Integer({ minimum: 0, description: 'The id of the last event that the client received' }))
})

function isKind (text: string): text is EventKind {
  return eventKinds.some(kind => kind === text)
}

/** `transition,fault` → the set of the two. */
export function toKinds (text: string): ReadonlySet<EventKind> {
  return new Set(text.split(',').filter(isKind))
}

export const followEvents = {
  operationId: 'followEvents',
  querystring: EventQuerySchema,
  headers: EventHeadersSchema,
  response: { 200: { content: { 'text/event-stream': { schema: Type.String() } } }, 400: ErrorSchema }
}
