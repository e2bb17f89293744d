import { Type, type Static } from '@sinclair/typebox'
import { RequestRefused } from '../../http/failure.ts'
import { custom, oneOf } from '../../validation.ts'

const common = {
  name: Type.String({ minLength: 1, maxLength: 200, description: 'The key under which the result holds it' }),
  description: Type.Optional(Type.String({ description: 'What it is, for the reader of the document' })),
  isArray: Type.Optional(Type.Boolean({ description: 'Whether there may be several' }))
}

const plain = ['string', 'number', 'boolean'] as const
const PlainTypeSchema = custom<typeof plain[number]>('PlainType', { type: 'string', enum: plain },
  value => plain.some(type => type === value), `must be one of ${plain.join(', ')}: objects nest one level deep only`)

const InnerElementSchema = Type.Object({ ...common, type: PlainTypeSchema })

const ElementSchema = Type.Object({
  ...common,
  type: oneOf([...plain, 'object']),
  elements: Type.Optional(Type.Array(InnerElementSchema, { minItems: 1, maxItems: 100, description: 'What an object holds; on objects only' }))
})

/** What a client wants to know of a document. The limits of its size are ours, the rest is documented. */
export const ShapeSchema = Type.Array(ElementSchema, { minItems: 1, maxItems: 100 })
export type Shape = Static<typeof ShapeSchema>

/** An element of either level. */
export interface Element {
  name: string
  type: Shape[number]['type']
  isArray?: boolean
  elements?: readonly Element[]
}

/** Throws if a shape breaks one of the rules that its schema cannot say. */
export function mustHold (shape: readonly Element[]): void {
  const [message] = complaintsAbout(shape, 'shape')
  if (message !== undefined) throw new RequestRefused({ kind: 'refused', code: 'SHAPE_INVALID', status: 400, message })
}

function * complaintsAbout (elements: readonly Element[], path: string): Generator<string> {
  const places = new Map<string, string>()
  for (const [index, { name, type, elements: inner }] of elements.entries()) {
    const place = `${path}[${index}]`
    // the result is keyed by name, so that one of two namesakes would be lost
    if (places.has(name)) yield `${place}.name is already the name of ${places.get(name)}`
    places.set(name, place)
    if (inner === undefined) continue
    if (type === 'object') yield * complaintsAbout(inner, `${place}.elements`)
    else yield `${place}.elements is for the type object only`
  }
}
