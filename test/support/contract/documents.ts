import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Document } from '../../../src/contract/document.ts'
import { providers } from '../../../src/providers/index.ts'

const folder = new URL('../../../openapi/', import.meta.url)

/** The contracts that are OpenAPI; that of a GraphQL provider is SDL. */
export const contracts: readonly string[] = [...providers.filter(({ graphql }) => graphql !== true).map(({ name }) => name), 'control']

/** What providers have been seen to response where that differs from their documentation: `openapi/<name>.observed.yaml`. */
export const observedContracts: readonly string[] = readdirSync(folder).filter(name => name.endsWith('.observed.yaml')).map(name => name.replace('.yaml', ''))

/** The name of a contract: `julep`, `julep.observed`. */
export type Contract = string

export function readContract (name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

const documents = new Map<Contract, Document>()

export function documentOf (contract: Contract): Document {
  let document = documents.get(contract)
  if (document === undefined) {
    document = parse(readContract(`${contract}.yaml`)) as Document
    documents.set(contract, document)
  }
  return document
}
