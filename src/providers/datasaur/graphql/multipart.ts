import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import createError from '@fastify/error'
import { GraphQLError } from 'graphql'
import type { FastifyRequest } from 'fastify'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BodyTimeout } from '../../../http/body-timeout.ts'
import { bodyLimit } from '../../../http/json.ts'
import { shorten } from '../../../messages.ts'

/** How large an uploaded file may be. */
export const maxFileBytes = 50 * 1024 * 1024

const limits = { fileSize: maxFileBytes, files: 1000, fieldSize: bodyLimit, fields: 10 }

export const FileTooLarge = createError('FILE_TOO_LARGE', 'The file %j is larger than 50 MB, the most that a file may have', 413)
export const FormTooLarge = createError('FORM_TOO_LARGE', 'A multipart body may have at most %s', 413)
export const FormMalformed = createError('FORM_MALFORMED', 'The multipart body is malformed (%s)', 400)

/** A file that came with a request. */
export class UploadedFile {
  readonly fileName: string
  readonly mimeType: string
  readonly bytes: Buffer

  constructor (fileName: string, mimeType: string, bytes: Buffer) {
    this.fileName = fileName
    this.mimeType = mimeType
    this.bytes = bytes
  }

  /** How it stands in what rules match, and in messages: without what is in it. */
  toJSON (): { fileName: string, size: number } {
    return { fileName: this.fileName, size: this.bytes.length }
  }

  /** What mercurius' compiler calls for its messages. */
  inspect (): object {
    return this.toJSON()
  }
}

/** The scalar of that name. Only what came as a file is an upload: no JSON is. */
export const Upload = {
  parseValue (value: unknown): UploadedFile {
    if (value instanceof UploadedFile) return value
    throw new GraphQLError('An upload is a file in a multipart request')
  },
  parseLiteral (): never {
    throw new GraphQLError('An upload is a file in a multipart request, and stands in a variable')
  }
}

/** A field or a file of a form; its name is empty if it has none. */
export interface Part { name: string, value: string | UploadedFile }

/**
 * Reads a multipart body; the parts stand in the order in which they came. Until all are here, their bytes count among the
 * sandbox's files. What is refused is read to its end and not kept, because most clients read no answer before they have
 * sent everything. Throws FILE_TOO_LARGE, FORM_TOO_LARGE, FORM_MALFORMED, FILES_FULL.
 */
export async function readForm ({ headers, sandbox }: FastifyRequest, payload: IncomingMessage): Promise<Part[]> {
  const form = toParser(headers)
  const room = sandbox.files.reserve()
  const parts: Part[] = []
  let refusal: Error | undefined

  function refuse (error: Error): void {
    refusal ??= error
    parts.length = 0
    room.release()
  }

  /** Whether there is room for it. */
  function take (bytes: number): boolean {
    try {
      if (refusal === undefined) room.add(bytes)
    } catch (error) {
      refuse(error as Error)
    }
    return refusal === undefined
  }

  form.on('field', (name = '', value, _, isTruncated) => {
    if (isTruncated) refuse(new FormTooLarge(`${limits.fieldSize} bytes in a field`))
    if (take(value.length)) parts.push({ name, value })
  })

  form.on('file', (name = '', file, fileName = '', _, mimeType) => {
    const part: Part = { name, value: '' }
    const chunks: Buffer[] = []
    if (refusal === undefined) parts.push(part)
    file.on('limit', () => refuse(new FileTooLarge(shorten(fileName))))
    file.on('data', (chunk: Buffer) => {
      if (take(chunk.length)) chunks.push(chunk)
      else chunks.length = 0
    })
    file.on('end', () => { part.value = new UploadedFile(fileName, mimeType, Buffer.concat(chunks)) })
    // a part that ends too early; the form ends with it
    file.on('error', () => {})
  })

  form.on('filesLimit', () => refuse(new FormTooLarge(`${limits.files} files`)))
  form.on('fieldsLimit', () => refuse(new FormTooLarge(`${limits.fields} fields beside the files`)))

  try {
    await new Promise<void>((resolve, reject) => {
      form.on('finish', resolve)
      form.on('error', reject)
      payload.on('error', reject)
      payload.on('close', () => { if (!payload.readableEnded) reject(new Error('it ends too early')) })
      payload.pipe(form)
    })
  } catch (error) {
    refuse(error instanceof BodyTimeout ? error : new FormMalformed(shorten((error as Error).message)))
    payload.unpipe(form)
    payload.resume()
  }
  room.release()
  if (refusal !== undefined) throw refusal
  return parts
}

function toParser (headers: IncomingHttpHeaders) {
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits })
  } catch (error) {
    throw new FormMalformed(shorten((error as Error).message))
  }
}
