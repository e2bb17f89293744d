import { GraphQLError, visit, type ASTVisitor, type DocumentNode } from 'graphql'

const most = { levels: 25, aliases: 1000, fields: 20_000 }

/** What is known of an operation or a fragment: how deep it is, how many fields it has, and where it takes in which fragments. */
interface Definition { levels: number, fields: number, spreads: Array<{ name: string, level: number }> }

/** Before anything is done with a document that costs more than reading it. Throws GraphQLError. */
export function mustBeModest (document: DocumentNode): void {
  const { aliases, fields, levels } = measure(document)
  if (aliases > most.aliases) throw new GraphQLError(`The query has ${aliases} aliases: ${most.aliases} are the most`)
  if (levels > most.levels) throw tooDeep()
  if (fields > most.fields) throw new GraphQLError(`The query asks for too many fields: ${most.fields} are the most, and a fragment counts wherever it is taken in`)
}

export function tooDeep (): GraphQLError {
  return new GraphQLError(`The query is nested too deeply: ${most.levels} levels are the most`)
}

/** A level is whatever stands within braces or brackets. A fragment is one, wherever it is written. */
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
  for (const definition of [...operations, ...fragments.values()]) takeIn(definition, fragments)
  const sizes = operations.reduce((sum, { fields, levels }) => ({ fields: sum.fields + fields, levels: Math.max(sum.levels, levels) }), { fields: 0, levels: deepestValue })
  return { aliases, ...sizes }
}

/** Adds to a definition what its fragments have. One that takes in itself is refused later, with a reason. */
function takeIn (definition: Definition, fragments: ReadonlyMap<string, Definition>): void {
  const { spreads } = definition
  definition.spreads = []
  for (const { name, level } of spreads) {
    const fragment = fragments.get(name)
    if (fragment === undefined) continue
    takeIn(fragment, fragments)
    definition.fields += fragment.fields
    definition.levels = Math.max(definition.levels, level + fragment.levels)
  }
}
