import t from 'tap'
import { rangeOf } from '../../src/providers/datasaur/exports/downloads.ts'
import { formatOf, toCsv } from '../../src/providers/datasaur/exports/formats.ts'
import { spansOf, type LabelledDocument } from '../../src/providers/datasaur/exports/labels.ts'
import { distinctNames, toDisposition, toSafeName } from '../../src/providers/datasaur/exports/names.ts'
import { sentencesOf, textOf } from '../../src/providers/datasaur/exports/text.ts'
import type { Project } from '../../src/providers/datasaur/projects/projects.ts'
import { Files, type Sandbox } from '../../src/sandboxes/index.ts'

const person = { id: 'l1', label: 'Person', color: '#ff0000' }
const place = { id: 'l2', label: 'Big city', color: null }
const document = { id: 'd1', name: 'a "quoted", name.txt' }
// the only fields of a project that formats read
const project = {
  labelSets: [{ name: 'Who', signature: null, labels: [person] }, { name: 'Where', signature: null, labels: [place] }],
  createdDate: '2025-01-01T00:00:05.000Z'
} as unknown as Project
const labelled: LabelledDocument = {
  project,
  document,
  cabinet: { folder: 'DOCUMENT-Ann', role: 'LABELER', userId: 7 },
  sentences: sentencesOf('Ann Lee left New York.\r\n\r\n  \nShe’s back!'),
  spans: [{ line: 0, first: 0, last: 1, label: person, layer: 0 }, { line: 1, first: 3, last: 3, label: place, layer: 1 }]
}

t.test('a sentence is a line that is not blank, a token is a word or another character', async t => {
  const texts = (text: string) => sentencesOf(text).map(({ tokens }) => tokens.map(({ text }) => text))
  t.same(texts('Ann Lee left New York.\r\n\r\n  \nShe’s back!'), [['Ann', 'Lee', 'left', 'New', 'York', '.'], ['She', '’', 's', 'back', '!']])
  t.same(texts('naïve\u0301 日本 🦕\u0085-DOCSTART-\u0001x_1'), [['naïve\u0301', '日本', '🦕', '-', 'DOCSTART', '-', 'x_1']])
  t.same(texts(''), [])
  t.same(sentencesOf('a  b')[0], { content: 'a  b', tokens: [{ text: 'a', start: 0 }, { text: 'b', start: 3 }] })
})

t.test('CoNLL 2003 has four columns, a blank line after each sentence, and tags in IOB2 without spaces', async t => {
  t.equal(formatOf('conll_2003').render(labelled), [
    '-DOCSTART- -X- -X- O', '',
    'Ann -X- -X- B-Person', 'Lee -X- -X- I-Person', 'left -X- -X- O', 'New -X- -X- O', 'York -X- -X- O', '. -X- -X- O', '',
    'She -X- -X- O', '’ -X- -X- O', 's -X- -X- O', 'back -X- -X- B-Big_city', '! -X- -X- O', '', ''
  ].join('\n'))
})

t.test('CSV has a row for each span, by line and offset', async t => {
  t.equal(formatOf('CSV').render(labelled), 'File,Line,Begin Offset,End Offset,Type\r\n"a ""quoted"", name.txt",0,0,7,Person\r\n"a ""quoted"", name.txt",1,6,10,Big city\r\n')
  t.equal(toCsv([['a\nb', 'c\rd', null, 0, '']]), '"a\nb","c\rd",,0,\r\n')
})

t.test('JSON advanced has the label sets, the sentences and the labels with their positions', async t => {
  const { labelSets, sentences, labels } = JSON.parse(formatOf('Json_Advanced').render(labelled))
  t.same(labelSets, [
    { label: 'Who', config: { options: [{ id: 'l1', parentId: null, label: 'Person', color: '#ff0000' }] } },
    { label: 'Where', config: { options: [{ id: 'l2', parentId: null, label: 'Big city', color: null }] } }
  ])
  t.same(sentences[1], { id: 1, content: 'She’s back!', tokens: ['She', '’', 's', 'back', '!'], metadata: [] })
  t.same(labels[0], {
    id: '0',
    type: 'SPAN',
    documentId: 'd1',
    labelSetItemId: 'l1',
    labelText: null,
    startCellLine: 0,
    startCellIndex: 0,
    startTokenIndex: 0,
    startCharIndex: 0,
    endCellLine: 0,
    endCellIndex: 0,
    endTokenIndex: 1,
    endCharIndex: 2,
    layer: 0,
    counter: 0,
    labeledBy: 'LABELER',
    labeledByUserId: 7,
    acceptedByUserId: null,
    rejectedByUserId: null,
    status: 'LABELED',
    createdAt: '2025-01-01T00:00:05.000Z',
    updatedAt: '2025-01-01T00:00:05.000Z',
    hashCode: 'SPAN:l1:0:0:0:0:0:0:1:2:0:0'
  })
  t.match(labels[1], { labelSetItemId: 'l2', layer: 1, startCellLine: 1, endTokenIndex: 3, endCharIndex: 3 })
  const reviewed = JSON.parse(formatOf('JSON_ADVANCED').render({ ...labelled, cabinet: { folder: 'REVIEW', role: 'REVIEWER', userId: null } }))
  t.match(reviewed.labels[0], { labeledBy: 'REVIEWER', labeledByUserId: null, status: 'ACCEPTED' })
})

t.test('labels are drawn from the seed, the document and the cabinet, and do not overlap', async t => {
  const sentences = sentencesOf('one two three\n'.repeat(200))
  const spans = (seed: number, id: string, cabinet: string) => spansOf(seed, { id, name: '' }, cabinet, sentences, project.labelSets)
  t.same(spans(1, 'd1', 'REVIEW'), spans(1, 'd1', 'REVIEW'))
  for (const other of [spans(2, 'd1', 'REVIEW'), spans(1, 'd2', 'REVIEW'), spans(1, 'd1', 'DOCUMENT-Ann')]) t.not(JSON.stringify(other), JSON.stringify(spans(1, 'd1', 'REVIEW')))
  const drawn = spans(1, 'd1', 'REVIEW')
  t.equal(drawn.length, 20)
  t.equal(new Set(drawn.map(({ line }) => line)).size, 20)
  t.ok(drawn.every(({ first, last }) => first >= 0 && first <= last && last < 3))
  t.same([...new Set(drawn.map(({ layer, label }) => `${layer} ${label.id}`))].sort(), ['0 l1', '1 l2'])
  t.same(spansOf(1, document, 'REVIEW', sentences, []), [])
  t.same(spansOf(1, document, 'REVIEW', sentences, [{ name: 'empty', signature: null, labels: [] }]), [])
  t.same(spansOf(1, document, 'REVIEW', [], project.labelSets), [])
})

t.test('the text of a document is the uploaded file, if that is text', async t => {
  const files = new Files(10_000_000)
  // a sandbox is read for its files and its seed only
  const read = (bytes: Buffer, type = 'text/plain') => {
    files.put('key', { name: 'x', type, bytes })
    return textOf({ files, seed: 1 } as Sandbox, { id: 'd1', name: 'x', file: 'key' })
  }
  t.equal(read(Buffer.from('\uFEFFnaïve 🦕\n')), 'naïve 🦕\n')
  t.equal(read(Buffer.from('')), '')
  t.equal(read(Buffer.from([0x25, 0x50, 0xff, 0xfe]), 'application/pdf'), 'This document has no text: it is 4 bytes of application/pdf.')
  t.equal(read(Buffer.from('P\0')), 'This document has no text: it is 2 bytes of text/plain.')
  const huge = read(Buffer.from(`a${'é'.repeat(200_000)}`))
  t.equal(huge, `a${'é'.repeat(131_071)}\nThe rest is left out: 137857 bytes.`)
})

t.test('a missing text is made up, the same for the same seed and document', async t => {
  const make = (seed: number, id: string, file?: string) =>
    textOf({ files: new Files(1), seed } as Sandbox, { id, name: 'x', ...file !== undefined && { file } })
  t.equal(make(1, 'd1'), make(1, 'd1', 'gone'))
  t.not(make(1, 'd1'), make(1, 'd2'))
  t.not(make(1, 'd1'), make(2, 'd1'))
  const count = sentencesOf(make(1, 'd1')).length
  t.ok(count >= 3 && count <= 5)
})

t.test('a name is safe as one part of a path, whatever name the client gives its export', async t => {
  const cases: Array<[string, string, string]> = [
    ['datasaur', '.zip', 'datasaur.zip'],
    ['Report.CSV', '.csv', 'Report.csv'],
    ['../../etc/passwd', '.json', '_.._etc_passwd.json'],
    ['..\\a\0b\nc', '', '_a_b_c'],
    ['...', '.zip', 'export.zip'],
    ['.json', '.json', 'export.json'],
    [' a. ', '', 'a'],
    ['x\ud800y\u2028', '', 'x_y_'],
    ['x'.repeat(500), '.zip', `${'x'.repeat(200)}.zip`],
    ['日本 🦕', '', '日本 🦕']
  ]
  for (const [name, suffix, safe] of cases) t.equal(toSafeName(name, suffix), safe)
  t.doesNotThrow(() => encodeURIComponent(toSafeName(`${'x'.repeat(199)}🦕`)), 'no half of a character is left where it is cut')
})

t.test('equal names in a folder become distinct, also if only their case differs', async t => {
  const nameOf = distinctNames()
  t.same(['a.txt', 'A.txt', 'a.txt', 'a (2).txt', 'b', 'b', 'x.tar.gz', 'x.tar.gz', 'a.txt'].map(nameOf),
    ['a.txt', 'A (2).txt', 'a (3).txt', 'a (2) (2).txt', 'b', 'b (2)', 'x.tar.gz', 'x (2).tar.gz', 'a (4).txt'])
})

t.test('the header of a download has the name of the file, in UTF-8 if ASCII is not enough', async t => {
  t.equal(toDisposition('plain name.zip'), 'attachment; filename="plain name.zip"')
  t.equal(toDisposition('a"b\\.csv'), 'attachment; filename="a\\"b\\\\.csv"')
  t.equal(toDisposition('naïve (1).csv'), 'attachment; filename="na_ve (1).csv"; filename*=UTF-8\'\'na%C3%AFve%20%281%29.csv')
})

t.test('a range is the part of a file that a client asks for', async t => {
  const cases: Array<[string | undefined, ReturnType<typeof rangeOf>]> = [
    ['bytes=0-0', [0, 0]], ['bytes=2-', [2, 9]], ['bytes=2-100', [2, 9]], ['BYTES=-3', [7, 9]], ['bytes=-30', [0, 9]],
    ['bytes=10-', 'none'], ['bytes=-0', 'none'],
    [undefined, undefined], ['bytes=-', undefined], ['bytes=3-2', undefined], ['bytes=0-1,3-4', undefined], ['lines=1-2', undefined]
  ]
  for (const [header, part] of cases) t.same(rangeOf(header, 10), part, String(header))
})

t.test('an unknown format is rejected with the list of the known ones', async t => {
  for (const name of ['iob', 'CUSTOM', '', '__proto__', 'toString']) {
    t.throws(() => formatOf(name), { message: `Export format "${name}" is not supported: use one of JSON_ADVANCED, CONLL_2003, CSV` })
  }
  t.throws(() => formatOf('x'.repeat(1000)), { message: `Export format "${'x'.repeat(99)}…" is not supported: use one of JSON_ADVANCED, CONLL_2003, CSV` })
})
