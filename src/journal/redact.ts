import { hash, randomBytes } from 'node:crypto'
import type { Head } from './exchange.ts'

/** Of this process alone, so that no table of known keys says what a fingerprint stands for. */
const salt = randomBytes(16).toString('hex')

/** What is kept of a credential: it tells two apart, and leads back to none. */
export function fingerprint (secret: string): string {
  return hash('sha256', salt + secret, 'hex').slice(0, 12)
}

/** What stands for a credential already: here, or in the input of a job, whose provider keeps none. */
const isMark = /^(?:\[fingerprint [0-9a-f]{12}\]|…)$/

/** A credential as it is shown. */
function toMark (secret: string): string {
  return isMark.test(secret) ? secret : `[fingerprint ${fingerprint(secret)}]`
}

const secretName = /auth|cookie|token|secret|key|passw|pwd|credential|session|signature|jwt|bearer/i
/** Names that look like a credential's and are none. */
const publicName = /^(?:.*idempotency-key|sec-.*|:authority|.*-authenticate)$/i

const known = new Map<string, boolean>()

/** Whether what goes by this name in a head is a credential. Clients send the same few names over and over. */
export function isCredentialName (name: string): boolean {
  let isSecret = known.get(name)
  if (isSecret === undefined) {
    isSecret = secretName.test(name) && !publicName.test(name)
    if (known.size < 1000) known.set(name, isSecret)
  }
  return isSecret
}

/** What may stand before a credential; any other word may be a part of it. */
const withScheme = /^((?:basic|bearer|digest|negotiate|token|api-?key) +)?([^]*)$/i

function redactHeader (value: string): { text: string, mark: string } {
  const [, scheme = '', secret = ''] = withScheme.exec(value)!
  const mark = fingerprint(secret.trim())
  return { text: `${scheme}[fingerprint ${mark}]`, mark }
}

/** Names and values in turn become a head without credentials, with the fingerprint of the first of them. */
export function redactHead (raw: readonly string[]): Head {
  let key: string | undefined
  const shown = raw.slice()
  for (let index = 0; index < raw.length; index += 2) {
    const [name, value] = [raw[index]!, raw[index + 1]!]
    if (!isCredentialName(name)) {
      shown[index + 1] = redactUrl(value)
      continue
    }
    const { text, mark } = redactHeader(value)
    shown[index + 1] = text
    if (!/cookie/i.test(name)) key ??= mark
  }
  return { text: shown.join('\n'), key }
}

/** The head of an answer as it goes over the wire, its credentials replaced. */
export function redactResponseHead (head: string): string {
  return head.replace(/^([^:\r\n]+): ?([^\r\n]*)/gm, (_, name: string, value: string) => `${name}: ${isCredentialName(name) ? redactHeader(value).text : redactUrl(value)}`)
}

/** How the names of credentials end, and what a token may be one of; there may be several of each. A name may have a line between its words. */
const endings = '(?:api[_-]?key|secret[_-]?key|access[_-]?key(?:[_-]?id)?|private[_-]?key|subscription[_-]?key|secret|credential|pwd|pass[_-]?w(?:or)?d|pass[_-]?phrase|authorization|jwt|bearer)s?'
const token = '(?:x[_-]?)?(?:(?:access|refresh|id|session|auth|bearer|api|csrf|security|client|user)[_-]?)?token'
/** What credentials are called in a query, a form and a body, in small letters and without what stands between the words. */
const fieldName = new RegExp(`${endings}$|^${token}s?$`)
const parameterName = /^(?:key|auth|sig|(?:xamz|xgoog)?(?:signature|credential|securitytoken))$/

function isCredentialField (name: string): boolean {
  return fieldName.test(plain(name))
}

function plain (name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase()
}

/** Of `tokens` and the like there may be a number, which is no credential. */
function isCount (name: string, value: string | number): boolean {
  return /s$/i.test(name) && (typeof value === 'number' || /^\d+$/.test(value))
}

/** `tokens` may be the words of a text. One that has letters, digits and no space is no word if it is that long. */
const tokenList = new RegExp(`^${token}s$`)
const isKeyLike = /^(?=\S*\d)(?=\S*[a-z])\S{16,}$/i

/** The user and the password before the host of a URL. In JSON a slash may come behind a backslash. */
const userInfo = /(?<=:\\*\/\\*\/)[^\s/?#"<>\\]+@/g

/** What a text must have if there is to be a credential in it: most have none, and to look closely takes longer. The last are characters of a name or a URL that are written as their codes. */
const suspicious = /(?:key(?:[_-]?id)?|token|secret|credential|pwd|pass[_-]?(?:w(?:or)?d|phrase)|authorization|jwt|bearer)s?\\*["']?\s*[:=]|:\\*\/\\*\/[^\s/?#"<>\\]+@|\\u00[2-7]/i

function maskUserInfo (text: string, encode = (mark: string) => mark): string {
  if (!text.includes('@')) return text
  return text.replace(userInfo, secret => `${encode(toMark(decode(secret.slice(0, -1))))}@`)
}

/** A URL, or the value of a header, with its credentials replaced. */
export function redactUrl (url: string): string {
  if (!/[?%]|:\/\//.test(url)) return url
  const [path] = url.split('?', 1) as [string]
  const parts = path.includes('%') ? path.split('/').map(maskEncoded).join('/') : path
  const query = url.slice(path.length).replace(/[^?&#]+/g, redactParameter)
  return maskUserInfo(parts + query, encodeURIComponent)
}

function redactParameter (parameter: string): string {
  const end = parameter.indexOf('=')
  if (end === -1) return maskEncoded(parameter)
  const [name, value] = [decode(parameter.slice(0, end)), decode(parameter.slice(end + 1))]
  const isSecret = value !== '' && ((isCredentialField(name) && !isCount(name, value)) || parameterName.test(plain(name)))
  return isSecret ? `${parameter.slice(0, end)}=${encodeURIComponent(toMark(value))}` : parameter.slice(0, end + 1) + maskEncoded(parameter.slice(end + 1))
}

/** A part of a URL, which may hold another one, or JSON. */
function maskEncoded (part: string): string {
  const text = decode(part)
  const masked = redactText(text)
  return masked === text ? part : encodeURIComponent(masked)
}

/** The most JSON texts one in the other that are parsed: each takes as much time and memory as the one around it. */
const maxNesting = 8

/** How many there are around the text at hand. */
let nesting = 0

/** A body with its credentials replaced, be it JSON, GraphQL or JSON within it, or anything else. */
export function redactText (text: string): string {
  if (!suspicious.test(text)) return text
  if (nesting === maxNesting) return redactLoosely(text)
  nesting++
  const redacted = redactJson(text)
  nesting--
  return redacted ?? redactLoosely(text)
}

/** Written anew only where there is something to replace. Undefined if it is no JSON, or deeper than the stack. */
function redactJson (text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const redacted = redact(value)
    return redacted === value ? text : JSON.stringify(redacted)
  } catch {
    return undefined
  }
}

/** JSON without credentials; the value itself if it has none. `isSecret`: it is a credential, and so is every text in it. */
export function redact (value: unknown, isSecret = false): unknown {
  if (typeof value === 'string') return isSecret ? toMark(value) : redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return redactItems(value, item => redact(item, isSecret))
  const entries = Object.entries(value)
  const redacted = entries.map(([name, inner]): [string, unknown] => [name, redactProperty(name, inner, isSecret)])
  return redacted.every(([, inner], index) => inner === entries[index]![1]) ? value : Object.fromEntries(redacted)
}

function redactProperty (name: string, value: unknown, isSecret: boolean): unknown {
  if (!isCredentialField(name)) return redact(value, isSecret)
  if (typeof value === 'number') return isCount(name, value) ? value : toMark(String(value))
  return Array.isArray(value) && tokenList.test(plain(name)) ? redactTokens(value) : redact(value, true)
}

function redactTokens (items: readonly unknown[]): readonly unknown[] {
  return redactItems(items, item => Array.isArray(item) ? redactTokens(item) : redact(item, typeof item !== 'string' || isKeyLike.test(item)))
}

function redactItems (items: readonly unknown[], redact: (item: unknown) => unknown): readonly unknown[] {
  const redacted = items.map(redact)
  return redacted.every((item, index) => item === items[index]) ? items : redacted
}

const anyName = `(?<![\\w$-])(?:[\\w-]*${endings}|${token}s?)`
const beforeValue = `(${anyName}(?:\\\\*["'])?\\s*[:=]\\s*)`
/** A name, a colon, and a text in quotes: GraphQL, or JSON that was cut off, in which a text may be JSON again, its quotes escaped. What was cut off ends with the text. */
const inQuotes = new RegExp(`${beforeValue}((?:\\\\*"){3}|\\\\*")([^]*?)(?:(?<!\\\\)\\2|$)`, 'gi')
/** As a form has it, and as people write it. */
const inText = new RegExp(`(${anyName}(?:=|\\s*[:=]\\s*(?=')))('[^'\\n]*'?|[^\\s&"']+)`, 'gi')
/** A name with an object or a list, and what is met in there: texts, of which those before a colon are names, and brackets. */
const beforeGroup = new RegExp(`${beforeValue}(?=[[{])`, 'gi')
const inGroup = /(?<!\\)((?:\\*"){3}|\\*")([^]*?)(?:(?<!\\)\1|$)|[[{}\]]/g
const depths: Readonly<Record<string, number>> = { '[': 1, '{': 1, '}': -1, ']': -1 }
const colon = /\s*:/y

function redactLoosely (text: string): string {
  return maskGroups(maskUserInfo(text))
    .replace(inQuotes, (_, name: string, quote: string, secret: string) => `${name}${quote}${toMark(secret)}${quote}`)
    .replace(inText, (_, name: string, secret: string) => secret.startsWith("'") ? `${name}'${toMark(secret)}'` : `${name}${toMark(secret)}`)
}

function maskGroups (text: string): string {
  let masked = ''
  let end = 0
  for (const { 0: name, index } of text.matchAll(beforeGroup)) {
    const start = index + name.length
    if (start < end) continue
    masked += text.slice(end, start)
    const group = maskGroup(text, start, /tokens\W*$/i.test(name) && text[start] === '[')
    masked += group.masked
    end = group.end
  }
  return masked + text.slice(end)
}

/** `isTokens`: it is a list, in which there may be words. */
function maskGroup (text: string, start: number, isTokens: boolean): { masked: string, end: number } {
  let [masked, end, depth, objects] = ['', start, 0, 0]
  inGroup.lastIndex = start
  for (const { 0: piece, 1: quote, 2: secret, index } of text.matchAll(inGroup)) {
    masked += text.slice(end, index)
    colon.lastIndex = end = index + piece.length
    const isShown = secret === undefined || colon.test(text) || (isTokens && objects === 0 && !isKeyLike.test(secret))
    masked += isShown ? piece : `${quote}${toMark(secret)}${quote}`
    depth += depths[piece] ?? 0
    objects += piece === '{' || piece === '}' ? depths[piece]! : 0
    if (depth === 0) break
  }
  return { masked, end }
}

/** The value of a field in a form; it may be JSON again. */
export function redactField (name: string, value: string): string {
  return isCredentialField(name) && value !== '' && !isCount(name, value) ? toMark(value) : redactText(value)
}

/** The same for a form. What claims to be one may be JSON all the same: curl sends everything under that type. */
export function redactForm (text: string): string {
  if (/^\s*[{[]/.test(text)) return redactText(text)
  const form = Array.from(new URLSearchParams(text))
  const masked = form.map(([name, value]): [string, string] => [name, redactField(name, value)])
  return form.some(([, value], index) => value !== masked[index]![1]) ? new URLSearchParams(masked).toString() : text
}

function decode (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
