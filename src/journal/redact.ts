import {
  fingerprint, isCount, isCredentialField, isCredentialName, isKeyLike, parameterName, plain, redactValue, tokenList
} from './credentials.ts'
import type { Head } from './exchange.ts'
import { decode, redactLoosely, redactUserInfo } from './patterns.ts'

/** The schemes that may come before a credential. Any other word may be a part of the credential. */
const withScheme = /^((?:basic|bearer|digest|negotiate|token|api-?key) +)?([^]*)$/i

function redactHeader (value: string): { text: string, key: string } {
  // the pattern matches every text
  const [, scheme = '', credential = ''] = withScheme.exec(value)!
  const key = fingerprint(credential.trim())
  return { text: `${scheme}[fingerprint ${key}]`, key }
}

/** Redacts the headers of a request: names and values alternate. `key`: the fingerprint of the first credential that is not a cookie. */
export function redactHead (raw: readonly string[]): Head {
  let key: string | undefined
  const lines = raw.slice()
  for (let index = 0; index < raw.length; index += 2) {
    // names and values alternate, so their number is even
    const [name, value] = [raw[index]!, raw[index + 1]!]
    if (!isCredentialName(name)) {
      lines[index + 1] = redactUrl(value)
      continue
    }
    const header = redactHeader(value)
    lines[index + 1] = header.text
    if (!/cookie/i.test(name)) key ??= header.key
  }
  return { text: lines.join('\n'), key }
}

/** Redacts the head of a response as it was sent. */
export function redactResponseHead (head: string): string {
  return head.replace(/^([^:\r\n]+): ?([^\r\n]*)/gm, (_, name: string, value: string) => `${name}: ${redactResponseHeader(name, value)}`)
}

/** Redacts the value of a header of a response. */
export function redactResponseHeader (name: string, value: string): string {
  return isCredentialName(name) ? redactHeader(value).text : redactUrl(value)
}

/** A fast test that most texts without credentials fail. */
const suspicious = new RegExp([
  /(?:key(?:[_-]?id)?|token|secret|credential|pwd|pass[_-]?(?:w(?:or)?d|phrase)|authorization|jwt|bearer)s?\\*["']?\s*[:=]/,
  /:\\*\/\\*\/[^\s/?#"<>\\]+@/,
  // a character of a name or of a URL that JSON writes as its code
  /\\u00[2-7]/
].map(({ source }) => source).join('|'), 'i')

/** Redacts a URL, or the value of a header. */
export function redactUrl (url: string): string {
  if (!/[?%]|:\/\//.test(url)) return url
  const [path] = url.split('?', 1) as [string]
  const parts = path.includes('%') ? path.split('/').map(redactEncoded).join('/') : path
  const query = url.slice(path.length).replace(/[^?&#]+/g, redactParameter)
  return redactUserInfo(parts + query, encodeURIComponent)
}

function redactParameter (parameter: string): string {
  const end = parameter.indexOf('=')
  if (end === -1) return redactEncoded(parameter)
  const [name, value] = [decode(parameter.slice(0, end)), decode(parameter.slice(end + 1))]
  const isCredential = (isCredentialField(name) && !isCount(name, value)) || parameterName.test(plain(name))
  if (value === '' || !isCredential) return parameter.slice(0, end + 1) + redactEncoded(parameter.slice(end + 1))
  return `${parameter.slice(0, end)}=${encodeURIComponent(redactValue(value))}`
}

/** Redacts a part of a URL, which may contain another URL, or JSON. */
function redactEncoded (part: string): string {
  const text = decode(part)
  const result = redactText(text)
  return result === text ? part : encodeURIComponent(result)
}

/** How many levels of JSON texts within JSON texts are parsed: each takes as much time and memory as the one around it. */
const maxNesting = 8

/** The level of the text that is being parsed. */
let nesting = 0

/** Redacts a body: JSON, GraphQL, JSON within them, or any other text. */
export function redactText (text: string): string {
  if (!suspicious.test(text)) return text
  if (nesting === maxNesting) return redactLoosely(text)
  nesting++
  const result = redactJson(text)
  nesting--
  return result ?? redactLoosely(text)
}

/** Redacts JSON. The text stays as it is if it has no credentials. Undefined if it is not JSON, or too deep for the stack. */
function redactJson (text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const result = redact(value)
    return result === value ? text : JSON.stringify(result)
  } catch {
    return undefined
  }
}

/** Redacts a JSON value; returns the value itself if it has no credentials. `isCredential`: every text in it is a credential. */
export function redact (value: unknown, isCredential = false): unknown {
  if (typeof value === 'string') return isCredential ? redactValue(value) : redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return redactItems(value, item => redact(item, isCredential))
  const entries = Object.entries(value)
  const results = entries.map(([name, inner]): [string, unknown] => [name, redactProperty(name, inner, isCredential)])
  // `results` is as long as `entries`
  return results.every(([, inner], index) => inner === entries[index]![1]) ? value : Object.fromEntries(results)
}

function redactProperty (name: string, value: unknown, isCredential: boolean): unknown {
  if (!isCredentialField(name)) return redact(value, isCredential)
  if (typeof value === 'number') return isCount(name, value) ? value : redactValue(String(value))
  return Array.isArray(value) && tokenList.test(plain(name)) ? redactTokens(value) : redact(value, true)
}

function redactTokens (items: readonly unknown[]): readonly unknown[] {
  return redactItems(items, item =>
    Array.isArray(item) ? redactTokens(item) : redact(item, typeof item !== 'string' || isKeyLike.test(item)))
}

function redactItems (items: readonly unknown[], redact: (item: unknown) => unknown): readonly unknown[] {
  const results = items.map(redact)
  return results.every((item, index) => item === items[index]) ? items : results
}

/** Redacts the value of a field in a form. It may be JSON. */
export function redactField (name: string, value: string): string {
  return isCredentialField(name) && value !== '' && !isCount(name, value) ? redactValue(value) : redactText(value)
}

/** Redacts a form. It may be JSON after all, because curl sends every body as a form by default. */
export function redactForm (text: string): string {
  if (/^\s*[{[]/.test(text)) return redactText(text)
  const form = Array.from(new URLSearchParams(text))
  const results = form.map(([name, value]): [string, string] => [name, redactField(name, value)])
  // `results` is as long as `form`
  return form.some(([, value], index) => value !== results[index]![1]) ? new URLSearchParams(results).toString() : text
}
