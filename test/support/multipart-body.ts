/** A field with its text, or a file. */
export interface FormPart { name: string, text: string | Buffer, fileName?: string, type?: string }

export function file (name: string, fileName: string, text: string | Buffer, type = 'text/plain'): FormPart {
  return { name, text, fileName, type }
}

const boundary = '----jobdouble5627'

/** A multipart body, written by hand so that it may break the rules. */
export function encode (parts: readonly FormPart[]): { payload: Buffer<ArrayBuffer>, type: string } {
  const written = parts.flatMap(({ name, text, fileName, type }) => [
    [
      `--${boundary}`,
      `Content-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}`,
      ...type === undefined ? [] : [`Content-Type: ${type}`],
      '',
      ''
    ].join('\r\n'),
    text,
    '\r\n'
  ])
  // not joined as text, because large files would be written twice
  const payload = Buffer.concat([...written, `--${boundary}--\r\n`].map(piece => typeof piece === 'string' ? Buffer.from(piece) : piece))
  return { payload, type: `multipart/form-data; boundary=${boundary}` }
}
