import { isReference, resolve, type Body, type Document, type Located, type Reference } from './document.ts'
import { routesOf } from './routes.ts'
import { faultsOf } from './validator.ts'

/** An OpenAPI document, and the name of its provider for the sentences. */
export interface Contract { readonly name: string, readonly document: Document }

/**
 * How a response breaks the contract, in a sentence; undefined if it does not. `path` is the route's pattern, as Fastify or
 * as OpenAPI writes it, or the path that was asked for. `body` is the parsed JSON, undefined if there was none.
 */
export async function violationOf (
  contract: Contract, method: string, path: string, status: number, body: unknown
): Promise<string | undefined> {
  const located = find(contract, method, path)
  if (located === undefined) return `${contract.name} has no operation ${method} ${path}`
  const response = located.operation.responses?.[status]
  if (response === undefined) return `${toName(contract, located)} knows no status ${status}`
  const fault = await bodyFault(contract, response, toPointer(located, 'responses', String(status)), body)
  return fault === undefined ? undefined : `${toName(contract, located)} ${status}: ${fault}`
}

/**
 * How a body breaks what the contract says of the statuses that no operation lists, in a sentence; undefined if it does not. `body` is the
 * parsed JSON, undefined if the body was not JSON.
 */
export async function otherViolationOf (contract: Contract, status: number, body: unknown): Promise<string | undefined> {
  const schema = contract.document['x-other-errors']?.[status < 500 ? '4XX' : '5XX']
  if (schema === undefined) return body === undefined ? undefined : `${contract.name} has no JSON for a status such as ${status}`
  const fault = body === undefined ? 'there is no JSON' : await faultsOf(contract.document, schema.$ref, body)
  return fault === undefined ? undefined : `${contract.name} ${status}: ${fault}`
}

/** The statuses that an operation lists; empty for an unknown one. */
export function statusesOf (contract: Contract, method: string, path: string): number[] {
  return Object.keys(find(contract, method, path)?.operation.responses ?? {}).map(Number)
}

/** The examples of the JSON body of an operation's requests; none for an unknown operation. */
export function examplesOf (contract: Contract, method: string, path: string): unknown[] {
  const { document } = contract
  const { content = {} } = resolve<Body>(document, find(contract, method, path)?.operation.requestBody ?? {})
  const { example, examples = {} } = content['application/json'] ?? {}
  const values = Object.values(examples).map(one => resolve<{ value?: unknown }>(document, one).value)
  return [example, ...values].filter(value => value !== undefined)
}

/** How a request's body breaks the contract, in a sentence; undefined if it does not. */
export async function requestViolationOf (contract: Contract, method: string, path: string, body: unknown): Promise<string | undefined> {
  const located = find(contract, method, path)
  if (located === undefined) return `${contract.name} has no operation ${method} ${path}`
  const fault = await bodyFault(contract, located.operation.requestBody ?? {}, toPointer(located, 'requestBody'), body)
  return fault === undefined ? undefined : `${toName(contract, located)}: ${fault}`
}

async function bodyFault (contract: Contract, declared: Body | Reference, pointer: string, body: unknown): Promise<string | undefined> {
  const schema = resolve(contract.document, declared).content?.['application/json']?.schema
  if (schema === undefined) return body === undefined ? undefined : 'a body is not allowed'
  if (body === undefined) return 'there is no body'
  // the validator does not follow references on the way to a schema, only inside it
  const owner = isReference(declared) ? declared.$ref : pointer
  return await faultsOf(contract.document, `${owner}/content/application~1json/schema`, body)
}

const routes = new Map<Document, ReturnType<typeof routesOf>>()

/** The operation of a contract for a method and a path; undefined if it has none. */
export function find ({ document }: Contract, method: string, path: string): Located | undefined {
  let route = routes.get(document)
  if (route === undefined) {
    route = routesOf(document)
    routes.set(document, route)
  }
  return route(method, path)
}

function toPointer ({ method, path }: Located, ...keys: string[]): string {
  return ['#/paths', path.replaceAll('~', '~0').replaceAll('/', '~1'), method.toLowerCase(), ...keys].join('/')
}

function toName (contract: Contract, { method, path }: Located): string {
  return `${contract.name} ${method} ${path}`
}
