import { coerceInputValue, isInputType, isNonNullType, Kind, typeFromAST, type GraphQLFormattedError, type GraphQLSchema, type OperationDefinitionNode, type SourceLocation, type TypeNode } from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { printPathArray } from 'graphql/jsutils/printPathArray.js'
import { excerpt, shorten } from '../../../messages.ts'

/** The most mistakes of a request that a response names: it would be many times as large as the request. */
export const mostMistakes = 50

/** From so many characters of JSON on, no words are suggested for wrong ones: for each, that takes memory many times its length. */
const large = 100_000

/** A variable as an operation declares it. */
export interface Variable {
  name: string
  type: TypeNode
  /** The type without its lists and exclamation marks. */
  typeName: string
  hasDefault: boolean
  location: SourceLocation
}

/** Does not hold on to the document. */
export function variablesOf ({ variableDefinitions = [] }: OperationDefinitionNode): Variable[] {
  return variableDefinitions.map(({ variable, type, defaultValue, loc }) => ({
    name: variable.name.value,
    type: withoutLocation(type),
    typeName: nameOf(type),
    hasDefault: defaultValue !== undefined,
    location: { line: loc!.startToken.line, column: loc!.startToken.column }
  }))
}

function withoutLocation (type: TypeNode): TypeNode {
  if (type.kind === Kind.NAMED_TYPE) return { kind: type.kind, name: { kind: type.name.kind, value: type.name.value } }
  return { kind: type.kind, type: withoutLocation(type.type) } as TypeNode
}

function nameOf (type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}

/** Whether a value is required but for a default, which the just-in-time compiler does not know: it reports the value as missing. */
export function isDefaulted ({ type, hasDefault }: Variable): boolean {
  return hasDefault && type.kind === Kind.NON_NULL_TYPE
}

/**
 * What is wrong with the values of variables, in the words of graphql-js. It names all of them and repeats every value in full,
 * and so does the just-in-time compiler, in other words. A type that the schema does not have is not looked at.
 */
export function mistakesIn (schema: GraphQLSchema, variables: readonly Variable[], given: Values): GraphQLFormattedError[] {
  if (collect(schema, variables, given, 1, false).length === 0) return []
  return collect(schema, variables, given, mostMistakes, JSON.stringify(given).length < large)
}

type Values = Readonly<Record<string, unknown>>

class TooManyMistakes extends Error {
  override message = 'Too many errors processing variables, error limit reached. Execution aborted.'
}

function collect (schema: GraphQLSchema, variables: readonly Variable[], given: Values, most: number, suggests: boolean): GraphQLFormattedError[] {
  const mistakes: GraphQLFormattedError[] = []
  try {
    for (const variable of variables) {
      findMistakes(schema, variable, given, suggests, message => {
        if (mistakes.length === most) throw new TooManyMistakes()
        mistakes.push({ message, locations: [variable.location] })
      })
    }
  } catch (error) {
    if (!(error instanceof TooManyMistakes)) throw error
    mistakes.push({ message: error.message })
  }
  return mistakes
}

function findMistakes (schema: GraphQLSchema, { name, type: node, hasDefault }: Variable, given: Values, suggests: boolean, add: (message: string) => void): void {
  const type = typeFromAST(schema, node)
  if (!isInputType(type)) return
  const value = Object.hasOwn(given, name) ? given[name] : undefined
  if (value === undefined) {
    if (isNonNullType(type) && !hasDefault) add(`Variable "$${name}" of required type "${inspect(type)}" was not provided.`)
  } else if (value === null && isNonNullType(type)) {
    add(`Variable "$${name}" of non-null type "${inspect(type)}" must not be null.`)
  } else {
    const excerpts = new Map<unknown, string>()
    coerceInputValue(value, type, (path, wrong, { message }) => {
      // an object may have several wrong fields
      if (!excerpts.has(wrong)) excerpts.set(wrong, excerpt(wrong, inspect))
      add(`Variable "$${name}" got invalid value ${excerpts.get(wrong)}${path.length > 0 ? ` at "${name}${printPathArray(path)}"` : ''}; ${shorten(message, 200)}`)
    }, !suggests)
  }
}
