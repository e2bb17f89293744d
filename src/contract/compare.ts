import { compareSchemas } from './compare-schemas.ts'
import { operationsOf, resolve, type Body, type Document, type Operation, type Parameter, type Reference, type Schema } from './document.ts'
import { each, eachNamed, unequal, type Pair } from './pair.ts'
import { withoutServer } from './routes.ts'

/**
 * Where the specification that the server publishes says something else than the contract, in one sentence each. What only
 * people read (descriptions, examples, titles, extensions) does not count, nor do operationIds unless `operationIds` is true. `name` is
 * that of the provider, for the sentences.
 */
export function differencesBetween (name: string, contract: Document, generated: object, { operationIds = false } = {}): string[] {
  const documents = { contract, server: generated as Document }
  return eachNamed(each(documents, document => byRoute(document, contract)), name, (operation, place) => [
    ...operationIds ? unequal(place, 'the operationId', each(operation, ({ operationId }) => operationId)) : [],
    ...compareParameters(documents, operation, place),
    ...compareBodies(documents, each(operation, ({ requestBody = {} }) => requestBody), `${place} request`),
    ...eachNamed(each(operation, ({ responses = {} }) => new Map(Object.entries(responses))), `${place} response`, (response, place) =>
      compareBodies(documents, response, place))
  ])
}

/** The server may publish paths with or without the path of the contract's server. */
function byRoute (document: Document, contract: Document): Map<string, Operation> {
  return new Map(operationsOf(document).map(({ method, path, operation }) => [`${method} ${withoutServer(contract, path)}`, operation]))
}

function compareParameters (documents: Pair<Document>, operation: Pair<Operation>, place: string): string[] {
  const parameters = { contract: byName(documents.contract, operation.contract), server: byName(documents.server, operation.server) }
  return eachNamed(parameters, place, (parameter, place) => {
    const { contract, server } = each(parameter, ({ schema = {} }) => schema)
    const schemas: Pair<Schema> = { contract: resolve(documents.contract, contract), server: resolve(documents.server, server) }
    return [
      ...unequal(place, 'required', each(parameter, ({ required = false }) => required)),
      ...compareSchemas(documents, each(schemas, schema => [schema]), place),
      ...(['format', 'minimum', 'maximum', 'default'] as const)
        .flatMap(rule => unequal(place, `the ${rule}`, each(schemas, schema => schema[rule])))
    ]
  })
}

function byName (document: Document, { parameters = [] }: Operation): Map<string, Parameter> {
  return new Map(parameters.map(given => {
    const parameter = resolve(document, given)
    return [`${parameter.in} parameter ${parameter.name}`, parameter]
  }))
}

function compareBodies (documents: Pair<Document>, body: Pair<Body | Reference>, place: string): string[] {
  const bodies: Pair<Body> = { contract: resolve(documents.contract, body.contract), server: resolve(documents.server, body.server) }
  return [
    ...unequal(place, 'required', each(bodies, ({ required = false }) => required)),
    ...eachNamed(each(bodies, jsonOf), place, (schema, place) => compareSchemas(documents, each(schema, schema => [schema]), place))
  ]
}

function jsonOf ({ content = {} }: Body): Map<string, Schema> {
  const json = content['application/json']
  return new Map(json === undefined ? [] : [['body', json.schema ?? {}]])
}
