import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode
} from 'graphql'
import { rootOperations } from '../schema.ts'
import { maxErrors, mustBeWithinLimits, tooDeep } from './limits.ts'
import { variablesOf, type Variable } from './variables.ts'

/** The facts about a query that are needed before it is executed. */
export interface QueryOutline {
  operationNames: string[]
  /** Whether it asks about the schema only, for which tools need no token. */
  introspection: boolean
  /** The variables of each operation, in the order of the operations. */
  variables: Variable[][]
  /** The number of root fields of each mutation, 0 for a query, in the order of the operations. */
  mutations: number[]
  /** The root fields of each operation that the schema has, in the order of the operations, each field once: `datasaur.getJob`. */
  fields: string[][]
}

/** The parser stops at a document with more tokens. */
const maxTokens = 20_000

/** How many documents are cached, here and by mercurius; clients send the same few again and again. */
export const maxCached = 100

const knownOperations = new Set(rootOperations)

const outlines = new Map<string, QueryOutline>()

/** Throws GraphQLError for a malformed document, and for one that exceeds the limits. */
export function outline (query: string): QueryOutline {
  const known = outlines.get(query)
  if (known !== undefined) return known
  const { operations, fragments } = read(query)
  const made: QueryOutline = {
    operationNames: operations.flatMap(({ name }) => name === undefined ? [] : [name.value]),
    introspection: operations.every(isIntrospection),
    variables: operations.map(variablesOf),
    mutations: operations.map(({ operation, selectionSet }) =>
      operation === OperationTypeNode.MUTATION ? rootFields(selectionSet, fragments).length : 0),
    fields: operations.map(({ selectionSet }) =>
      [...new Set(rootFields(selectionSet, fragments).map(toOperation))].filter(name => knownOperations.has(name)))
  }
  // a full map has a first key
  if (outlines.size >= maxCached) outlines.delete(outlines.keys().next().value!)
  outlines.set(query, made)
  return made
}

/**
 * The root fields of the operation that a request names: `['datasaur.getJob']`, the same list for the same query. Undefined for a body
 * that is not a valid request, and if the schema has none of its fields.
 */
export function fieldsOf (body: unknown): readonly string[] | undefined {
  const { query, operationName } = (body ?? {}) as { query?: unknown, operationName?: unknown }
  if (typeof query !== 'string') return undefined
  try {
    const outlined = outline(query)
    const fields = outlined.fields[indexOf(outlined, operationName)]
    return fields?.length === 0 ? undefined : fields
  } catch {
    return undefined
  }
}

/** The variables of the operation that a request names. */
export function declaredIn (outline: QueryOutline, operation: string | undefined): readonly Variable[] {
  return outline.variables[indexOf(outline, operation)] ?? []
}

/** The number of root fields of the operation that a request names; 0 if it is not a mutation. */
export function mutationsIn (outline: QueryOutline, operation: string | undefined): number {
  return outline.mutations[indexOf(outline, operation)] ?? 0
}

function indexOf ({ operationNames, fields }: QueryOutline, operation: unknown): number {
  return fields.length > 1 ? operationNames.indexOf(operation as string) : 0
}

/** The errors in a document that can be parsed. */
export function errorsInDocument (schema: GraphQLSchema, query: string): readonly GraphQLError[] {
  return validate(schema, parse(query, { maxTokens }), specifiedRules, { maxErrors })
}

export interface Definitions { operations: OperationDefinitionNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode> }

/** Throws GraphQLError for a malformed document, and for one that exceeds the limits. */
export function read (query: string): Definitions {
  try {
    const document = parse(query, { maxTokens })
    mustBeWithinLimits(document)
    const { definitions } = document
    const fragments = definitions.filter(definition => definition.kind === Kind.FRAGMENT_DEFINITION)
    return {
      operations: definitions.filter(definition => definition.kind === Kind.OPERATION_DEFINITION),
      fragments: new Map(fragments.map(fragment => [fragment.name.value, fragment]))
    }
  } catch (error) {
    // the parser is recursive: a document can be too deep for the stack
    throw error instanceof GraphQLError ? error : tooDeep()
  }
}

/** The name of a root field as an operation: `datasaur.getJob`. */
export function toOperation ({ name }: FieldNode): string {
  return `datasaur.${name.value}`
}

/** The fields in a selection and in its fragments, each of which is read once. */
export function rootFields (
  { selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, seen = new Set<string>()
): FieldNode[] {
  return selections.flatMap(selection => {
    if (selection.kind === Kind.FIELD) return [selection]
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(selection.selectionSet, fragments, seen)
    const name = selection.name.value
    const fragment = fragments.get(name)
    if (fragment === undefined || seen.has(name)) return []
    return rootFields(fragment.selectionSet, fragments, seen.add(name))
  })
}

function isIntrospection ({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every(selection => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'))
}

/** The operation to execute. In a document with one operation any name is accepted («any alphanumeric string», documented). */
export function nameOfOperation (given: string | null | undefined, names: readonly string[]): string | undefined {
  if (names.length > 1 || (given && names.includes(given))) return given ?? undefined
  return names[0]
}
