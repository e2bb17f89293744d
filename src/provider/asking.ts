import { violationOf, type Contract } from '../contract/index.ts'

/** A check in progress. */
export interface Check {
  base: string
  contract: Contract
  headers: Readonly<Record<string, string>>
  /** The input of its jobs. */
  input: unknown
}

interface Asked { method: string, path: string, headers?: Readonly<Record<string, string>>, body?: unknown }

/** Sends a request and holds its response against the contract. `about` says what the request is about. */
export async function ask (check: Check, request: Asked, about: string, expected?: number): Promise<string[]> {
  const { contract } = check
  const { method, path } = request
  const { status, body } = await send(check, request)
  if (expected !== undefined && status !== expected) return [`${contract.name} ${method} ${path}: ${about} gets ${status}, not ${expected}`]
  const violation = await violationOf(contract, method, path, status, body)
  return violation === undefined ? [] : [`${violation} (${about})`]
}

/** Resolves with the status and the parsed body, undefined if it is not JSON. A GET has no body. */
export async function send (check: Check, { method, path, headers = {}, body }: Asked): Promise<{ status: number, body: unknown }> {
  const hasBody = body !== undefined && method !== 'GET'
  const response = await fetch(`${check.base}${path}`, {
    method,
    headers: { ...check.headers, ...hasBody && { 'content-type': 'application/json' }, ...headers },
    ...hasBody && { body: JSON.stringify(body) }
  })
  return { status: response.status, body: toJson(await response.text()) }
}

/** Creates a job that stays queued, and resolves with its id. Throws an error with the reason if the provider rejects it. */
export async function createJob (check: Check): Promise<string> {
  const { contract: { name: provider }, input } = check
  const body = { provider, lifecycle: { steps: [{ state: 'queued' }] }, ...input !== undefined && { input } }
  const created = await send(check, { method: 'POST', path: '/__admin/jobs', body })
  if (created.status !== 201) {
    const { error: { message } } = created.body as { error: { message: string } }
    throw new Error(`A job of ${provider} cannot be created: ${message}; give the check an input`)
  }
  return (created.body as { id: string }).id
}

interface Overview { parts: Array<{ name: string, operations: Array<{ method: string, url: string, names: string[] }> }> }

/** Reads the names of the provider's operations, by method and path: `GET /acme/renders/{id}` has `getRender`. */
export async function readNames (check: Check): Promise<Map<string, string>> {
  const { name: provider } = check.contract
  const { parts } = (await send(check, { method: 'GET', path: '/' })).body as Overview
  const operations = parts.filter(({ name }) => name === provider).flatMap(({ operations }) => operations)
  return new Map(operations.flatMap(({ method, url, names }) => names.map(name =>
    [`${method} ${url.slice(check.base.length).replace(/:(\w+)/g, '{$1}')}`, name.slice(provider.length + 1)])))
}

/** Fills the parameters of a path. */
export function fill (path: string, value: string): string {
  return path.replace(/\{[^}]+\}/g, encodeURIComponent(value))
}

/** Undefined for a body that is not JSON. */
function toJson (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
