import createError from '@fastify/error'
import { requireCredentials } from '../../../http/credentials.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { excerpt } from '../../../validation/text.ts'
import type { App } from '../../provider.ts'
import { readForm, UploadedFile, type Part } from '../graphql/multipart.ts'
import { credentialOf } from './tokens.ts'

export const UploadInvalid = createError('UPLOAD_INVALID', '%s', 400)

/** Serves the upload of documents, which `createProject` names by the keys in the responses. */
export function serveUploads (app: App): void {
  app.register(async function uploads (scope: App) {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('multipart/form-data', readForm)
    requireCredentials(scope, ({ sandbox, headers }) => credentialOf(sandbox, headers.authorization))

    const options = { config: { operation: 'uploadFile' } }
    scope.post<{ Body: Part[] | undefined }>('/api/static/proxy/upload', options, ({ sandbox, body }) =>
      ({ objectKey: store(sandbox, fileOf(body ?? [])) }))
  })
}

/** The only file of a form. Throws UPLOAD_INVALID. */
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

/** Stores a file and returns its key. Throws FILES_FULL. */
function store ({ files, ids }: Sandbox, { fileName: name, mimeType: type, bytes }: UploadedFile): string {
  // a name without an extension gives a key without one (inferred)
  const [extension = ''] = /\.[a-z0-9]{1,16}$/i.exec(name) ?? []
  const key = `temp/upload-proxy/${ids.uuid4()}${extension}`
  files.put(key, { name, type, bytes })
  return key
}
