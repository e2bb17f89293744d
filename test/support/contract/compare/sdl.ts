import {
  buildSchema, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, isSpecifiedScalarType,
  type GraphQLArgument, type GraphQLField, type GraphQLInputField, type GraphQLNamedType
} from 'graphql'
import { each, eachNamed, unequal, type Pair } from '../../../../src/contract/pair.ts'

/**
 * Where the SDL that the server publishes says something else than the contract, in one sentence each. Descriptions do not
 * count, nor does the order.
 */
export function sdlDifferences (contract: string, server: string): string[] {
  const schemas = each({ contract, server }, sdl => buildSchema(sdl))
  const roots = (['query', 'mutation', 'subscription'] as const).flatMap(kind =>
    unequal('schema', `the ${kind} type`, each(schemas, schema => schema[`get${capital(kind)}Type`]()?.name)))
  return [...roots, ...eachNamed(each(schemas, schema => byName(Object.values(schema.getTypeMap()).filter(isOwn))), 'type', compareTypes)]
}

function compareTypes (types: Pair<GraphQLNamedType>, place: string): string[] {
  return [
    ...unequal(place, 'the kind', each(types, type => type.astNode?.kind)),
    ...unequal(place, 'the list of interfaces', each(types, type => listed(isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : []))),
    ...unequal(place, 'the list of values', each(types, type => listed(isEnumType(type) ? type.getValues() : []))),
    ...eachNamed(each(types, fieldsOf), place, compareFields)
  ]
}

type Field = GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument

function compareFields (fields: Pair<Field>, place: string): string[] {
  return [
    ...unequal(place, 'the type', each(fields, ({ type }) => String(type))),
    ...unequal(place, 'the default', each(fields, field => 'defaultValue' in field ? field.defaultValue : undefined)),
    ...eachNamed(each(fields, field => byName('args' in field ? field.args : [])), place, compareFields)
  ]
}

function fieldsOf (type: GraphQLNamedType): Map<string, Field> {
  return byName<Field>(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [])
}

function isOwn (type: GraphQLNamedType): boolean {
  return !isIntrospectionType(type) && !isSpecifiedScalarType(type)
}

function byName<T extends { name: string }> (things: readonly T[]): Map<string, T> {
  return new Map(things.map(thing => [thing.name, thing]))
}

function listed (things: ReadonlyArray<{ name: string }>): string {
  return things.map(({ name }) => name).sort().join(', ') || 'empty'
}

function capital<T extends string> (word: T): Capitalize<T> {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}` as Capitalize<T>
}
