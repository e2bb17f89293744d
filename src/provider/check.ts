import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { differencesBetween, faultsOfDocument, find, violationOf, type Contract, type Document } from '../contract/index.ts'
import { states } from '../jobs/index.ts'
import type { Provider } from '../providers/index.ts'
import { readOptions, startServer } from '../start/index.ts'

/** How the check asks a provider. */
export interface CheckOptions {
  /** Sent with each request: a credential, in most cases. */
  headers?: Readonly<Record<string, string>>
  /** Whether the operationIds must be those of the contract; false if missing. */
  operationIds?: boolean
}

/** A check in progress. */
interface Check { base: string, contract: Contract, headers: Readonly<Record<string, string>> }

/**
 * Serves a provider and holds it against its OpenAPI document (YAML or JSON, the path of a file or a URL). Resolves with one sentence for
 * each problem; none if the routes, the statuses and the schemas agree, and each response keeps the contract: of the operations with the
 * role `status` for a job in each state and for an unknown job, and of each operation for each error that the contract lists.
 */
export async function checkProvider (provider: Provider, file: string | URL, options: CheckOptions = {}): Promise<string[]> {
  const { headers = {}, operationIds = false } = options
  const document = parse(readFileSync(file, 'utf8')) as Document
  const unsound = await faultsOfDocument(document)
  if (unsound.length > 0) return unsound.map(place => `${provider.name}: the contract is not valid OpenAPI at ${place}`)
  const surroundings = { isTerminal: false, print: () => {}, onUnwritten: () => {} }
  const { app, url } = await startServer(readOptions({ providers: [provider], clock: 'frozen', seed: 1 }), surroundings)
  try {
    const { name, specification = `/openapi/${name}.json` } = provider
    const check: Check = { base: url, contract: { name, document }, headers }
    const published = (await send(check, 'GET', specification)).body as Document
    return [
      ...differencesBetween(name, document, published, { operationIds }),
      ...await checkStates(check, provider, published),
      ...await checkErrors(check, published)
    ]
  } finally {
    await app.close()
  }
}

interface Route { method: string, path: string, operationId: string | undefined, statuses: string[] }

function routesOf ({ paths = {} }: Document): Route[] {
  return Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, { operationId, responses = {} }]) =>
    ({ method: method.toUpperCase(), path, operationId, statuses: Object.keys(responses) })))
}

/** Asks for a job in each state, by the operations that show one job. */
async function checkStates (check: Check, { name, report }: Provider, published: Document): Promise<string[]> {
  const problems: string[] = []
  const shown = routesOf(published).filter(({ method, operationId = '' }) => method === 'GET' && report.roles[operationId] === 'status')
  if (shown.length === 0) problems.push(`${name}: no GET operation has the role "status" in report.roles, so no job can be asked for`)
  for (const state of states) {
    const { body } = await send(check, 'POST', '/__admin/jobs', { provider: name, lifecycle: { steps: [{ state: 'queued' }] } })
    const { id } = body as { id: string }
    if (state !== 'queued') await send(check, 'POST', `/__admin/jobs/${id}/state`, { state })
    for (const { method, path } of shown) problems.push(...await ask(check, method, fill(path, id), `a job that is ${state}`, 200))
  }
  for (const { method, path } of shown) problems.push(...await ask(check, method, fill(path, 'unknown'), 'an unknown job'))
  return problems
}

/** Lets each operation fail with each error that it lists. */
async function checkErrors (check: Check, published: Document): Promise<string[]> {
  const problems: string[] = []
  for (const { method, path, statuses } of routesOf(published)) {
    for (const status of statuses.map(Number).filter(status => status >= 400)) {
      await send(check, 'DELETE', '/__admin/faults')
      await send(check, 'POST', '/__admin/faults', { then: { status } })
      problems.push(...await ask(check, method, fill(path, 'x'), `a fault with ${status}`, status))
    }
  }
  return problems
}

/** Sends a request and holds its response against the contract. `about` says what the request is about. */
async function ask (check: Check, method: string, path: string, about: string, expected?: number): Promise<string[]> {
  const { contract } = check
  // the specification has told that the contract does not have it
  if (find(contract, method, path) === undefined) return []
  const { status, body } = await send(check, method, path, method === 'GET' ? undefined : {})
  if (expected !== undefined && status !== expected) return [`${contract.name} ${method} ${path}: ${about} gets ${status}, not ${expected}`]
  const violation = await violationOf(contract, method, path, status, body)
  return violation === undefined ? [] : [`${violation} (${about})`]
}

/** Resolves with the status and the parsed body, undefined if it is not JSON. */
async function send ({ base, headers }: Check, method: string, path: string, body?: object): Promise<{ status: number, body: unknown }> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { ...headers, ...body !== undefined && { 'content-type': 'application/json' } },
    ...body !== undefined && { body: JSON.stringify(body) }
  })
  return { status: response.status, body: toJson(await response.text()) }
}

/** Fills the parameters of a path. */
function fill (path: string, value: string): string {
  return path.replace(/\{\w+\}/g, value)
}

/** Undefined for a body that is not JSON. */
function toJson (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
