import type { Document } from './document.ts'
import { each, eachNamed, unequal, type Pair } from './pair.ts'
import { shapeOf, type Alternatives, type Shape } from './shape.ts'

/** Where two schemas let different values through, by their types, enums, properties and required keys. */
export function compareSchemas (documents: Pair<Document>, schemas: Pair<Alternatives>, place: string): string[] {
  const shapes = { contract: shapeOf(documents.contract, schemas.contract), server: shapeOf(documents.server, schemas.server) }
  const common = [...shapes.contract.types].filter(type => shapes.server.types.has(type))
  return [
    ...unequal(place, 'the type', each(shapes, ({ types }) => [...types].sort().join(' or '))),
    ...common.flatMap(type => unequal(place, `the set of ${type} values`, each(shapes, ({ values }) => listed(values.get(type))))),
    ...common.includes('object') ? compareObjects(documents, shapes, place) : [],
    ...common.includes('array') ? compareNested(documents, each(shapes, ({ items }) => items), `${place} items`) : []
  ]
}

function compareObjects (documents: Pair<Document>, shapes: Pair<Shape>, place: string): string[] {
  return [
    ...eachNamed(each(shapes, ({ properties }) => properties), place, (property, place) => compareSchemas(documents, property, place)),
    ...unequal(place, 'the list of required keys', each(shapes, ({ required }) => listed(required) || 'empty')),
    ...compareNested(documents, each(shapes, ({ others }) => others), `${place} other keys`)
  ]
}

/** A schema on one side only is a difference. */
function compareNested (documents: Pair<Document>, schemas: Pair<Alternatives>, place: string): string[] {
  const { contract, server } = each(schemas, alternatives => alternatives.length > 0)
  if (contract && server) return compareSchemas(documents, schemas, place)
  return unequal(place, 'the schema', { contract: contract ? 'there' : undefined, server: server ? 'there' : undefined })
}

function listed (values: Iterable<string> | undefined): string | undefined {
  return values === undefined ? undefined : [...values].sort().join(', ')
}
