import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { differencesBetween, examplesOf, faultsOfDocument, find, operationsOf, type Document, type Located } from '../contract/index.ts'
import { states } from '../jobs/index.ts'
import type { Provider } from '../providers/index.ts'
import { mainSandbox } from '../sandboxes/index.ts'
import { readOptions, startServer } from '../start/index.ts'
import { ask, createJob, fill, readNames, send, type Check } from './asking.ts'
import type { CheckOptions } from './check.ts'

/** Finds what `checkProvider` resolves with. */
export async function findProblems (provider: Provider, file: string | URL, options: CheckOptions): Promise<string[]> {
  const { headers = {}, input, operationIds = false } = options
  const document = parse(readFileSync(file, 'utf8')) as Document
  const unsound = await faultsOfDocument(document)
  if (unsound.length > 0) return unsound.map(place => `${provider.name}: the contract is not valid OpenAPI at ${place}`)
  const surroundings = { isTerminal: false, print: console.error, onUnwritten: console.error }
  const { app, url } = await startServer(readOptions({ providers: [provider], clock: 'frozen', seed: 1 }), surroundings)
  try {
    const { name, specification = `/openapi/${name}.json` } = provider
    const check: Check = { base: url, contract: { name, document }, headers, input }
    const published = (await send(check, { method: 'GET', path: specification })).body as Document
    // the comparison tells which operations the contract does not have
    const operations = operationsOf(published).filter(({ method, path }) => find(check.contract, method, path) !== undefined)
    const names = await readNames(check)
    const pollsOf = (id: string) => {
      const sandbox = app.sandboxes.get(mainSandbox)
      return provider.polls(sandbox.jobs.find(id), sandbox)
    }
    return [
      ...differencesBetween(name, document, published, { operationIds }),
      ...findUnknownNames(provider, [...names.values()]),
      ...await checkStates(check, operations.filter(operation => isShowing(provider, operation, names)), pollsOf),
      ...await checkOperations(check, operations),
      ...await checkErrors(check, operations)
    ]
  } finally {
    await app.close()
  }
}

/** Whether an operation shows the job that its path names. */
function isShowing ({ report }: Provider, { method, path }: Located, names: ReadonlyMap<string, string>): boolean {
  const name = names.get(`${method} ${path}`)
  const isStatus = Object.entries(report.roles).some(([operation, role]) => operation === name && role === 'status')
  return method === 'GET' && path.includes('{') && isStatus
}

/** The names in the provider's own lists that none of its operations has. */
function findUnknownNames ({ name, starts, report }: Provider, names: readonly string[]): string[] {
  const lists = { starts, 'report.roles': Object.keys(report.roles) }
  return Object.entries(lists).flatMap(([list, words]) => words.filter(word => !names.includes(word)).map(word =>
    `${name}: ${list} has ${word}, which is not an operation; there are ${names.join(', ')}`))
}

/** Asks for a job in each state: by the operations that show one, and by the provider's own polls. */
async function checkStates (
  check: Check, showing: readonly Located[], pollsOf: (id: string) => ReturnType<Provider['polls']>
): Promise<string[]> {
  const problems: string[] = []
  for (const state of states) {
    const id = await createJob(check)
    if (state !== 'queued') await send(check, { method: 'POST', path: `/__admin/jobs/${id}/state`, body: { state } })
    const requests = [...showing.map(({ method, path }) => ({ method, path: fill(path, id) })), ...pollsOf(id)]
    if (requests.length === 0) {
      const advice = 'give a GET operation the role "status" in report.roles, or return requests from polls'
      return [`${check.contract.name}: no job can be asked for; ${advice}`]
    }
    for (const request of requests) problems.push(...await ask(check, request, `a job that is ${state}`, 200))
  }
  for (const { method, path } of showing) problems.push(...await ask(check, { method, path: fill(path, 'unknown') }, 'an unknown job'))
  return problems
}

/** Sends each operation the examples of its body, or no body, about a job that is queued. */
async function checkOperations (check: Check, operations: readonly Located[]): Promise<string[]> {
  const problems: string[] = []
  for (const { method, path } of operations) {
    const examples = examplesOf(check.contract, method, path)
    for (const body of examples.length > 0 ? examples : [undefined]) {
      const about = body === undefined ? 'a request about a job that is queued' : 'the example of a body'
      problems.push(...await ask(check, { method, path: fill(path, await createJob(check)), body }, about))
    }
  }
  return problems
}

/** Lets each operation fail with each error that it lists. */
async function checkErrors (check: Check, operations: readonly Located[]): Promise<string[]> {
  const problems: string[] = []
  for (const { method, path, operation: { responses = {} } } of operations) {
    for (const status of Object.keys(responses).map(Number).filter(status => status >= 400)) {
      await send(check, { method: 'DELETE', path: '/__admin/faults' })
      await send(check, { method: 'POST', path: '/__admin/faults', body: { then: { status } } })
      problems.push(...await ask(check, { method, path: fill(path, 'x'), body: {} }, `a fault with ${status}`, status))
    }
  }
  await send(check, { method: 'DELETE', path: '/__admin/faults' })
  return problems
}
