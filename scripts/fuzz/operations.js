import { buildSchema, getNamedType, isLeafType, isUnionType } from 'graphql'
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

const methods = ['get', 'put', 'post', 'delete', 'patch']

/** Routes that no contract describes. */
const pages = [
  'GET /', 'GET /health', 'GET /ready', 'GET /docs', 'GET /docs/', 'GET /openapi/control.json', 'GET /graphiql', 'GET /graphql',
  'GET /graphql/schema.graphql', 'GET /api/health', 'POST /api/static/proxy/upload', 'POST /api/oauth/token',
  'GET /api/static/exports/{id}/{name}'
]

/**
 * Reads every operation of the contracts in a folder: `{ name, method, path, parameters, document, schema }`, where `schema` is that of
 * the JSON body. A root field of GraphQL has `field` and `query` instead of `document` and `schema`.
 */
export function readOperations (folder) {
  const files = readdirSync(folder)
  return [
    ...files.filter(file => file.endsWith('.yaml')).flatMap(file => fromOpenApi(parse(readFileSync(new URL(file, folder), 'utf8')))),
    ...files.filter(file => file.endsWith('.graphql')).flatMap(file => fromSdl(readFileSync(new URL(file, folder), 'utf8'))),
    ...pages.map(page => {
      const [method, path] = page.split(' ')
      const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', schema: { type: 'string' } }))
      return { name: page, method, path, parameters, document: {} }
    })
  ]
}

function fromOpenApi (document) {
  const [prefix] = document.servers.map(({ url }) => url.startsWith('/') ? url : '')
  const located = Object.entries(document.paths)
    .flatMap(([path, item]) => methods.map(method => ({ path, method, operation: item[method] })))
  return located.filter(({ operation }) => operation !== undefined).map(({ path, method, operation }) => {
    const { operationId, parameters = [], requestBody = {} } = operation
    return {
      name: operationId,
      method: method.toUpperCase(),
      path: prefix + path,
      parameters: parameters.map(parameter => resolve(parameter, document)),
      schema: resolve(requestBody, document).content?.['application/json']?.schema,
      document
    }
  })
}

/** Follows references within the document. */
export function resolve (thing, document) {
  if (thing.$ref === undefined) return thing
  const keys = thing.$ref.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return resolve(keys.reduce((value, key) => value[key], document), document)
}

function fromSdl (text) {
  const schema = buildSchema(text)
  const fieldsOf = (kind, root) => Object.values(root.getFields()).map(field => {
    return { name: field.name, method: 'POST', path: '/graphql', parameters: [], field, query: toQuery(kind, field) }
  })
  return [...fieldsOf('query', schema.getQueryType()), ...fieldsOf('mutation', schema.getMutationType())]
}

/** A query for one root field: all arguments as variables, the result three levels deep. */
function toQuery (kind, { name, args, type }) {
  const variables = args.map(arg => `$${arg.name}: ${arg.type}`).join(', ')
  const given = args.map(arg => `${arg.name}: $${arg.name}`).join(', ')
  return `${kind} Q${variables && `(${variables})`} { ${name}${given && `(${given})`} ${toSelection(type, 3)} }`
}

function toSelection (type, levels) {
  const named = getNamedType(type)
  if (isLeafType(named)) return ''
  const fields = isUnionType(named) ? [] : Object.values(named.getFields())
  const selected = fields.filter(({ args, type }) => args.length === 0 && (levels > 1 || isLeafType(getNamedType(type))))
  return `{ ${['__typename', ...selected.map(({ name, type }) => `${name} ${toSelection(type, levels - 1)}`)].join(' ')} }`
}
