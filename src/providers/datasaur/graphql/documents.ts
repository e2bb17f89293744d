import { GraphQLError, Kind, parse, type OperationDefinitionNode, type TypeNode } from 'graphql'
import { mustBeModest, tooDeep } from './limits.ts'

/** What is known of a query before it is executed. */
export interface QueryOutline {
  operationNames: string[]
  /** It asks about the schema only, so that tools need no token. */
  introspection: boolean
  /** The names of the types of its variables. */
  variableTypes: string[]
}

/** A document of more tokens is refused before it is read to the end. */
const maxTokens = 20_000

/** How many documents are remembered, here and by mercurius; clients send the same few over and over. */
export const remembered = 100

const outlines = new Map<string, QueryOutline>()

/** Throws GraphQLError for what is no document, or one that asks too much. */
export function outline (query: string): QueryOutline {
  const known = outlines.get(query)
  if (known !== undefined) return known
  const operations = read(query)
  const made: QueryOutline = {
    operationNames: operations.flatMap(({ name }) => name === undefined ? [] : [name.value]),
    introspection: operations.every(isIntrospection),
    variableTypes: operations.flatMap(({ variableDefinitions = [] }) => variableDefinitions.map(({ type }) => nameOf(type)))
  }
  if (outlines.size >= remembered) outlines.delete(outlines.keys().next().value!)
  outlines.set(query, made)
  return made
}

function read (query: string): OperationDefinitionNode[] {
  try {
    const document = parse(query, { maxTokens })
    mustBeModest(document)
    return document.definitions.filter(definition => definition.kind === Kind.OPERATION_DEFINITION)
  } catch (error) {
    // the parser is recursive: a document may be too deep for the stack
    throw error instanceof GraphQLError ? error : tooDeep()
  }
}

function nameOf (type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}

function isIntrospection ({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every(selection => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'))
}

/** A name that a document of one operation lacks is tolerated («any alphanumeric string», documented). */
export function nameOfOperation (asked: string | null | undefined, names: readonly string[]): string | undefined {
  if (names.length > 1 || (asked && names.includes(asked))) return asked ?? undefined
  return names[0]
}
