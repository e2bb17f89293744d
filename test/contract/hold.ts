import type { Test } from 'tap'
import { graphqlViolationOf, operations, violationOf, type Contract } from './contract.ts'

/** One answer, with what it answers. `url` is path and query, with or without its sandbox. */
export interface Exchange { method: string, url: string, sent: unknown, status: number, type: string | undefined, text: string }

const prefixes: Array<[string, Contract]> = [['/__admin', 'control'], ['/v1', 'starfish'], ['/jobs', 'immuta'], ['/api/v1', 'waveline'], ['/api', 'julep']]

/** Holds an answer against the contract of whoever gave it. What no operation takes is nothing that a contract speaks of. */
export async function hold (t: Test, { method, url, sent, status, type, text }: Exchange): Promise<void> {
  const path = url.replace(/^\/@[^/]*/, '').replace(/\?.*/, '')
  const body = type?.startsWith('application/json') === true && text !== '' ? JSON.parse(text) : undefined
  if (path === '/graphql' && method === 'POST' && status === 200) {
    const { query, operationName } = (typeof sent === 'string' ? JSON.parse(sent) : sent) as { query: string, operationName?: string }
    t.equal(graphqlViolationOf(query, operationName, body), undefined, `${url} keeps its contract`)
    return
  }
  const [, contract] = prefixes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`)) ?? []
  if (contract === undefined || !isOperation(contract, method, path)) return
  t.equal(await violationOf(contract, method, path, status, body), undefined, `${method} ${url} keeps its contract`)
}

function isOperation (contract: Contract, method: string, path: string): boolean {
  const base = contract === 'julep' ? '/api' : ''
  return operations(contract).some(operation => operation.method === method && new RegExp(`^${base}${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
}
