import {
  coerceInputValue,
  getNamedType,
  isInputObjectType,
  isInputType,
  isNonNullType,
  Kind,
  typeFromAST,
  type GraphQLFormattedError,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SourceLocation,
  type TypeNode
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { printPathArray } from 'graphql/jsutils/printPathArray.js'
import { excerpt, shorten } from '../../../validation/text.ts'
import { maxErrors } from './limits.ts'

/** The maximum size of the variables (characters of JSON) for whose unknown names similar ones are suggested: that takes much memory. */
const maxSuggestionLength = 100_000

/** A variable as an operation declares it. */
export interface Variable {
  name: string
  type: TypeNode
  /** The type without its lists and exclamation marks. */
  typeName: string
  hasDefault: boolean
  location: SourceLocation
}

/** The variables of an operation, without references to the document, so that it can be freed. */
export function variablesOf ({ variableDefinitions = [] }: OperationDefinitionNode): Variable[] {
  return variableDefinitions.map(({ variable, type, defaultValue, loc }) => ({
    name: variable.name.value,
    type: withoutLocation(type),
    typeName: nameOf(type),
    hasDefault: defaultValue !== undefined,
    // the parser sets it, unless `noLocation` is given
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

/** Whether a non-null variable has a default, which the just-in-time compiler ignores: it reports the value as missing. */
export function isDefaulted ({ type, hasDefault }: Variable): boolean {
  return hasDefault && type.kind === Kind.NON_NULL_TYPE
}

/**
 * The names of the inputs that contain themselves, such as a question with questions. The just-in-time compiler unrolls a variable
 * of such a type until the memory is full (zalando-incubator/graphql-jit#81).
 */
export function circularInputs (schema: GraphQLSchema): Set<string> {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
  return new Set(inputs.filter(input => isCircular(input, [])).map(({ name }) => name))
}

function isCircular (input: GraphQLInputObjectType, path: readonly GraphQLInputObjectType[]): boolean {
  if (path.includes(input)) return true
  const inner = Object.values(input.getFields()).map(({ type }) => getNamedType(type)).filter(isInputObjectType)
  return inner.some(type => isCircular(type, [...path, input]))
}

/**
 * Returns the errors in the values of variables, in the words of graphql-js, but at most `maxErrors` and with short excerpts of the
 * values. graphql-js and the just-in-time compiler repeat each value in full, the compiler in other words. Variables of a type that
 * is not in the schema are skipped.
 */
export function errorsInVariables (schema: GraphQLSchema, variables: readonly Variable[], given: Values): GraphQLFormattedError[] {
  // to find out whether there is an error at all takes little: no texts, no suggestions
  if (collect(schema, variables, given, 1, false).length === 0) return []
  return collect(schema, variables, given, maxErrors, JSON.stringify(given).length < maxSuggestionLength)
}

type Values = Readonly<Record<string, unknown>>

class TooManyErrors extends Error {
  override message = 'Too many errors processing variables, error limit reached. Execution aborted.'
}

function collect (
  schema: GraphQLSchema, variables: readonly Variable[], given: Values, limit: number, suggests: boolean
): GraphQLFormattedError[] {
  const errors: GraphQLFormattedError[] = []
  try {
    for (const variable of variables) {
      checkVariable(schema, variable, given, suggests, message => {
        if (errors.length === limit) throw new TooManyErrors()
        errors.push({ message, locations: [variable.location] })
      })
    }
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error
    errors.push({ message: error.message })
  }
  return errors
}

function checkVariable (
  schema: GraphQLSchema, variable: Variable, given: Values, suggests: boolean, add: (message: string) => void
): void {
  const { name, hasDefault } = variable
  const type = typeFromAST(schema, variable.type)
  if (!isInputType(type)) return
  const value = Object.hasOwn(given, name) ? given[name] : undefined
  if (value === undefined) {
    if (isNonNullType(type) && !hasDefault) add(`Variable "$${name}" of required type "${inspect(type)}" was not provided.`)
  } else if (value === null && isNonNullType(type)) {
    add(`Variable "$${name}" of non-null type "${inspect(type)}" must not be null.`)
  } else {
    const excerpts = new Map<unknown, string>()
    coerceInputValue(value, type, (path, wrong, { message }) => {
      // an object can have several wrong fields
      if (!excerpts.has(wrong)) excerpts.set(wrong, excerpt(wrong, inspect))
      const place = path.length > 0 ? ` at "${name}${printPathArray(path)}"` : ''
      add(`Variable "$${name}" got invalid value ${excerpts.get(wrong)}${place}; ${shorten(message, 200)}`)
    }, !suggests)
  }
}
