/** A field with its text, or a file. */
export interface FormPart { name: string, text: string, fileName?: string, type?: string }

export function file (name: string, fileName: string, text: string, type = 'text/plain'): FormPart {
  return { name, text, fileName, type }
}

const boundary = '----jobdouble5627'

/** A multipart body, written by hand so that it may break the rules. */
export function encode (parts: readonly FormPart[]): { payload: Buffer<ArrayBuffer>, type: string } {
  const written = parts.map(({ name, text, fileName, type }) => [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}`,
    ...type === undefined ? [] : [`Content-Type: ${type}`],
    '',
    text,
    ''
  ].join('\r\n'))
  return { payload: Buffer.from(`${written.join('')}--${boundary}--\r\n`), type: `multipart/form-data; boundary=${boundary}` }
}
