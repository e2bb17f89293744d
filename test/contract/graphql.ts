import {
  buildSchema, getNamedType, getNullableType, getOperationAST, isEnumType, isLeafType, isListType, isNonNullType, isObjectType, parse,
  SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef, validate,
  type DocumentNode, type GraphQLField, type GraphQLLeafType, type GraphQLObjectType, type GraphQLOutputType, type OperationDefinitionNode
} from 'graphql'
import { readContract } from './documents.ts'
import { collectFields, type Selected } from './selection.ts'

const schema = buildSchema(readContract('datasaur.graphql'))

/**
 * How the answer to a GraphQL request breaks Datasaur's contract, in a sentence; undefined if it does not. A document that the
 * contract does not know must be answered with errors, and with no data.
 */
export function graphqlViolationOf (query: string, operationName: string | null | undefined, body: unknown): string | undefined {
  if (!isRecord(body)) return `the body is ${JSON.stringify(body)}, not an object`
  const { data, errors, extensions, ...rest } = body
  const [stranger] = Object.keys(rest)
  if (stranger !== undefined) return `${stranger} is not known here`
  if (extensions !== undefined && !isRecord(extensions)) return 'extensions is not an object'
  const fault = errors === undefined ? undefined : faultOfErrors(errors)
  if (fault !== undefined) return fault

  const prepared = prepare(query)
  const operation = typeof prepared === 'string' ? undefined : toOperation(prepared, operationName)
  if (typeof prepared === 'string' || operation === undefined) {
    const cause = typeof prepared === 'string' ? prepared : `there is no operation ${operationName ?? '(of many, none is named)'}`
    return isNothing(data) && errors !== undefined ? undefined : `the contract refuses the document (${cause}), the server does not`
  }
  if (isNothing(data)) return errors === undefined ? 'there is neither data nor errors' : undefined
  const root = schema.getRootType(operation.operation)!
  return faultOfObject(root, collectFields(schema, prepared, root, [operation.selectionSet]), data, prepared, 'data')
}

const documents = new Map<string, DocumentNode | string>()

/** The document, or why the contract refuses it. */
function prepare (query: string): DocumentNode | string {
  let prepared = documents.get(query)
  if (prepared === undefined) {
    try {
      const document = parse(query)
      prepared = validate(schema, document)[0]?.message ?? document
    } catch (error) {
      prepared = (error as Error).message
    }
    documents.set(query, prepared)
  }
  return prepared
}

/** A name that no operation has means nothing when there is only one: the provider takes "any alphanumeric string". */
function toOperation (document: DocumentNode, name: string | null | undefined): OperationDefinitionNode | undefined {
  return getOperationAST(document, name) ?? getOperationAST(document) ?? undefined
}

function faultOfErrors (errors: unknown): string | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return 'errors is not a list with something in it'
  const index = errors.findIndex(error => !isRecord(error) || typeof error.message !== 'string')
  return index === -1 ? undefined : `errors.${index} has no message`
}

function faultOfObject (type: GraphQLObjectType, selected: Map<string, Selected>, value: unknown, document: DocumentNode, place: string): string | undefined {
  if (!isRecord(value)) return `${place} is ${JSON.stringify(value)}, not a ${type.name}`
  const stranger = Object.keys(value).find(key => !selected.has(key))
  if (stranger !== undefined) return `${place}.${stranger} was not asked for`
  for (const [key, { name, selections, optional }] of selected) {
    const field = fieldOf(type, name)
    if (Object.hasOwn(value, key)) {
      const fault = field === TypeNameMetaFieldDef && value[key] !== type.name
        ? `${place}.${key} is ${JSON.stringify(value[key])}, not "${type.name}"`
        : faultOfValue(field.type, selections, value[key], document, `${place}.${key}`)
      if (fault !== undefined) return fault
    } else if (!optional) {
      return `${place} lacks ${key}`
    }
  }
  return undefined
}

function faultOfValue (type: GraphQLOutputType, selections: Selected['selections'], value: unknown, document: DocumentNode, place: string): string | undefined {
  // a null that may not be travels upwards, so that it never stands here, with errors or without
  if (value === null) return isNonNullType(type) ? `${place} is null, against ${type}` : undefined
  const actual = getNullableType(type)
  if (isListType(actual)) {
    if (!Array.isArray(value)) return `${place} is ${JSON.stringify(value)}, against ${type}`
    return value.map((item, index) => faultOfValue(actual.ofType, selections, item, document, `${place}.${index}`)).find(fault => fault !== undefined)
  }
  if (isLeafType(actual)) return fits(actual, value) ? undefined : `${place} is ${JSON.stringify(value)}, against ${type}`
  if (!isObjectType(actual)) throw new Error(`${getNamedType(type).name}: interfaces and unions are not checked yet`)
  return faultOfObject(actual, collectFields(schema, document, actual, selections), value, document, place)
}

const scalars: Record<string, (value: unknown) => boolean> = {
  Boolean: value => typeof value === 'boolean',
  Float: value => typeof value === 'number',
  ID: value => typeof value === 'string',
  Int: value => value === (Number(value) | 0),
  String: value => typeof value === 'string'
}

/** As it stands in an answer. A scalar of the provider's own may be any JSON. */
function fits (type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined
  return scalars[type.name]?.(value) ?? true
}

function fieldOf (type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> {
  const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find(field => field.name === name)
  return meta ?? type.getFields()[name]!
}

function isRecord (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNothing (data: unknown): boolean {
  return data === undefined || data === null
}
