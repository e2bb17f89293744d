import { valueAt, type Document } from './document.ts'

interface Fault { keyword: string, absoluteKeywordLocation: string, instanceLocation: string }

/** Says what is wrong with a value, from the validator's list of broken keywords. */
export function toSentence (document: Document, value: unknown, faults: readonly Fault[]): string {
  return [...new Set(faults.map(fault => toClause(document, value, fault)))].join('; ')
}

function toClause (document: Document, whole: unknown, { absoluteKeywordLocation, instanceLocation }: Fault): string {
  const location = decodeURI(absoluteKeywordLocation.slice(absoluteKeywordLocation.indexOf('#')))
  const keyword = location.slice(location.lastIndexOf('/') + 1)
  const demand = valueAt(document, location)
  const keys = decodeURI(instanceLocation).split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const value = keys.reduce((within, key) => (within as Record<string, unknown>)[key], whole)
  const place = keys.length === 0 ? 'the body' : keys.join('.')

  if (demand === false) return `${place} is not in the contract`
  if (keyword === 'required') return `${place} lacks ${(demand as string[]).filter(key => !Object.hasOwn(value as object, key)).join(', ')}`
  return `${place} is ${shorten(value)}, against ${keyword} ${shorten(demand)}`
}

function shorten (value: unknown): string {
  const text = JSON.stringify(value)
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
