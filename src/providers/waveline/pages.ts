import { countPdfPages } from './pdf.ts'

/** A document as a client describes it; the bytes, if it sends them, as base64 text. */
export interface Document { fileName: string, contentType: string, file?: string }

const wordsOnPage = 500

/** The pages that are billed: those of a PDF, else one for each 500 words begun (fact sheet). Refuses a PDF that cannot be read. */
export function countPages ({ file, ...document }: Document): number {
  // a document behind a URL is never fetched: the double talks to nobody
  if (file === undefined) return 1
  const bytes = Buffer.from(file, 'base64')
  return isPdf(document, bytes) ? countPdfPages(bytes) : Math.max(1, Math.ceil(countWords(bytes) / wordsOnPage))
}

/** By its first bytes, by its content type, or by its suffix where the content type says nothing. */
export function isPdf ({ fileName, contentType }: Omit<Document, 'file'>, bytes: Uint8Array): boolean {
  const [type = ''] = contentType.toLowerCase().split(/[\s;]/)
  if (type === 'application/pdf' || Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-') return true
  return type === 'application/octet-stream' && /\.pdf$/i.test(fileName)
}

/** None in what is no text, as a NUL gives away: what an image says is beyond the double. */
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
