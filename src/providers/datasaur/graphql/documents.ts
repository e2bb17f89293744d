import { GraphQLError, Kind, parse, specifiedRules, validate, type FragmentDefinitionNode, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'
import { mustBeModest, tooDeep } from './limits.ts'
import { mostMistakes, variablesOf, type Variable } from './variables.ts'

/** What is known of a query before it is executed. */
export interface QueryOutline {
  operationNames: string[]
  /** It asks about the schema only, so that tools need no token. */
  introspection: boolean
  /** By operation, in their order: its variables, and its fields at the root, each once. */
  variables: Variable[][]
  fields: string[][]
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
  const { operations, fragments } = read(query)
  const made: QueryOutline = {
    operationNames: operations.flatMap(({ name }) => name === undefined ? [] : [name.value]),
    introspection: operations.every(isIntrospection),
    variables: operations.map(variablesOf),
    fields: operations.map(({ selectionSet }) => [...new Set(rootFields(selectionSet, fragments))].map(name => `datasaur.${name}`))
  }
  if (outlines.size >= remembered) outlines.delete(outlines.keys().next().value!)
  outlines.set(query, made)
  return made
}

/** What a request asks for, which is all that is known of it before it is executed: `['datasaur.getJob']`. Undefined for what is no request. */
export function fieldsOf (body: unknown): readonly string[] | undefined {
  const { query, operationName } = (body ?? {}) as { query?: unknown, operationName?: unknown }
  if (typeof query !== 'string') return undefined
  try {
    const outlined = outline(query)
    return outlined.fields[placeOf(outlined, operationName)]
  } catch {
    return undefined
  }
}

/** The variables of the operation that a request asks for. */
export function declaredIn (outline: QueryOutline, operation: string | undefined): readonly Variable[] {
  return outline.variables[placeOf(outline, operation)] ?? []
}

function placeOf ({ operationNames, fields }: QueryOutline, operation: unknown): number {
  return fields.length > 1 ? operationNames.indexOf(operation as string) : 0
}

/** What is wrong with a document that can be parsed. */
export function errorsIn (schema: GraphQLSchema, query: string): readonly GraphQLError[] {
  return validate(schema, parse(query, { maxTokens }), specifiedRules, { maxErrors: mostMistakes })
}

interface Definitions { operations: OperationDefinitionNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode> }

function read (query: string): Definitions {
  try {
    const document = parse(query, { maxTokens })
    mustBeModest(document)
    const { definitions } = document
    return {
      operations: definitions.filter(definition => definition.kind === Kind.OPERATION_DEFINITION),
      fragments: new Map(definitions.filter(definition => definition.kind === Kind.FRAGMENT_DEFINITION).map(fragment => [fragment.name.value, fragment]))
    }
  } catch (error) {
    // the parser is recursive: a document may be too deep for the stack
    throw error instanceof GraphQLError ? error : tooDeep()
  }
}

/** The names of the fields, through fragments; a fragment that spreads itself is gone into once. */
function rootFields ({ selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, seen = new Set<string>()): string[] {
  return selections.flatMap(selection => {
    if (selection.kind === Kind.FIELD) return [selection.name.value]
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

/** A name that a document of one operation lacks is tolerated («any alphanumeric string», documented). */
export function nameOfOperation (asked: string | null | undefined, names: readonly string[]): string | undefined {
  if (names.length > 1 || (asked && names.includes(asked))) return asked ?? undefined
  return names[0]
}
