import { Type } from '@sinclair/typebox'
import { reasonOf, type Failure, type ErrorResponse } from '../../http/failure.ts'
import type { ProviderJob } from '../../sandboxes/index.ts'
import { lenient, toField } from '../../validation/index.ts'
import type { DocumentRequest, Job, JobSummary } from './schema.ts'
import type { Shape } from './shape.ts'

export function toJob (job: ProviderJob, get: string): Job {
  const { id, createdAt, status, type, pages, fileName, urls } = toSummary(job, get)
  // not a spread: V8 gives each object that a spread creates a hidden class of its own, which slows the serializer down
  return { id, createdAt, status, type, pages, fileName, urls, result: job.state === 'succeeded' ? toResult(job.output) : null }
}

/** Reads a job's input. The control API may have set it to any value. */
const toDocument = lenient(Type.Object({
  fileName: Type.String({ minLength: 1, default: 'document.pdf' }),
  pages: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 1 })
}))

export function toSummary ({ id, createdAt, status, kind, input }: ProviderJob, get: string): JobSummary {
  const { fileName, pages } = toDocument(input)
  return { id, createdAt, status, type: kind, pages, fileName, urls: { get } }
}

/** The input of a job: the documented fields of the request that started it, without the bytes of the document. */
export function toInput ({ fileName, contentType, url }: DocumentRequest, pages: number, shape?: Shape): object {
  return { fileName, contentType, ...url !== undefined && { url }, ...shape && { shape }, pages }
}

/** A result is an object or null; any other output is wrapped into an object. */
function toResult (output: unknown): object | null {
  return typeof output === 'object' && !Array.isArray(output) ? output : { value: output }
}

/** The shape of the body is documented, the texts are not. */
export function toErrorResponse (failure: Failure): ErrorResponse {
  const [status, error] = toStatusAndText(failure)
  return { status, body: { error } }
}

function toStatusAndText (failure: Failure): [number, string] {
  switch (failure.kind) {
    case 'credentials': return [401, 'The provided API key is not valid']
    case 'malformed': return [400, 'The request body is not valid JSON']
    case 'invalid': return [400, toMessage(failure.issues[0].path, failure.issues[0].message)]
    case 'too-large': return [413, 'The request body is too large']
    case 'refused': {
      const { code, status, message } = failure
      return code === 'JOB_UNKNOWN' ? [404, 'No job with the provided id could be found'] : [status, message]
    }
    case 'fault': return [failure.status, reasonOf(failure.status)]
    case 'crash': return [500, 'Internal server error']
    case 'media-type': return [415, 'The Content-Type header is not a media type']
    case 'wrong-method':
    case 'no-route': return [404, 'Not found']
  }
}

function toMessage (path: readonly string[], message: string): string {
  return path[0] === 'id' ? 'id is missing' : `${toField(path) || 'body'} ${message}`
}
