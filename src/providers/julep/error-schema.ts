import { Type, type TSchema } from '@sinclair/typebox'

export const ErrorSchema = Type.Object({ detail: Type.String() })

/** The server's own word for an unknown execution; the documents have none. */
export const HttpErrorSchema = Type.Object({ error: Type.Object({ message: Type.String(), code: Type.String(), type: Type.String() }) })

export const ValidationErrorSchema = Type.Object({
  detail: Type.Optional(Type.Array(Type.Object({
    type: Type.String(),
    loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
    msg: Type.String(),
    input: Type.Optional(Type.Unknown())
  })))
})

/** The documented schemas of refusals, by status. */
export function refusals (...statuses: number[]): Record<number, TSchema> {
  return Object.fromEntries(statuses.map(status => [status, status === 422 ? ValidationErrorSchema : ErrorSchema]))
}
