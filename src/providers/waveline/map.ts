import { Type } from '@sinclair/typebox'
import { reasonOf, type Failure, type Refusal } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import { lenient, toField } from '../../validation.ts'
import { statuses, type DocumentRequest, type Job, type JobSummary } from './schema.ts'
import type { Shape } from './shape.ts'

export function toJob (view: JobView, get: string): Job {
  const { id, createdAt, status, type, pages, fileName, urls } = toSummary(view, get)
  // not by a spread: V8 gives what that makes a shape of its own each time, and the serializer is slow with it
  return { id, createdAt, status, type, pages, fileName, urls, result: view.state === 'succeeded' ? toResult(view.output) : null }
}

/** What is shown of a job's input, which the control API may have set to anything. */
const toDocument = lenient(Type.Object({
  fileName: Type.String({ minLength: 1, default: 'document.pdf' }),
  pages: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 1 })
}))

export function toSummary ({ id, createdAt, state, unknownStatus, kind, input }: JobView, get: string): JobSummary {
  const { fileName, pages } = toDocument(input)
  return { id, createdAt, status: unknownStatus ?? statuses[state], type: kind, pages, fileName, urls: { get } }
}

/** What a job remembers of the request that started it: not the bytes, and nothing that it was not asked for. */
export function toInput ({ fileName, contentType, url }: DocumentRequest, pages: number, shape?: Shape): object {
  return { fileName, contentType, ...url !== undefined && { url }, ...shape && { shape }, pages }
}

/** A result is an object or null; anything else that a job was given is put into one. */
function toResult (output: unknown): object | null {
  return typeof output === 'object' && !Array.isArray(output) ? output : { value: output }
}

/** The shape is documented, the texts are not. */
export function toRefusal (failure: Failure): Refusal {
  const [status, error] = toStatusAndText(failure)
  return { status, body: { error } }
}

/** What is said where a fault has a status that comes without one too. */
const texts: Readonly<Record<number, string>> = { 401: 'The provided API key is not valid', 404: 'No job with the provided id could be found', 500: 'Internal server error' }

function toStatusAndText (failure: Failure): [number, string] {
  switch (failure.kind) {
    case 'credentials': return [401, 'The provided API key is not valid']
    case 'malformed': return [400, 'The request body is not valid JSON']
    case 'invalid': return [400, toComplaint(failure.issues[0].path, failure.issues[0].message)]
    case 'too-large': return [413, 'The request body is too large']
    case 'refused': return failure.code === 'JOB_UNKNOWN' ? [404, 'No job with the provided id could be found'] : [failure.status, failure.message]
    case 'fault': return [failure.status, texts[failure.status] ?? reasonOf(failure.status)]
    case 'crash': return [500, 'Internal server error']
    case 'media-type': return [415, 'The Content-Type header is not a media type']
    case 'wrong-method':
    case 'no-route': return [404, 'Not found']
  }
}

function toComplaint (path: readonly string[], message: string): string {
  return path[0] === 'id' ? 'id is missing' : `${toField(path) || 'body'} ${message}`
}
