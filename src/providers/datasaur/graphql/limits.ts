import { GraphQLError, visit, type ASTVisitor, type DocumentNode } from 'graphql'

/** The maximum number of errors in a response, which would otherwise be many times as large as the request. */
export const maxErrors = 50

/** The maximum length of the message of an error, in characters. */
export const maxMessageLength = 500

/** The limits of a document. */
const max = { levels: 25, aliases: 1000, fields: 20_000 }

/** The size of an operation or a fragment: its depth, its number of fields, and the fragments that it spreads with their level. */
interface Definition { levels: number, fields: number, spreads: Array<{ name: string, level: number }> }

/** Throws GraphQLError if a document is too large to be validated and executed. */
export function mustBeWithinLimits (document: DocumentNode): void {
  const { aliases, fields, levels } = measure(document)
  if (aliases > max.aliases) throw new GraphQLError(`The query has ${aliases} aliases: at most ${max.aliases} are allowed`)
  if (levels > max.levels) throw tooDeep()
  if (fields > max.fields) {
    const rule = 'a fragment counts wherever it is spread'
    throw new GraphQLError(`The query asks for too many fields: at most ${max.fields} are allowed, and ${rule}`)
  }
}

export function tooDeep (): GraphQLError {
  return new GraphQLError(`The query is nested too deeply: at most ${max.levels} levels are allowed`)
}

/** Each pair of braces or brackets is a level. A fragment counts at the level at which it is spread. */
function measure (document: DocumentNode): { aliases: number, fields: number, levels: number } {
  let [aliases, level, valueLevel, deepestValue] = [0, 0, 0, 0]
  let current: Definition
  const operations: Definition[] = []
  const fragments = new Map<string, Definition>()
  const value = {
    enter: () => { deepestValue = Math.max(deepestValue, ++valueLevel) },
    leave: () => { valueLevel-- }
  }
  visit(document, {
    OperationDefinition: () => { operations.push(current = { levels: 0, fields: 0, spreads: [] }) },
    FragmentDefinition: ({ name }) => { fragments.set(name.value, current = { levels: 0, fields: 0, spreads: [] }) },
    SelectionSet: {
      enter: () => { current.levels = Math.max(current.levels, ++level) },
      leave: () => { level-- }
    },
    FragmentSpread: ({ name }) => { current.spreads.push({ name: name.value, level }) },
    Field: ({ alias }) => {
      current.fields++
      if (alias !== undefined) aliases++
    },
    ObjectValue: value,
    ListValue: value
  } satisfies ASTVisitor)
  for (const definition of [...operations, ...fragments.values()]) addFragments(definition, fragments)
  return {
    aliases,
    fields: operations.reduce((sum, { fields }) => sum + fields, 0),
    levels: operations.reduce((deepest, { levels }) => Math.max(deepest, levels), deepestValue)
  }
}

/** Adds the sizes of its fragments to a definition. A fragment that spreads itself is rejected later, by the validation. */
function addFragments (definition: Definition, fragments: ReadonlyMap<string, Definition>): void {
  const { spreads } = definition
  definition.spreads = []
  for (const { name, level } of spreads) {
    const fragment = fragments.get(name)
    if (fragment === undefined) continue
    addFragments(fragment, fragments)
    definition.fields += fragment.fields
    definition.levels = Math.max(definition.levels, level + fragment.levels)
  }
}
