import {
  buildSchema, getNullableType, getOperationAST, isAbstractType, isEnumType, isLeafType, isListType, isNonNullType, parse,
  SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef, validate,
  type DocumentNode, type GraphQLAbstractType, type GraphQLField, type GraphQLLeafType, type GraphQLObjectType, type GraphQLOutputType, type GraphQLSchema,
  type OperationDefinitionNode
} from 'graphql'
import { readContract } from './documents.ts'
import { collectFields, type Selected } from './selection.ts'

type Judge = (query: string, operationName: string | null | undefined, body: unknown) => string | undefined

/**
 * How the response to a GraphQL request breaks Datasaur's contract, in a sentence; undefined if it does not. A document that the
 * contract does not know must be answered with errors, and with no data.
 */
export const graphqlViolationOf: Judge = judgeBy(buildSchema(readContract('datasaur.graphql')))

export function judgeBy (schema: GraphQLSchema): Judge {
  const documents = new Map<string, DocumentNode | string>()
  return (query, operationName, body) => violationOf({ schema, document: prepare(schema, documents, query) }, operationName, body)
}

/** What a response is held against. */
interface Asked { schema: GraphQLSchema, document: DocumentNode }

function violationOf ({ schema, document }: { schema: GraphQLSchema, document: DocumentNode | string }, operationName: string | null | undefined, body: unknown): string | undefined {
  if (!isRecord(body)) return `the body is ${JSON.stringify(body)}, not an object`
  const { data, errors, extensions, ...rest } = body
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) return `${unknown} is not in the contract`
  if (extensions !== undefined && !isRecord(extensions)) return 'extensions is not an object'
  const fault = errors === undefined ? undefined : faultOfErrors(errors)
  if (fault !== undefined) return fault

  const operation = typeof document === 'string' ? undefined : toOperation(document, operationName)
  if (typeof document === 'string' || operation === undefined) {
    const cause = typeof document === 'string' ? document : `there is no operation ${operationName ?? '(of many, none is named)'}`
    return isNothing(data) && errors !== undefined ? undefined : `the contract refuses the document (${cause}), the server does not`
  }
  if (isNothing(data)) return errors === undefined ? 'there is neither data nor errors' : undefined
  const root = schema.getRootType(operation.operation)!
  return faultOfObject({ schema, document }, root, [operation.selectionSet], data, 'data')
}

/** The document, or why the contract refuses it. */
function prepare (schema: GraphQLSchema, documents: Map<string, DocumentNode | string>, query: string): DocumentNode | string {
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

function faultOfObject (asked: Asked, type: GraphQLObjectType, selections: Selected['selections'], value: unknown, place: string): string | undefined {
  const selected = collectFields(asked.schema, asked.document, type, selections)
  if (!isRecord(value)) return `${place} is ${JSON.stringify(value)}, not a ${type.name}`
  const unknown = Object.keys(value).find(key => !selected.has(key))
  if (unknown !== undefined) return `${place}.${unknown} was not asked for`
  for (const [key, { name, selections, optional }] of selected) {
    const field = fieldOf(type, name)
    if (Object.hasOwn(value, key)) {
      const fault = field === TypeNameMetaFieldDef && value[key] !== type.name
        ? `${place}.${key} is ${JSON.stringify(value[key])}, not "${type.name}"`
        : faultOfValue(asked, field.type, selections, value[key], `${place}.${key}`)
      if (fault !== undefined) return fault
    } else if (!optional) {
      return `${place} lacks ${key}`
    }
  }
  return undefined
}

function faultOfValue (asked: Asked, type: GraphQLOutputType, selections: Selected['selections'], value: unknown, place: string): string | undefined {
  // a null that may not be travels upwards, so that it never stands here, with errors or without
  if (value === null) return isNonNullType(type) ? `${place} is null, against ${type}` : undefined
  const actual = getNullableType(type)
  if (isListType(actual)) {
    if (!Array.isArray(value)) return `${place} is ${JSON.stringify(value)}, against ${type}`
    return value.map((item, index) => faultOfValue(asked, actual.ofType, selections, item, `${place}.${index}`)).find(fault => fault !== undefined)
  }
  if (isLeafType(actual)) return fits(actual, value) ? undefined : `${place} is ${JSON.stringify(value)}, against ${type}`
  if (isAbstractType(actual)) return faultOfAbstract(asked, actual, selections, value, place)
  return faultOfObject(asked, actual, selections, value, place)
}

/**
 * An object of an interface must be one of the types that have it. Only a `__typename` tells of which one it is: without it any
 * will do that takes the whole of it.
 */
function faultOfAbstract (asked: Asked, type: GraphQLAbstractType, selections: Selected['selections'], value: unknown, place: string): string | undefined {
  const faults = asked.schema.getPossibleTypes(type).map(possible => faultOfObject(asked, possible, selections, value, place))
  if (faults.includes(undefined)) return undefined
  return [...new Set(faults)].join(', or ') || `${place} is of ${type.name}, which no type has`
}

const scalars: Record<string, (value: unknown) => boolean> = {
  Boolean: value => typeof value === 'boolean',
  Float: value => typeof value === 'number',
  ID: value => typeof value === 'string',
  Int: value => value === (Number(value) | 0),
  String: value => typeof value === 'string'
}

/** Whether a value can stand for the type in a response. A scalar of the provider's own may be any JSON. */
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
