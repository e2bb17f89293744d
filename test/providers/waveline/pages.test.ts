import fc from 'fast-check'
import { deflateSync } from 'node:zlib'
import t from 'tap'
import { RequestFailed } from '../../../src/http/failure.ts'
import { countPages, countWords, isPdf } from '../../../src/providers/waveline/pages.ts'
import { packedPdf, pdfOf, textOf, toPdf, toStream } from '../../support/providers/waveline-documents.ts'

const pagesOf = (bytes: Buffer, contentType = 'application/pdf') => countPages({ fileName: 'document.pdf', contentType, file: bytes.toString('base64') })

t.test('a text has one page for each 500 words begun, and at least one', async t => {
  const cases = [[0, 1], [1, 1], [500, 1], [501, 2], [520, 2], [2000, 4], [2001, 5]] as const
  for (const [words, pages] of cases) t.equal(pagesOf(textOf(words), 'text/plain'), pages, `${words} words`)
})

t.test('words are separated by white space, and a binary file has none', async t => {
  const cases = [['', 0], [' \t\r\n\f\v', 0], ['one', 1], ['  one\n', 1], ['zwölf Boxkämpfer\tjagen\u00a0Eva', 3], ['a, b - c', 4], ['\u0000 one two', 0]] as const
  for (const [text, words] of cases) t.equal(countWords(Buffer.from(text)), words, JSON.stringify(text))
})

t.test('a document without a file has one page', async t => {
  t.equal(countPages({ fileName: 'a.pdf', contentType: 'application/pdf' }), 1)
})

t.test('a PDF is recognised by its first bytes, by its content type, or by its extension if the content type is generic', async t => {
  const [pdf, text] = ['%PDF-1.7', 'two words']
  const cases = [
    [pdf, 'a.pdf', 'application/pdf', true], [pdf, 'a.txt', 'text/plain', true], [pdf, 'a', 'image/png', true],
    [text, 'a.pdf', 'application/pdf', true], [text, 'a.txt', 'application/pdf', true], [text, 'a', 'Application/PDF; version=1.7', true],
    [text, 'a.PDF', 'application/octet-stream', true], [text, 'a.bin', 'application/octet-stream', false],
    [text, 'a.pdf', 'text/plain', false], [text, 'a.pdf.txt', 'text/plain', false], [text, 'a.pdf', 'application/pdf-not', false], ['', 'a', 'text/plain', false]
  ] as const
  for (const [bytes, fileName, contentType, expected] of cases) t.equal(isPdf({ fileName, contentType }, Buffer.from(bytes)), expected, `${bytes} ${fileName} ${contentType}`)
})

const catalog = '<< /Type /Catalog /Pages 2 0 R >>'

t.test('the pages of a PDF are counted, even if its own count is wrong', async t => {
  const nested = [catalog, '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 3 >>', '<< /Type /Pages /Kids [5 0 R 6 0 R] /Parent 2 0 R /Count 2 >>', '<< /Type /Page /Parent 2 0 R >>', '<< /Type /Page /Parent 3 0 R >>', '<< /Type /Page /Parent 3 0 R >>']
  const wrongCount = [catalog, '<< /Type /Pages /Kids [3 0 R] /Count 99 >>', '<< /Type /Page /Parent 2 0 R >>']
  const cycle = [catalog, '<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>', '<< /Type /Page /Parent 2 0 R >>']
  const cases: Array<[string, Buffer, number]> = [
    ['one page', pdfOf(1), 1], ['seven', pdfOf(7), 7], ['a thousand', pdfOf(1000), 1000], ['a tree of pages', toPdf(nested), 3], ['a wrong count', toPdf(wrongCount), 1],
    ['a list in an object of its own', toPdf([catalog, '<< /Type /Pages /Kids 4 0 R /Count 2 >>', '<< /Type /Page >>', ' [ 3 0 R 5 0 R 6 0 R ] ', '<< /Type /Page >>']), 2],
    ['a node without a list', toPdf([catalog, '<< /Type /Pages /Kids [3 0 R 4 0 R] >>', '<< /Type /Pages /Next 4 0 R >>', '<< /Type /Page >>']), 1],
    ['a PDF that was saved again', Buffer.concat([pdfOf(3), Buffer.from('2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n')]), 1],
    ['no cross-reference table', pdfOf(4).subarray(0, pdfOf(4).indexOf('xref')), 4],
    ['a truncated PDF', pdfOf(4).subarray(0, pdfOf(4).indexOf('5 0 obj')), 2],
    ['a truncated stream', Buffer.concat([pdfOf(2), Buffer.from('9 0 obj\n<< /Length 5 >>\nstream\n...')]), 2],
    ['a truncated object', Buffer.concat([pdfOf(2), Buffer.from('9 0 obj\n<< /Length 5 >>')]), 2],
    ['an object number above the maximum', Buffer.concat([pdfOf(2), Buffer.from('8388608 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\nendobj\n')]), 2],
    ['a tree with a cycle', toPdf(cycle), 1], ['compressed objects', packedPdf(), 1],
    ['junk in front', Buffer.concat([Buffer.from('junk\n'), pdfOf(2)]), 2],
    ['an object stream that is not compressed', Buffer.concat([toStream(9, '/Type /ObjStm', Buffer.from('no zlib')), pdfOf(2)]), 2],
    ['an object stream with descending offsets', Buffer.concat([pdfOf(2), toStream(9, '/Type /ObjStm /First 12', deflateSync(Buffer.from('2 40 1 0 3 0\n<< /Type /Catalog /Pages 9 0 R >>')))]), 2]
  ]
  for (const [name, bytes, pages] of cases) t.equal(pagesOf(bytes), pages, name)
})

t.test('an unreadable PDF is rejected, and the error says why', async t => {
  const locked = Buffer.concat([toStream(1, '/Type /ObjStm /N 3 /First 10', Buffer.from('encrypted')), Buffer.from('trailer << /Encrypt 9 0 R >>')])
  const cases: Array<[string, Buffer, string]> = [
    ['text', textOf(10), 'file is not a readable PDF'],
    ['a header only', Buffer.from('%PDF-1.4\n'), 'file is not a readable PDF'],
    ['its first bytes only', pdfOf(3).subarray(0, 30), 'file is not a readable PDF'],
    ['its catalog only', pdfOf(3).subarray(0, 70), 'file is a PDF without pages'],
    ['deep nonsense', Buffer.from(`%PDF-1.4\n1 0 obj\n${'['.repeat(100_000)}`), 'file is not a readable PDF'],
    ['no pages', toPdf([catalog, '<< /Type /Pages /Kids [] /Count 0 >>']), 'file is a PDF without pages'],
    ['a password', locked, 'file is a PDF that needs a password'],
    ['a bomb', packedPdf(65 * 1024 * 1024), 'file is a PDF whose compressed objects are too large']
  ]
  for (const [name, bytes, message] of cases) {
    t.throws(() => pagesOf(bytes), new RequestFailed({ kind: 'refused', code: 'DOCUMENT_UNREADABLE', status: 400, message }), name)
  }
})

t.test('a PDF with changed bytes is counted or rejected, and never crashes', async t => {
  const whole = fc.constantFrom(pdfOf(3), packedPdf())
  const changes = fc.array(fc.tuple(fc.nat(800), fc.oneof(fc.integer({ min: 0x30, max: 0x39 }), fc.nat(255))), { minLength: 1, maxLength: 8 })
  fc.assert(fc.property(whole, changes, (whole, changes) => {
    const bytes = Buffer.from(whole)
    for (const [offset, byte] of changes) bytes[offset % bytes.length] = byte
    try {
      return pagesOf(bytes) > 0
    } catch (error) {
      return error instanceof RequestFailed
    }
  }), { numRuns: 500 })
})
