import { resolve, type Document, type Reference, type Schema } from './document.ts'

/** Any of these may hold. */
export type Alternatives = ReadonlyArray<Schema | boolean>

/** What a schema lets through, however it is written: inline or by reference, nullable in the manner of 3.0 or of 3.1. */
export interface Shape {
  /** JSON types; `anything` for a schema that says nothing. */
  types: Set<string>
  /** The only values of a type, as JSON; a type that has no entry takes all. */
  values: Map<string, Set<string>>
  properties: Map<string, Alternatives>
  required: Set<string>
  items: Alternatives
  /** What keys hold that `properties` does not name; empty if the schema does not say. */
  others: Alternatives
}

/** The shape of a schema or of several alternatives, merged type by type. */
export function shapeOf (document: Document, alternatives: Alternatives): Shape {
  const schemas = alternatives.flatMap(schema => spread(document, schema))
  const objects = schemas.filter(schema => typesOf(schema).has('object'))
  const [first, ...more] = objects.map(({ required = [] }) => required)
  return {
    types: new Set(schemas.flatMap(schema => [...typesOf(schema)])),
    values: valuesOf(schemas),
    properties: propertiesOf(objects),
    required: new Set(first?.filter(key => more.every(keys => keys.includes(key)))),
    items: schemas.flatMap(({ items }) => items ?? []),
    others: objects.flatMap(({ additionalProperties: others }) => typeof others === 'object' ? others : [])
  }
}

/** The alternatives that a schema holds, each without references and combinations of its own. */
function spread (document: Document, schema: Schema | boolean): Schema[] {
  if (typeof schema === 'boolean') return schema ? [{}] : []
  if (schema.$ref !== undefined) return spread(document, resolve(document, schema as Reference | Schema))
  const { anyOf, oneOf, allOf = [], ...own } = schema
  const unions = [anyOf, oneOf].filter(union => union !== undefined)
  const groups = [
    ...allOf.map(part => spread(document, part)),
    ...unions.map(union => union.flatMap(member => spread(document, member)))
  ]
  // all groups hold together, in each group one of its members
  return groups.reduce((left, right) => left.flatMap(one => right.map(other => merge(one, other))), spreadTypes(own))
}

function spreadTypes ({ nullable, const: only, type, ...rest }: Schema): Schema[] {
  const values = only === undefined ? {} : { enum: [only] }
  const types = type === undefined ? [{}] : [type].flat().map(type => ({ type }))
  const schemas = types.map(type => ({ ...rest, ...values, ...type }))
  return nullable === true ? [...schemas, { type: 'null' }] : schemas
}

function merge (left: Schema, right: Schema): Schema {
  return {
    ...left,
    ...right,
    ...left.properties === undefined && right.properties === undefined ? {} : { properties: { ...left.properties, ...right.properties } },
    ...left.required === undefined && right.required === undefined ? {} : { required: [...left.required ?? [], ...right.required ?? []] }
  }
}

function typesOf (schema: Schema): Set<string> {
  if (schema.enum !== undefined) return new Set(schema.enum.map(value => typeOf(value, schema)))
  if (schema.type !== undefined) return new Set([schema.type].flat())
  const { properties, additionalProperties, required } = schema
  if (properties !== undefined || additionalProperties !== undefined || required !== undefined) return new Set(['object'])
  return new Set([schema.items === undefined ? 'anything' : 'array'])
}

function typeOf (value: unknown, { type }: Schema): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return type === 'integer' ? type : 'number'
  return typeof value
}

function valuesOf (schemas: readonly Schema[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>()
  for (const schema of schemas) {
    for (const value of schema.enum ?? []) {
      const type = typeOf(value, schema)
      values.set(type, (values.get(type) ?? new Set()).add(JSON.stringify(value)))
    }
  }
  for (const schema of schemas) {
    if (schema.enum === undefined) for (const type of typesOf(schema)) values.delete(type)
  }
  values.delete('null')
  return values
}

function propertiesOf (objects: readonly Schema[]): Map<string, Alternatives> {
  const properties = new Map<string, Alternatives>()
  for (const [key, schema] of objects.flatMap(({ properties = {} }) => Object.entries(properties))) {
    properties.set(key, [...properties.get(key) ?? [], schema])
  }
  return properties
}
