import { countPdfPages } from './pdf.ts'

/** A document as a client describes it. `file` is the content as base64 text, if the client sends it. */
export interface Document { fileName: string, contentType: string, file?: string }

const wordsOnPage = 500

/**
 * The pages that are billed: the pages of a PDF, else one for each 500 words begun (fact sheet). Throws RequestFailed for an
 * unreadable PDF.
 */
export function countPages ({ file, ...document }: Document): number {
  // a document that is given by its URL is never fetched: jobdouble sends no requests
  if (file === undefined) return 1
  const bytes = Buffer.from(file, 'base64')
  return isPdf(document, bytes) ? countPdfPages(bytes) : Math.max(1, Math.ceil(countWords(bytes) / wordsOnPage))
}

/** Whether a document is a PDF: by its first bytes, its content type, or, for a generic content type, its suffix. */
export function isPdf ({ fileName, contentType }: Omit<Document, 'file'>, bytes: Uint8Array): boolean {
  const [type = ''] = contentType.toLowerCase().split(/[\s;]/)
  if (type === 'application/pdf' || Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-') return true
  return type === 'application/octet-stream' && /\.pdf$/i.test(fileName)
}

/** Returns 0 for a binary file, which is recognised by a NUL byte: jobdouble reads no text in images. */
export function countWords (bytes: Uint8Array): number {
  if (bytes.includes(0)) return 0
  let words = 0
  let inside = false
  for (const byte of bytes) {
    const isSpace = byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
    if (!isSpace && !inside) words++
    inside = !isSpace
  }
  return words
}
