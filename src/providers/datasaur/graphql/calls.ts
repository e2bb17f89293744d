import { valueFromASTUntyped, type OperationDefinitionNode } from 'graphql'
import type { Call } from '../../../http/nearest.ts'
import { read, rootFields, toOperation } from './documents.ts'
import { withMaps } from './forms.ts'

/**
 * The root fields of the operation that a request names, each with its arguments as the client wrote them, in variables or in the
 * document. Undefined for a request that is not valid.
 */
export function callsIn (request: unknown): Call[] | undefined {
  try {
    const { query, variables, operationName } = withMaps({ ...request as object })
    const { operations, fragments } = read(query as string)
    const operation = operations.length > 1 ? operations.find(({ name }) => name?.value === operationName) : operations[0]
    if (operation === undefined) return undefined
    const values = withDefaults(operation, (variables ?? {}) as Variables)
    return rootFields(operation.selectionSet, fragments).map(field => ({
      operation: toOperation(field),
      // the parser sets them, to an empty list if there are none
      arguments: Object.fromEntries(field.arguments!.map(({ name, value }) => [name.value, valueFromASTUntyped(value, values)]))
    }))
  } catch {
    return undefined
  }
}

type Variables = Readonly<Record<string, unknown>>

function withDefaults ({ variableDefinitions = [] }: OperationDefinitionNode, given: Variables): Variables {
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]])
  return { ...Object.fromEntries(defaults), ...given }
}
