import { hash, randomBytes } from 'node:crypto'
import type { Head } from './entry.ts'

/** Of this process alone, so that no table of known keys says what a fingerprint stands for. */
const salt = randomBytes(16).toString('hex')

/** What is kept of a credential: it tells two apart, and leads back to none. */
export function fingerprint (secret: string): string {
  return hash('sha256', salt + secret, 'hex').slice(0, 12)
}

/** A credential as the journal shows it. */
function toMark (secret: string): string {
  return `[fingerprint ${fingerprint(secret)}]`
}

const secretName = /auth|cookie|token|secret|key|passw|credential|session|signature|jwt|bearer/i
/** Names that look like a credential's and are none. */
const publicName = /^(?:.*idempotency-key|sec-.*|:authority|.*-authenticate)$/i

const known = new Map<string, boolean>()

/** Whether what goes by this name in a head is a credential. Clients send the same few names over and over. */
export function isSecretName (name: string): boolean {
  let isSecret = known.get(name)
  if (isSecret === undefined) {
    isSecret = secretName.test(name) && !publicName.test(name)
    if (known.size < 1000) known.set(name, isSecret)
  }
  return isSecret
}

/** What may stand before a credential; any other word may be a part of it. */
const withScheme = /^((?:basic|bearer|digest|negotiate|token|api-?key) +)?([^]*)$/i

function maskHeader (value: string): { text: string, mark: string } {
  const [, scheme = '', secret = ''] = withScheme.exec(value)!
  const mark = fingerprint(secret.trim())
  return { text: `${scheme}[fingerprint ${mark}]`, mark }
}

/** Names and values in turn become a head without credentials, with the fingerprint of the first of them. */
export function maskHead (raw: readonly string[]): Head {
  let key: string | undefined
  const shown = raw.slice()
  for (let index = 0; index < raw.length; index += 2) {
    const [name, value] = [raw[index]!, raw[index + 1]!]
    if (!isSecretName(name)) {
      shown[index + 1] = maskUrl(value)
      continue
    }
    const { text, mark } = maskHeader(value)
    shown[index + 1] = text
    if (!/cookie/i.test(name)) key ??= mark
  }
  return { text: shown.join('\n'), key }
}

/** The head of an answer as it goes over the wire, its credentials replaced. */
export function maskAnswerHead (head: string): string {
  return head.replace(/^([^:\r\n]+): ?([^\r\n]*)/gm, (line, name: string, value: string) => isSecretName(name) ? `${name}: ${maskHeader(value).text}` : line)
}

/** How the names of credentials end, and what a token may be one of. A name may have a line between its words. */
const endings = '(?:api[_-]?key|secret[_-]?key|access[_-]?key(?:[_-]?id)?|private[_-]?key|subscription[_-]?key|secret|pass[_-]?w(?:or)?d|pass[_-]?phrase|authorization|jwt|bearer)'
const tokens = '(?:x[_-]?)?(?:(?:access|refresh|id|session|auth|bearer|api|csrf|security|client|user)[_-]?)?token'
/** What credentials are called in a query, a form and a body, in small letters and without what stands between the words. */
const fieldName = new RegExp(`${endings}$|^${tokens}$`)
const parameterName = /^(?:key|auth|sig|(?:xamz|xgoog)?(?:signature|credential|securitytoken))$/

function isSecretField (name: string): boolean {
  return fieldName.test(plain(name))
}

function plain (name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase()
}

/** What a text must have if there is to be a credential in it: most have none, and to look closely takes longer. The last are letters of a name that are written as their codes. */
const suspicious = /(?:key|keyid|token|secret|passw(?:or)?d|passphrase|authorization|jwt|bearer)\\*["']?\s*[:=]|\\u00[4-7]/i

/** A URL with the credentials of its query replaced. */
export function maskUrl (url: string): string {
  const start = url.indexOf('?') + 1
  return start === 0 ? url : `${url.slice(0, start)}${url.slice(start).replace(/([^&=#]+)=([^&#]+)/g, maskParameter)}`
}

function maskParameter (whole: string, name: string, value: string): string {
  const [field, text] = [decode(name), decode(value)]
  const masked = isSecretField(field) || parameterName.test(plain(field)) ? toMark(text) : maskText(text)
  return masked === text ? whole : `${name}=${encodeURIComponent(masked)}`
}

/** A body with its credentials replaced, be it JSON, GraphQL or JSON within it, or anything else. */
export function maskText (text: string): string {
  if (!suspicious.test(text)) return text
  try {
    return maskJson(text)
  } catch {
    // no JSON, or deeper than the stack
    return maskLoosely(text)
  }
}

/** Written anew only where there is something to replace. */
function maskJson (text: string): string {
  let isMasked = false
  const masked: unknown = JSON.parse(text, (name, value: unknown) => {
    const other = isSecretField(name) ? maskAll(typeof value === 'number' ? String(value) : value) : typeof value === 'string' ? maskText(value) : value
    isMasked ||= other !== value
    return other
  })
  return isMasked ? JSON.stringify(masked) : text
}

/** Every text, however deep it lies. */
function maskAll (value: unknown): unknown {
  if (typeof value === 'string') return toMark(value)
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map(maskAll) : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskAll(inner)]))
}

const words = `(?:[\\w-]*${endings}|${tokens})`
/** A name, a colon, and a text in quotes: GraphQL, or JSON that was cut off, in which a text may be JSON again, its quotes escaped. What was cut off ends with the text. */
const inQuotes = new RegExp(`(?<![\\w$-])(${words}(?:\\\\*["'])?\\s*[:=]\\s*)((?:\\\\*"){3}|\\\\*")([^]*?)(?:(?<!\\\\)\\2|$)`, 'gi')
/** As a form has it, and as people write it. */
const inText = new RegExp(`(?<![\\w$-])(${words}(?:=|\\s*[:=]\\s*(?=')))('[^'\\n]*'?|[^\\s&"']+)`, 'gi')

function maskLoosely (text: string): string {
  return text
    .replace(inQuotes, (_, name: string, quote: string, secret: string) => `${name}${quote}${toMark(secret)}${quote}`)
    .replace(inText, (_, name: string, secret: string) => secret.startsWith("'") ? `${name}'${toMark(secret)}'` : `${name}${toMark(secret)}`)
}

/** The value of a field in a form; it may be JSON again. */
export function maskField (name: string, value: string): string {
  return isSecretField(name) && value !== '' ? toMark(value) : maskText(value)
}

/** The same for a form. What claims to be one may be JSON all the same: curl sends everything under that type. */
export function maskForm (text: string): string {
  if (/^\s*[{[]/.test(text)) return maskText(text)
  const form = Array.from(new URLSearchParams(text))
  const masked = form.map(([name, value]): [string, string] => [name, maskField(name, value)])
  return form.some(([, value], index) => value !== masked[index]![1]) ? new URLSearchParams(masked).toString() : text
}

function decode (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
