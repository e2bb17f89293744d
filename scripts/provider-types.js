// Writes a contract of openapi/ as TypeScript: the types of jobdouble/julep and the others.
import { buildSchema, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType, isUnionType } from 'graphql'
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** The text of the declarations of a provider: from its OpenAPI document, or from its GraphQL schema. */
export function toProviderTypes (name, folder) {
  const isGraphql = existsSync(new URL(`${name}.graphql`, folder))
  const file = `${name}.${isGraphql ? 'graphql' : 'yaml'}`
  const text = readFileSync(new URL(file, folder), 'utf8')
  const lines = isGraphql ? fromGraphql(buildSchema(text)) : fromOpenApi(parse(text))
  return `// Generated from openapi/${file} by \`npm run build\`.\n\n${lines.join('\n\n')}\n`
}

/** A type for each schema by its name, and one for the bodies of each operation. */
function fromOpenApi (document) {
  const { schemas, responses: shared = {} } = document.components
  const resolve = value => value.$ref === undefined ? value : shared[nameOf(value.$ref)]
  const bodyOf = ({ content = {} }) => union(Object.values(content).map(({ schema }) => toType(schema, '      ')))
  const operations = Object.values(document.paths).flatMap(item => Object.values(item)).filter(({ operationId }) => operationId !== undefined)
  const entries = operations.map(({ operationId, summary, requestBody, responses }) => [
    ...summary === undefined ? [] : [`  ${comment(summary, '  ')}`],
    `  ${operationId}: {`,
    `    request: ${requestBody === undefined ? 'undefined' : bodyOf(requestBody)}`,
    '    /** By status. */',
    '    responses: {',
    ...Object.entries(responses).map(([status, response]) => `      ${status}: ${bodyOf(resolve(response))}`),
    '    }',
    '  }'
  ].join('\n'))
  return [
    ...Object.entries(schemas).map(([name, schema]) => declare(name, schema)),
    `/** The bodies of each operation; undefined where there is none. */\nexport interface Operations {\n${entries.join('\n')}\n}`
  ]
}

function declare (name, schema) {
  const type = toType(schema, '')
  const declaration = type.startsWith('{') && type.endsWith('}') ? `export interface ${name} ${type}` : `export type ${name} = ${type}`
  return schema.description === undefined ? declaration : `${comment(schema.description, '')}\n${declaration}`
}

/** A JSON schema as a type; `indent` is that of its line. */
function toType (schema, indent) {
  const { $ref, anyOf, oneOf, allOf, enum: values, type, nullable } = schema
  if ($ref !== undefined) return toReference($ref)
  if (nullable) return union([toType({ ...schema, nullable: false }, indent), 'null'])
  if ('const' in schema) return JSON.stringify(schema.const)
  if (values !== undefined) return union(values.map(value => JSON.stringify(value)))
  if (anyOf !== undefined || oneOf !== undefined) return union((anyOf ?? oneOf).map(part => toType(part, indent)))
  if (allOf !== undefined) return allOf.map(part => toType(part, indent)).join(' & ')
  if (Array.isArray(type)) return union(type.map(one => toType({ ...schema, type: one }, indent)))
  if (type === 'array') return `Array<${schema.items === undefined ? 'unknown' : toType(schema.items, indent)}>`
  if (type === 'object') return toObject(schema, indent)
  return { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' }[type] ?? 'unknown'
}

function toObject ({ properties = {}, required = [], additionalProperties }, indent) {
  const inner = `${indent}  `
  const lines = Object.entries(properties).flatMap(([name, schema]) => [
    ...schema.description === undefined ? [] : [`${inner}${comment(schema.description, inner)}`],
    `${inner}${toKey(name)}${required.includes(name) ? '' : '?'}: ${toType(schema, inner)}`
  ])
  const rest = typeof additionalProperties === 'object' ? toType(additionalProperties, inner) : 'unknown'
  if (lines.length === 0) return additionalProperties === false ? 'Record<string, never>' : `Record<string, ${rest}>`
  // the index of an interface must fit its properties, too
  if (additionalProperties === true || typeof additionalProperties === 'object') lines.push(`${inner}[name: string]: unknown`)
  return `{\n${lines.join('\n')}\n${indent}}`
}

/** A type for each type of the schema, and one for the arguments of each root field. */
function fromGraphql (schema) {
  const scalars = { ID: 'string', String: 'string', Int: 'number', Float: 'number', Boolean: 'boolean' }
  const toText = type => {
    const nullable = getNullableType(type)
    const text = isListType(nullable) ? `Array<${toText(nullable.ofType)}>` : scalars[nullable.name] ?? nullable.name
    return isNonNullType(type) ? text : `${text} | null`
  }
  const toFields = (fields, isInput) => Object.values(fields).flatMap(({ name, description, type }) => [
    ...description == null ? [] : [`  ${comment(description, '  ')}`],
    `  ${name}${isInput && !isNonNullType(type) ? '?' : ''}: ${toText(type)}`
  ])
  const write = ({ description }, declaration) => description == null ? declaration : `${comment(description, '')}\n${declaration}`
  const own = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__') && !(name in scalars))
  const roots = [schema.getQueryType(), schema.getMutationType()].filter(root => root != null)
  return [
    ...own.map(type => {
      if (isEnumType(type)) return write(type, `export type ${type.name} = ${union(type.getValues().map(({ name }) => `'${name}'`))}`)
      if (isScalarType(type)) return write(type, `export type ${type.name} = unknown`)
      if (isUnionType(type)) return write(type, `export type ${type.name} = ${union(type.getTypes().map(({ name }) => name))}`)
      return write(type, `export interface ${type.name} {\n${toFields(type.getFields(), isInputObjectType(type)).join('\n')}\n}`)
    }),
    ...roots.flatMap(root => Object.values(root.getFields())).filter(({ args }) => args.length > 0).map(({ name, args }) =>
      `/** The arguments of \`${name}\`. */\nexport interface ${name[0].toUpperCase()}${name.slice(1)}Arguments {\n${toFields(args, true).join('\n')}\n}`)
  ]
}

function nameOf (ref) {
  return ref.slice(ref.lastIndexOf('/') + 1)
}

/** `#/components/schemas/Execution/properties/status` → `Execution["status"]` */
function toReference (ref) {
  const [name, ...path] = ref.replace('#/components/schemas/', '').split('/')
  return `${name}${path.filter(part => part !== 'properties').map(part => part === 'items' ? '[number]' : `["${part}"]`).join('')}`
}

function union (types) {
  return [...new Set(types)].join(' | ') || 'undefined'
}

function toKey (name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

function comment (text, indent) {
  const lines = text.trim().replaceAll('*/', '*∕').split('\n').map(line => line.trim())
  return lines.length === 1 ? `/** ${lines[0]} */` : `/**\n${lines.map(line => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */`
}
