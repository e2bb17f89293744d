import { getNamedType, isInputObjectType, type GraphQLInputObjectType, type GraphQLSchema } from 'graphql'

/**
 * The names of the inputs that hold themselves somewhere, as a question holds questions. The just-in-time compiler unfolds a
 * variable of such a type until the memory is full (zalando-incubator/graphql-jit#81).
 */
export function circularInputs (schema: GraphQLSchema): Set<string> {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
  return new Set(inputs.filter(input => leadsRound(input, [])).map(({ name }) => name))
}

function leadsRound (input: GraphQLInputObjectType, above: readonly GraphQLInputObjectType[]): boolean {
  if (above.includes(input)) return true
  const inner = Object.values(input.getFields()).map(({ type }) => getNamedType(type)).filter(isInputObjectType)
  return inner.some(type => leadsRound(type, [...above, input]))
}
