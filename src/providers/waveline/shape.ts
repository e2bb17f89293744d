import { Type, type Static } from '@sinclair/typebox'
import { RequestFailed } from '../../http/failure.ts'
import { custom, oneOf } from '../../validation/index.ts'

const common = {
  name: Type.String({ minLength: 1, maxLength: 200, description: 'The key of the element in the result' }),
  description: Type.Optional(Type.String({ description: 'What the element is, for the model that reads the document' })),
  isArray: Type.Optional(Type.Boolean({ description: 'Whether the document may have several' }))
}

const plain = ['string', 'number', 'boolean'] as const
const PlainTypeSchema = custom<typeof plain[number]>({ type: 'string', enum: plain },
  value => plain.some(type => type === value),
  `must be one of ${plain.join(', ')}: objects nest one level deep only`)

const InnerElementSchema = Type.Object({ ...common, type: PlainTypeSchema })

const ElementSchema = Type.Object({
  ...common,
  type: oneOf([...plain, 'object']),
  elements: Type.Optional(Type.Array(InnerElementSchema, {
    minItems: 1,
    maxItems: 100,
    description: 'The elements of an object; on objects only'
  }))
})

/** The elements that a client wants from a document. The limits of its size are ours, the rest is documented. */
export const ShapeSchema = Type.Array(ElementSchema, { minItems: 1, maxItems: 100 })
export type Shape = Static<typeof ShapeSchema>

/** An element of a shape or of an object in it. */
export interface Element {
  name: string
  type: Shape[number]['type']
  isArray?: boolean
  elements?: readonly Element[]
}

/** Throws SHAPE_INVALID if a shape breaks a rule that its schema cannot express. */
export function mustHold (shape: readonly Element[]): void {
  const [message] = problemsOf(shape, 'shape')
  if (message !== undefined) throw new RequestFailed({ kind: 'refused', code: 'SHAPE_INVALID', status: 400, message })
}

/** Messages about the rules that a shape breaks. `path` leads to its elements. */
function * problemsOf (elements: readonly Element[], path: string): Generator<string> {
  const places = new Map<string, string>()
  for (const [index, { name, type, elements: inner }] of elements.entries()) {
    const place = `${path}[${index}]`
    // the result is keyed by name: of two elements with one name, one would be lost
    if (places.has(name)) yield `${place}.name is already the name of ${places.get(name)}`
    places.set(name, place)
    if (inner === undefined) continue
    if (type === 'object') yield * problemsOf(inner, `${place}.elements`)
    else yield `${place}.elements is for the type object only`
  }
}
