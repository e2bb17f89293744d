import { hash, randomBytes } from 'node:crypto'

/** Drawn by each process, so that a credential cannot be looked up by its fingerprint. */
const salt = randomBytes(16).toString('hex')

/** Twelve digits that are the same for the same credential within this process. */
export function fingerprint (credential: string): string {
  return hash('sha256', salt + credential, 'hex').slice(0, 12)
}

/** Values that are redacted already: here, or by a provider in the input of a job. */
const redacted = /^(?:\[fingerprint [0-9a-f]{12}\]|…)$/

/** The text that replaces a credential. */
export function redactValue (credential: string): string {
  return redacted.test(credential) ? credential : `[fingerprint ${fingerprint(credential)}]`
}

const credentialName = /auth|cookie|token|secret|key|passw|pwd|credential|session|signature|jwt|bearer/i
/** Names that match `credentialName` but are not those of credentials. */
const publicName = /^(?:.*idempotency-key|sec-.*|:authority|.*-authenticate)$/i

/** The results for the names so far: clients send the same few names in each request. */
const known = new Map<string, boolean>()

/** Whether the header of a name contains a credential. */
export function isCredentialName (name: string): boolean {
  let isCredential = known.get(name)
  if (isCredential === undefined) {
    isCredential = credentialName.test(name) && !publicName.test(name)
    if (known.size < 1000) known.set(name, isCredential)
  }
  return isCredential
}

/** How the names of fields with credentials end. */
export const endings = '(?:api[_-]?key|secret[_-]?key|access[_-]?key(?:[_-]?id)?|private[_-]?key|subscription[_-]?key|' +
  'secret|credential|pwd|pass[_-]?w(?:or)?d|pass[_-]?phrase|authorization|jwt|bearer)s?'
/** The names of fields with a token. */
export const token = '(?:x[_-]?)?(?:(?:access|refresh|id|session|auth|bearer|api|csrf|security|client|user)[_-]?)?token'
/** Names of fields in a query, a form or a body: in lower case, with only their letters and digits. */
const fieldName = new RegExp(`${endings}$|^${token}s?$`)
export const parameterName = /^(?:key|auth|sig|(?:xamz|xgoog)?(?:signature|credential|securitytoken))$/

export function isCredentialField (name: string): boolean {
  return fieldName.test(plain(name))
}

export function plain (name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase()
}

/** Whether a field is a number of tokens or the like, which is not a credential. */
export function isCount (name: string, value: string | number): boolean {
  return /s$/i.test(name) && (typeof value === 'number' || /^\d+$/.test(value))
}

/** `tokens` may be the words of a text. A long item with letters and digits and without spaces is not a word. */
export const tokenList = new RegExp(`^${token}s$`)
export const isKeyLike = /^(?=\S*\d)(?=\S*[a-z])\S{16,}$/i
