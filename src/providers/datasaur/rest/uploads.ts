import createError from '@fastify/error'
import type { FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { excerpt } from '../../../messages.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import type { App } from '../../provider.ts'
import { readForm, UploadedFile, type Part } from '../graphql/multipart.ts'
import { mustBeSignedIn } from './tokens.ts'

export const UploadInvalid = createError('UPLOAD_INVALID', '%s', 400)

/** Serves the upload of the documents that `createProject` names: each by the key that it is given here. */
export function serveUploads (app: App): void {
  app.register(async function uploads (scope: App) {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('multipart/form-data', async (request: FastifyRequest, payload: IncomingMessage) => await readForm(request, payload))
    // before the body is read
    scope.addHook('onRequest', async ({ sandbox, headers }) => mustBeSignedIn(sandbox, headers.authorization))

    scope.post<{ Body: Part[] | undefined }>('/api/static/proxy/upload', { config: { operation: 'uploadFile' } }, async ({ sandbox, body }) => ({ objectKey: keep(sandbox, fileOf(body ?? [])) }))
  })
}

/** Throws UPLOAD_INVALID. */
function fileOf (parts: readonly Part[]): UploadedFile {
  const files = parts.filter(({ value }) => value instanceof UploadedFile)
  const [file] = files
  if (file === undefined) throw new UploadInvalid('There is no file: it is expected in the field "file"')
  if (files.length > 1) throw new UploadInvalid('There is more than one file: each is uploaded by a request of its own')
  if (file.name !== 'file') throw new UploadInvalid(`The file is in the field ${excerpt(file.name)}: it is expected in "file"`)
  const upload = file.value as UploadedFile
  if (upload.fileName === '') throw new UploadInvalid('The file has no name')
  return upload
}

/** The key under which the file is kept. Throws FILES_FULL. */
function keep ({ files, ids }: Sandbox, { fileName: name, mimeType: type, bytes }: UploadedFile): string {
  // a name without an ending gives a key without one (inferred)
  const [ending = ''] = /\.[a-z0-9]{1,16}$/i.exec(name) ?? []
  const key = `temp/upload-proxy/${ids.uuid4()}${ending}`
  files.put(key, { name, type, bytes })
  return key
}
