import type { UnknownArgument } from '../../../http/nearest.ts'
import { rootDefs, typeDefs } from '../schema.ts'

/** The types of fields or arguments, by name. */
type Types = ReadonlyMap<string, string>

/** The arguments of the root fields, and the fields of the input types, read from the text of the schema: graphql may not be loaded yet. */
let read: { roots: ReadonlyMap<string, Types>, inputs: ReadonlyMap<string, Types> } | undefined

/** The first name in a subset of the arguments of a root field that the schema does not have; undefined if it has all. */
export function findUnknownArgument (operation: string, subset: unknown): UnknownArgument | undefined {
  read ??= readSchema()
  const types = read.roots.get(operation.slice(operation.indexOf('.') + 1))
  return types && findUnknown(types, subset, read.inputs)
}

function findUnknown (types: Types, subset: unknown, inputs: ReadonlyMap<string, Types>): UnknownArgument | undefined {
  if (typeof subset !== 'object' || subset === null) return undefined
  for (const [key, value] of Object.entries(subset)) {
    // a list has the type of its items
    const type = Array.isArray(subset) ? types : inputs.get(types.get(key) ?? '')
    if (!Array.isArray(subset) && !types.has(key)) return { path: [key], known: [...types.keys()] }
    const unknown = type && findUnknown(type, value, inputs)
    if (unknown !== undefined) return { ...unknown, path: [key, ...unknown.path] }
  }
  return undefined
}

function readSchema (): NonNullable<typeof read> {
  // a match has all groups of its pattern that are not optional
  const inputs = new Map(Array.from(typeDefs.matchAll(/^ *input (\w+) \{([^}]*)\}/gm), ([, name, fields]) => [name!, toTypes(fields!)]))
  const roots = new Map(Array.from(rootDefs.matchAll(/^ {4}(\w+)(?:\(([^)]*)\))?: /gm), ([, name, given = '']) => [name!, toTypes(given)]))
  return { roots, inputs }
}

function toTypes (text: string): Types {
  return new Map(Array.from(text.matchAll(/(\w+): *\[*(\w+)/g), ([, name, type]) => [name!, type!]))
}
