import '@hyperjump/json-schema/openapi-3-0'
import { registerSchema, setShouldValidateFormat, validate, type SchemaObject, type Validator } from '@hyperjump/json-schema/openapi-3-1'
import { BASIC, removeFormatHandler } from '@hyperjump/json-schema/experimental'
import '@hyperjump/json-schema/formats-lite'
import { documentOf, type Contract } from './documents.ts'
import { toSentence } from './sentence.ts'

type Json = Parameters<Validator>[0]

/** What hyperjump calls the rules that a whole document of each version obeys. */
const dialects = new Map([
  ['3.0', 'https://spec.openapis.org/oas/3.0/schema'],
  ['3.1', 'https://spec.openapis.org/oas/3.1/schema-base']
])

setShouldValidateFormat(true)
// hyperjump's rules for OpenAPI 3.0 take every $ref for an absolute URL, and so refuse `#/components/…`
removeFormatHandler('https://json-schema.org/keyword/draft-04/format', 'uri')

const registered = new Set<Contract>()

/** Contracts are read when they are first asked for: most tests are about one of them. */
function register (contract: Contract): void {
  if (registered.has(contract)) return
  registered.add(contract)
  const document = documentOf(contract)
  registerSchema(document as unknown as SchemaObject, toUri(contract), dialectOf(document.openapi))
}

const validators = new Map<string, Promise<Validator>>()

/** How a value breaks the schema at `pointer` (`#/…`) of a contract, in a sentence; undefined if it does not. Throws if the contract is not OpenAPI. */
export async function faultsOf (contract: Contract, pointer: string, value: unknown): Promise<string | undefined> {
  const uri = toUri(contract) + encodeURI(pointer)
  let validator = validators.get(uri)
  if (validator === undefined) {
    register(contract)
    validator = validate(uri)
    validators.set(uri, validator)
  }
  const isValid = await validator
  // without the reasons at first: nearly all responses are valid, and the reasons take three times as long
  if (isValid(value as Json).valid) return undefined
  const output = isValid(value as Json, BASIC)
  return output.valid ? undefined : toSentence(documentOf(contract), value, output.errors ?? [])
}

/** The places at which a document is not valid OpenAPI of its version. */
export async function faultsOfDocument (document: { openapi: string }): Promise<string[]> {
  const output = await validate(dialectOf(document.openapi), document as unknown as Json, BASIC)
  return output.valid ? [] : (output.errors ?? []).map(error => error.instanceLocation)
}

function dialectOf (version: string): string {
  const dialect = dialects.get(version.slice(0, 3))
  if (dialect === undefined) throw new Error(`No contract is written in OpenAPI ${version}`)
  return dialect
}

function toUri (contract: Contract): string {
  return `https://contract.invalid/${contract}`
}
