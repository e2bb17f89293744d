import '@hyperjump/json-schema/openapi-3-0'
import {
  registerSchema, setShouldValidateFormat, validate, type Output, type OutputUnit, type SchemaObject, type Validator
} from '@hyperjump/json-schema/openapi-3-1'
import { BASIC, removeFormatHandler } from '@hyperjump/json-schema/experimental'
import '@hyperjump/json-schema/formats-lite'
import type { Document } from './document.ts'
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

const registered = new Map<Document, string>()

/** The URI of a contract, which is registered when it is first asked for: most tests are about one of them. */
function uriOf (contract: Document): string {
  let uri = registered.get(contract)
  if (uri === undefined) {
    uri = `https://contract.invalid/${registered.size}`
    // a document is JSON; its type names only the parts that are read here
    registerSchema(contract as unknown as SchemaObject, uri, dialectOf(contract.openapi))
    registered.set(contract, uri)
  }
  return uri
}

const validators = new Map<string, Promise<Validator>>()

/**
 * How a value breaks the schema at `pointer` (`#/…`) of a contract, in a sentence; undefined if it does not. Throws if the contract is
 * not OpenAPI.
 */
export async function faultsOf (contract: Document, pointer: string, value: unknown): Promise<string | undefined> {
  const uri = uriOf(contract) + encodeURI(pointer)
  let validator = validators.get(uri)
  if (validator === undefined) {
    validator = validate(uri)
    validators.set(uri, validator)
  }
  const isValid = await validator
  // without the reasons at first: nearly all responses are valid, and the reasons take three times as long
  if (isValid(value as Json).valid) return undefined
  return toSentence(contract, value, errorsOf(isValid(value as Json, BASIC)))
}

/** The places at which a document is not valid OpenAPI of its version. */
export async function faultsOfDocument (document: { openapi: string }): Promise<string[]> {
  // a document is JSON
  const output = await validate(dialectOf(document.openapi), document as unknown as Json, BASIC)
  return output.valid ? [] : errorsOf(output).map(error => error.instanceLocation)
}

/** The errors of an invalid value: only in the format FLAG there are none. */
function errorsOf (output: Output): OutputUnit[] {
  return (output as { errors: OutputUnit[] }).errors
}

function dialectOf (version: string): string {
  const dialect = dialects.get(version.slice(0, 3))
  if (dialect === undefined) throw new Error(`No contract is written in OpenAPI ${version}`)
  return dialect
}
