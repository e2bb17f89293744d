import { Type, type Static } from '@sinclair/typebox'
import { mustBeHeader } from '../faults/index.ts'
import { redact, redactResponseHeader } from '../journal/index.ts'
import { InvalidField, oneOf } from '../validation/index.ts'
import { excerpt, shorten } from '../validation/text.ts'

const closed = { additionalProperties: false }

/** A stub to create: the response to requests that no operation takes. */
export const NewStubSchema = Type.Object({
  method: oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  path: Type.String({ minLength: 1, maxLength: 2000, description: 'Without the sandbox and the query; a segment `:name` takes any text' }),
  status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599, default: 200 })),
  headers: Type.Optional(Type.Unsafe<Record<string, string>>(Type.Object({}, { additionalProperties: Type.String() }))),
  body: Type.Optional(Type.Unknown({
    description: 'A text is sent unchanged, any other value as JSON; the response is empty if it is missing'
  }))
}, closed)
export interface NewStub extends Static<typeof NewStubSchema> {}

export const StubSchema = Type.Object({
  id: Type.String(),
  ...NewStubSchema.properties,
  status: Type.Integer(),
  headers: Type.Unsafe<Record<string, string>>(Type.Object({}, { additionalProperties: Type.String() })),
  matched: Type.Integer({ minimum: 0, description: 'How many requests it has responded to' })
}, closed)
export interface Stub extends Static<typeof StubSchema> {}

/** A stub with the segments of its path. */
export interface StubRule { stub: Stub, readonly segments: readonly string[] }

/** Completes a new stub. Throws InvalidField for a path that no request can have, or a response that cannot be sent. */
export function toStubRule ({ method, path, status = 200, headers = {}, body }: NewStub, id: string, matched = 0): StubRule {
  const segments = readPath(path)
  for (const [name, value] of Object.entries(headers)) mustBeHeader(`headers.${shorten(name)}`, name, value)
  if (body !== undefined && (status === 204 || status === 304)) {
    throw new InvalidField('body', `cannot be combined with status ${status}, which has no body`)
  }
  return { stub: { id, method, path, status, headers, ...body !== undefined && { body }, matched }, segments }
}

/** A stub with its credentials redacted, to be shown or saved. */
export function redactStub (stub: Stub): Stub {
  const headers = Object.fromEntries(Object.entries(stub.headers).map(([name, value]) => [name, redactResponseHeader(name, value)]))
  return { ...stub, headers, ...stub.body !== undefined && { body: redact(stub.body) } }
}

/** Whether a stub responds to a request with this method and these segments. */
export function isFor ({ stub, segments }: StubRule, method: string, asked: readonly string[]): boolean {
  return stub.method === method && segments.length === asked.length &&
    segments.every((segment, index) => segment.startsWith(':') ? asked[index] !== '' : segment === asked[index])
}

/** The segments of a path without its query, decoded: a client may encode a character or not. */
export function segmentsOf (url: string): string[] {
  return url.replace(/\?.*/, '').split('/').map(segment => decodeURIComponent(segment))
}

function readPath (path: string): string[] {
  if (!path.startsWith('/')) throw new InvalidField('path', 'must begin with /')
  if (/^\/(@|%40)/.test(path)) {
    throw new InvalidField('path', 'must not name a sandbox: a stub is for the sandbox in the URL with which it is created')
  }
  if (/[?#]/.test(path)) throw new InvalidField('path', 'must have no query: a stub responds whatever the query is')
  const wrong = path.split('/').find(segment => segment.startsWith(':') && !/^:\w+$/.test(segment))
  if (wrong !== undefined) {
    throw new InvalidField('path', `${excerpt(wrong)} is not a parameter: write a colon and a name of letters, digits or _, such as :id`)
  }
  try {
    return segmentsOf(path)
  } catch {
    throw new InvalidField('path', 'has a % that does not introduce a character; write %25')
  }
}
