import { deflateSync } from 'node:zlib'
import type { Element } from '../../../src/providers/waveline/shape.ts'

/** A minimal valid PDF with this number of pages. */
export function pdfOf (pages: number): Buffer {
  const kids = Array.from({ length: pages }, (_, index) => `${index + 3} 0 R`).join(' ')
  return toPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    ...Array.from({ length: pages }, () => '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>')
  ])
}

/** A PDF of these objects. The first object is its catalog. */
export function toPdf (objects: readonly string[]): Buffer {
  let text = '%PDF-1.4\n'
  const entries = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const end = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${end}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** A text with this number of words, ten on each line. */
export function textOf (words: number): Buffer {
  return Buffer.from(Array.from({ length: words }, (_, index) => `wörd${index}${index % 10 === 9 ? '\r\n' : ' '}`).join(''))
}

/** A PDF whose catalog and only page are compressed in an object stream, followed by this number of spaces, as current programs write it. */
export function packedPdf (padding = 0): Buffer {
  const objects = ['<< /Type /Catalog /Pages 3 0 R >>', '<< /Type /Pages /Kids [4 0 R] /Count 1 >>', '<< /Type /Page /Parent 3 0 R >>']
  const places = objects.map((_, index) => `${index + 2} ${objects.slice(0, index).join(' ').length + Math.min(index, 1)}`).join(' ')
  const packed = deflateSync(Buffer.concat([Buffer.from(`${places}\n${objects.join(' ')}`), Buffer.alloc(padding, ' ')]))
  const head = '%PDF-1.5\n'
  const stream = toStream(1, `/Type /ObjStm /N 3 /First ${places.length + 1} /Filter /FlateDecode`, packed)
  const end = head.length + stream.length
  const table = Buffer.from([[0, 0, 0], [1, head.length, 0], [2, 1, 0], [2, 1, 1], [2, 1, 2], [1, end, 0]].flatMap(([kind, place, index]) =>
    [kind!, place! >> 24, place! >> 16, place! >> 8, place!, index!]))
  return Buffer.concat([Buffer.from(head), stream, toStream(5, '/Type /XRef /Size 6 /W [1 4 1] /Root 2 0 R', table), Buffer.from(`startxref\n${end}\n%%EOF\n`)])
}

export function toStream (id: number, dictionary: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${id} 0 obj\n<< ${dictionary} /Length ${bytes.length} >>\nstream\n`), bytes, Buffer.from('\nendstream\nendobj\n')])
}

/** The paths at which a result does not fit a shape. null fits everywhere: the element was not found. */
export function misfits (result: Record<string, unknown>, shape: readonly Element[], path = 'result'): string[] {
  const unexpected = Object.keys(result).length === shape.length ? [] : [path]
  return [...unexpected, ...shape.flatMap(({ isArray = false, ...element }) => {
    const place = `${path}.${element.name}`
    const value = result[element.name]
    if (value === null) return []
    if (Array.isArray(value) !== isArray) return [place]
    return [value].flat().flatMap(value => fits(value, element) ? isObject(value) ? misfits(value, element.elements ?? [], place) : [] : [place])
  })]
}

function fits (value: unknown, { type }: Element): boolean {
  switch (type) {
    case 'string': return typeof value === 'string'
    case 'number': return typeof value === 'number'
    case 'boolean': return typeof value === 'boolean'
    case 'object': return isObject(value)
  }
}

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
