import { hash, randomBytes } from 'node:crypto'
import type { Head } from './entry.ts'

/** Of this process alone, so that no table of known keys says what a fingerprint stands for. */
const salt = randomBytes(16).toString('hex')

/** What is kept of a credential: it tells two apart, and leads back to none. */
export function fingerprint (secret: string): string {
  return hash('sha256', salt + secret, 'hex').slice(0, 12)
}

/** A credential as the journal shows it. */
export function toMark (secret: string): string {
  return `[fingerprint ${fingerprint(secret)}]`
}

const secretName = /auth|cookie|token|secret|key|passw/i
/** Names that look like a credential's and are none. */
const publicName = /^(?:idempotency-key|sec-websocket-key|sec-.*|:authority)$/i

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

/** Names and values in turn become a head without credentials, with the fingerprint of the first of them. */
export function maskHead (raw: readonly string[]): Head {
  let key: string | undefined
  const shown = raw.slice()
  for (let index = 0; index < raw.length; index += 2) {
    if (!isSecretName(raw[index]!)) continue
    const [, scheme = '', secret = ''] = /^(\w+ +)?([^]*)$/.exec(raw[index + 1]!)!
    const mark = fingerprint(secret.trim())
    shown[index + 1] = `${scheme}[fingerprint ${mark}]`
    if (!/cookie/i.test(raw[index]!)) key ??= mark
  }
  return { text: shown.join('\n'), key }
}

const words = '(?:x[_-])?(?:api[_-]?key|client[_-]?secret|secret[_-]?key|access[_-]?token|refresh[_-]?token|id[_-]?token|session[_-]?token|auth[_-]?token|token|pass[_-]?word|secret|authorization)'
const inQuery = new RegExp(`([?&]${words}=)([^&#]+)`, 'gi')
const isFormSecret = new RegExp(`^${words}$`, 'i')
/** A name, a colon, and a text in quotes or a number: JSON, or what stands as a text within JSON, its quotes escaped. What was cut off ends with the text. */
const inText = new RegExp(`(?<![\\w$-])(${words})(\\\\*["'])?(\\s*[:=]\\s*)(?:(\\\\*["'])([^]*?)(?:(?<!\\\\)\\4|$)|(-?\\d[\\d.e+-]*))`, 'gi')
const suspicious = /(?:key|token|secret|word|authorization)\\*["']?\s*[:=]/i

/** A URL with the credentials of its query replaced. */
export function maskUrl (url: string): string {
  return url.includes('?') ? url.replace(inQuery, (_, name: string, secret: string) => `${name}${encodeURIComponent(toMark(decode(secret)))}`) : url
}

/** A body with its credentials replaced, be it JSON or GraphQL within it. */
export function maskText (text: string): string {
  if (!suspicious.test(text)) return text
  return text.replace(inText, (_, name: string, end = '', colon: string, quote: string | undefined, secret: string, number: string) => {
    const around = quote ?? (end || '"')
    return `${name}${end}${colon}${around}${toMark(secret ?? number)}${around}`
  })
}

/** The value of a field in a form; it may be JSON again. */
export function maskField (name: string, value: string): string {
  return isFormSecret.test(name) && value !== '' ? toMark(value) : maskText(value)
}

/** The same for a form. What claims to be one may be JSON all the same: curl sends everything under that type. */
export function maskForm (text: string): string {
  const masked = maskText(text)
  const given = Array.from(new URLSearchParams(masked))
  const fields = given.map(([name, value]): [string, string] => [name, maskField(name, value)])
  return given.some(([, value], index) => value !== fields[index]![1]) ? new URLSearchParams(fields).toString() : masked
}

function decode (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
