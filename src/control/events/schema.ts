import { Type } from '@sinclair/typebox'
import { eventKinds, type EventKind } from '../../sandboxes/index.ts'
import { custom } from '../../validation/index.ts'
import { ErrorSchema } from '../schema.ts'

const KindsSchema = custom<string>('EventKinds', { type: 'string', description: `Which ones, of ${eventKinds.join(', ')}, with commas between them` },
  value => typeof value === 'string' && value.split(',').every(isKind), `must be some of ${eventKinds.join(', ')}, with commas between them`)

/** Where a stream of events begins, and which kinds it has. */
export const EventQuerySchema = Type.Object({
  kinds: Type.Optional(KindsSchema),
  lastEventId: Type.Optional(Type.Integer({ minimum: 0, description: 'As the header Last-Event-ID, for clients that cannot send it; 0 for all that is kept' }))
}, { additionalProperties: false })

export const EventHeadersSchema = Type.Object({
  'last-event-id': Type.Optional(Type.Integer({ minimum: 0, description: 'The id of the last event that was received' }))
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
