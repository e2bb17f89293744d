import * as held from '../../../src/contract/index.ts'
import { contracts, documentOf, type Contract } from './documents.ts'

export type { Located, Operation } from '../../../src/contract/index.ts'
export { contracts, observedContracts, type Contract } from './documents.ts'
export { graphqlViolationOf } from './graphql.ts'

/** The functions of src/contract for a contract by its name. */
const named = (name: Contract): held.Contract => ({ name, document: documentOf(name) })

/** Every operation of a contract. */
export function operations (contract: Contract): held.Located[] {
  return held.operationsOf(documentOf(contract))
}

/** The documented contract that has an operation for a method and a path that was asked for; undefined if none has. */
export function contractOf (method: string, path: string): Contract | undefined {
  return contracts.find(contract => {
    const bases = held.basesOf(documentOf(contract))
    return bases.some(base => path.startsWith(`${base}/`)) && held.find(named(contract), method, path) !== undefined
  })
}

export async function violationOf (contract: Contract, method: string, path: string, status: number, body: unknown): Promise<string | undefined> {
  return await held.violationOf(named(contract), method, path, status, body)
}

export async function otherViolationOf (contract: Contract, status: number, body: unknown): Promise<string | undefined> {
  return await held.otherViolationOf(named(contract), status, body)
}

export function statusesOf (contract: Contract, method: string, path: string): number[] {
  return held.statusesOf(named(contract), method, path)
}

export async function requestViolationOf (contract: Contract, method: string, path: string, body: unknown): Promise<string | undefined> {
  return await held.requestViolationOf(named(contract), method, path, body)
}

/** Where a specification differs from a contract. Julep's operationIds are documented, those of the others are ours. */
export function differences (contract: Contract, generated: object): string[] {
  return held.differencesBetween(contract, documentOf(contract), generated, { operationIds: contract === 'julep' })
}
