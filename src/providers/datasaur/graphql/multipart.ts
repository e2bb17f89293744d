import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import createError from '@fastify/error'
import type { FastifyRequest } from 'fastify'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BodyTimeout } from '../../../http/server/body-timeout.ts'
import { bodyLimit } from '../../../http/json.ts'
import { shorten } from '../../../validation/text.ts'

/** The maximum size of an uploaded file, in bytes. */
export const maxFileBytes = 50 * 1024 * 1024

const limits = { fileSize: maxFileBytes, files: 1000, fieldSize: bodyLimit, fields: 10 }

export const FileTooLarge = createError('FILE_TOO_LARGE', 'The file %j is larger than 50 MB, the maximum for a file', 413)
export const FormTooLarge = createError('FORM_TOO_LARGE', 'A multipart body may have at most %s', 413)
export const FormMalformed = createError('FORM_MALFORMED', 'The multipart body is malformed (%s)', 400)

/** A file that came with a request. */
export class UploadedFile {
  readonly fileName: string
  readonly mimeType: string
  readonly bytes: Buffer
  /** The length of `bytes`, a property of its own: lifecycle rules match it. */
  readonly size: number

  constructor (fileName: string, mimeType: string, bytes: Buffer) {
    this.fileName = fileName
    this.mimeType = mimeType
    this.bytes = bytes
    this.size = bytes.length
  }

  /** Its form in the journal, in messages and for lifecycle rules: without its content. */
  toJSON (): { fileName: string, size: number } {
    return { fileName: this.fileName, size: this.size }
  }
}

/** A field or a file of a form. Its name is empty if it is missing. */
export interface Part { name: string, value: string | UploadedFile }

/**
 * Reads a multipart body and returns its parts in their order. Until it is complete, its bytes count as files of the sandbox. After
 * an error the rest of the body is read and discarded, because most clients read no response before they have sent everything.
 * Throws FILE_TOO_LARGE, FORM_TOO_LARGE, FORM_MALFORMED, FILES_FULL.
 */
export async function readForm ({ headers, sandbox }: FastifyRequest, payload: IncomingMessage): Promise<Part[]> {
  const form = toParser(headers)
  const room = sandbox.files.reserve()
  const parts: Part[] = []
  let failure: Error | undefined

  /** Keeps the first error, and frees what has been read. */
  function fail (error: Error): void {
    failure ??= error
    parts.length = 0
    room.release()
  }

  /** Counts the bytes; returns whether to keep them. */
  function take (bytes: number): boolean {
    try {
      if (failure === undefined) room.add(bytes)
    } catch (error) {
      fail(error as Error)
    }
    return failure === undefined
  }

  form.on('field', (name = '', value, _, isTruncated) => {
    if (isTruncated) fail(new FormTooLarge(`${limits.fieldSize} bytes in a field`))
    if (take(value.length)) parts.push({ name, value })
  })

  form.on('file', (name = '', file, fileName = '', _, mimeType) => {
    const part: Part = { name, value: '' }
    const chunks: Buffer[] = []
    if (failure === undefined) parts.push(part)
    file.on('limit', () => fail(new FileTooLarge(shorten(fileName))))
    file.on('data', (chunk: Buffer) => {
      if (take(chunk.length)) chunks.push(chunk)
      else chunks.length = 0
    })
    file.on('end', () => { part.value = new UploadedFile(fileName, mimeType, Buffer.concat(chunks)) })
    // for a part that ends too early; the form emits an error, too
    file.on('error', () => {})
  })

  form.on('filesLimit', () => fail(new FormTooLarge(`${limits.files} files`)))
  form.on('fieldsLimit', () => fail(new FormTooLarge(`${limits.fields} fields beside the files`)))

  try {
    await new Promise<void>((resolve, reject) => {
      form.on('finish', resolve)
      form.on('error', reject)
      payload.on('error', reject)
      payload.on('close', () => { if (!payload.readableEnded) reject(new Error('it ends too early')) })
      payload.pipe(form)
    })
  } catch (error) {
    fail(error instanceof BodyTimeout ? error : new FormMalformed(shorten((error as Error).message)))
    payload.unpipe(form)
    payload.resume()
  }
  room.release()
  if (failure !== undefined) throw failure
  return parts
}

function toParser (headers: IncomingHttpHeaders) {
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits })
  } catch (error) {
    throw new FormMalformed(shorten((error as Error).message))
  }
}
