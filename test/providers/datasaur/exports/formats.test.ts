import { strFromU8, unzipSync } from 'fflate'
import t from 'tap'
import type { Version } from '../../../../src/providers/datasaur/exports/content/version.ts'
import { formatOf } from '../../../../src/providers/datasaur/exports/formats/index.ts'
import { toCsv } from '../../../../src/providers/datasaur/exports/formats/tables.ts'
import { created, document, labeler, ofDocument, ofRows, ofTokens, person, project } from '../../../support/providers/datasaur-versions.ts'

const write = (format: string, version: Version) => formatOf(format).write(version)

t.test('CoNLL 2003 has four columns, a blank line after each sentence, and tags in IOB2 without spaces', async t => {
  t.equal(write('conll_2003', ofTokens), [
    '-DOCSTART- -X- -X- O', '',
    'Ann -X- -X- B-Person', 'Lee -X- -X- I-Person', 'left -X- -X- O', 'New -X- -X- O', 'York -X- -X- O', '. -X- -X- O', '',
    'She -X- -X- O', '’ -X- -X- O', 's -X- -X- O', 'back -X- -X- B-Big_city', '! -X- -X- O', '', ''
  ].join('\n'))
})

t.test('the formats of tokens have a line for each token', async t => {
  const iob = 'Ann\tB-Person\nLee\tI-Person\nleft\tO\nNew\tO\nYork\tO\n.\tO\n\nShe\tO\n’\tO\ns\tO\nback\tB-Big_city\n!\tO\n\n'
  for (const name of ['TSV_IOB', 'iob', 'TSV']) t.equal(write(name, ofTokens), iob, name)
  t.equal(write('TSV_NON_IOB', ofTokens), iob.replace(/[BI]-/g, ''))
  t.equal(write('CONLL_U', ofTokens), [
    '# sent_id = 1', '# text = Ann Lee left New York.',
    ...['Ann\t_\t_\tPerson', 'Lee\t_\t_\tPerson', 'left\t_\t_\t_', 'New\t_\t_\t_'].map((word, index) => `${index + 1}\t${word}\t_\t_\t_\t_\t_`),
    '5\tYork\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No', '6\t.\t_\t_\t_\t_\t_\t_\t_\t_', '',
    '# sent_id = 2', '# text = She’s back!',
    '1\tShe\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No', '2\t’\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No', '3\ts\t_\t_\t_\t_\t_\t_\t_\t_',
    '4\tback\t_\t_\tBig_city\t_\t_\t_\t_\tSpaceAfter=No', '5\t!\t_\t_\t_\t_\t_\t_\t_\t_', '', ''
  ].join('\n'))
  t.equal(write('PLAIN', ofTokens), 'Ann Lee left New York.\nShe’s back!\n')
})

t.test('a table of tokens has a row for each span, by line and offset', async t => {
  t.equal(write('CSV', ofTokens), 'File,Line,Begin Offset,End Offset,Type\r\n"a ""quoted"", name.txt",0,0,7,Person\r\n"a ""quoted"", name.txt",1,6,10,Big city\r\n')
  t.equal(toCsv([['a\nb', 'c\rd', null, 0, '']]), '"a\nb","c\rd",,0,\r\n')
  t.equal(write('CSV', { ...ofTokens, project: { ...project, kinds: ['BBOX_BASED'] }, spans: [] }), 'File,Line,Begin Offset,End Offset,Type\r\n')
})

t.test('a table of rows has the answers in the columns to which they are bound, or in columns of their own', async t => {
  t.equal(write('CSV', ofRows), 'Year,City,City,Stars\r\n2016,"{""1"":true}",,4\r\n2017,Turku\tcity,"x\ny",\r\n')
  t.equal(write('TSV', ofRows), 'Year\tCity\tCity\tStars\r\n2016\t{"1":true}\t\t4\r\n2017\tTurku city\tx y\t\r\n')
  const rows = [{ Year: '2016', City: '{"1":true}', 'City (2)': '', Stars: 4 }, { Year: '2017', City: 'Turku\tcity', 'City (2)': 'x\ny', Stars: '' }]
  for (const name of ['JSON_TABULAR', 'JSON']) t.same(JSON.parse(write(name, ofRows) as string), rows)
  t.equal(write('CSV', { ...ofRows, rowAnswers: [] }), 'Year,City,City\r\n2016,"Oslo, ""old"""\r\n2017,Turku\tcity,"x\ny"\r\n', 'without answers there are no columns for them')
})

t.test('a table of a document has a row with the answers', async t => {
  t.equal(write('CSV', ofDocument), 'File,Stars,Why\r\n"a ""quoted"", name.txt",3,\r\n')
  t.same(JSON.parse(write('JSON', ofDocument) as string), [{ File: document.name, Stars: 3, Why: '' }])
  t.equal(write('CSV', { ...ofDocument, documentAnswers: {} }), 'File\r\n"a ""quoted"", name.txt"\r\n')
})

t.test('XLSX has a sheet with the rows, the same bytes at any time, and no more than a cell can hold', async t => {
  const bytes = await write('XLSX', { ...ofRows, table: { ...ofRows.table!, rows: [['<&"\u0001>', 'x'.repeat(40_000)]] } })
  const files = unzipSync(bytes as Buffer)
  t.same(strFromU8(files['xl/sharedStrings.xml']!).match(/<t>.*?<\/t>/g), ['<t>Year</t>', '<t>City</t>', '<t>Stars</t>', '<t>&lt;&amp;"&gt;</t>', '<t>{"1":true}</t>'])
  t.match(strFromU8(files['xl/worksheets/sheet1.xml']!), '<v>4</v>')
  const long = unzipSync(await write('XLSX', { ...ofRows, rowAnswers: [], table: { header: ['A'], rows: [['x'.repeat(40_000)]] } }) as Buffer)
  t.equal(strFromU8(long['xl/sharedStrings.xml']!).match(/x{9,}/)![0].length, 32_767)
  t.ok(Buffer.from(bytes).equals(Buffer.from(await write('XLSX', { ...ofRows, table: { ...ofRows.table!, rows: [['<&"\u0001>', 'x'.repeat(40_000)]] } }))))
})

const label = {
  labelText: null,
  id: '0',
  documentId: 'd1',
  labeledBy: 'LABELER',
  labeledByUserId: 7,
  startCellIndex: 0,
  startCellLine: 0,
  startTokenIndex: 0,
  startCharIndex: 0,
  endCellIndex: 0,
  endCellLine: 0,
  endTokenIndex: 1,
  endCharIndex: 2,
  layer: 0,
  counter: 0,
  acceptedByUserId: null,
  rejectedByUserId: null,
  originId: null,
  originNumber: '0',
  destinationId: null,
  destinationNumber: '0',
  type: 'SPAN',
  labelSetItemId: 'l1',
  status: 'LABELED',
  createdAt: created,
  updatedAt: created,
  hashCode: 'SPAN:l1:0:0:0:0:0:0:0:1:2:0:undefined:undefined'
}

t.test('JSON advanced has the parts of recorded exports', async t => {
  const { sentences, labels, ...others } = JSON.parse(write('Json_Advanced', ofTokens) as string)
  t.same(others, {
    labelerInfo: labeler,
    labelSets: [
      { index: 0, labelItems: [{ id: 'l1', labelName: 'Person', parentId: null, color: '#ff0000' }] },
      { index: 1, labelItems: [{ id: 'l2', labelName: 'Big city', parentId: 'l1', color: null }] }
    ],
    comments: []
  })
  t.same(sentences[0], {
    id: 0,
    content: 'Ann Lee left New York.',
    tokens: ['Ann', 'Lee', 'left', 'New', 'York', '.'],
    labels: [{ l: 'l1', layer: 0, id: 'l1:0:0:0:0:0:1:2:0', deleted: false, labeledBy: 'LABELER', labeledByUserId: 7, hashCode: label.hashCode, documentId: 'd1', sidS: 0, s: 0, charS: 0, sidE: 0, e: 1, charE: 2 }],
    metadata: []
  })
  t.same(labels[0], label)
  t.match(labels[1], { labelSetItemId: 'l2', layer: 1, startCellLine: 1, endTokenIndex: 3, endCharIndex: 3, hashCode: 'SPAN:l2:1:1:0:3:0:1:0:3:3:0:undefined:undefined' })
  t.same(JSON.parse(write('JSON_ADVANCED', { ...ofTokens, spans: [] }) as string).sentences.map(({ labels }: any) => labels), [[], []])
  t.same(JSON.parse(write('JSON', { ...ofTokens, spans: ofTokens.spans.slice(0, 1) }) as string), [
    { content: 'Ann Lee left New York.', labels: [{ label: 'Person', text: 'Ann Lee', start: 0, end: 7 }] }, { content: 'She’s back!', labels: [] }
  ])
})

t.test('Datasaur Schema has the parts of the kinds of the project', async t => {
  const read = (version: Version) => JSON.parse(write('DATASAUR_SCHEMA', version) as string)
  const frame = { project: { id: 'p1', name: 'News' }, document: { id: 'd1', name: document.name }, labelerInfo: labeler, comments: [] }
  const { version, data: { sentences, spanLabelSets, spanLabels, ...others } } = read(ofTokens)
  t.same([version, others], ['1', { ...frame, kinds: ['TOKEN_BASED'], arrowLabels: [] }])
  t.same([sentences[1].content, spanLabelSets[1], spanLabels[0]], ['She’s back!', { index: 1, name: 'Where', labelItems: [{ id: 'l2', labelName: 'Big city', parentId: 'l1', color: null }] }, label])
  const asked = [{ id: 0, label: 'Stars', required: false, type: 'SLIDER', config: { min: 1, max: 5 } }, { id: 7, label: 'Why so?', required: true, type: 'NESTED', config: {} }]
  t.same(read(ofRows).data, {
    ...frame,
    kinds: ['ROW_BASED'],
    columns: ['Year', 'City', 'City'],
    rows: ofRows.table!.rows,
    rowQuestions: asked,
    rowAnswers: [{ line: 0, answers: { 0: 4, 7: { 1: true } }, labeledBy: 'LABELER', labeledByUserId: 7 }]
  })
  t.same(read(ofDocument).data, { ...frame, kinds: ['DOCUMENT_BASED'], documentQuestions: asked, documentAnswerSet: { 0: 3, 7: null } })
  const boxes = [{ label: person, x: 1, y: 2, width: 10, height: 20 }]
  t.same(read({ ...ofTokens, document: { ...document, url: 'https://example.com/a.jpg' }, project: { ...project, labelSets: project.labelSets.slice(0, 1), kinds: ['BBOX_BASED'] }, boxes }).data, {
    ...frame,
    kinds: ['BBOX_BASED'],
    pages: [{ pageIndex: 0, pageHeight: 640, pageWidth: 640 }],
    url: 'https://example.com/a.jpg',
    bboxLabelSets: [{ name: 'Who', autoLabelProvider: null, classes: [{ id: 'l1', name: 'Person', color: '#ff0000', captionAllowed: true, captionRequired: false }] }],
    bboxLabels: [{
      id: '0',
      documentId: 'd1',
      bboxLabelClassId: 'l1',
      bboxLabelClassName: 'Person',
      caption: '',
      shapes: [{ pageIndex: 0, points: [{ x: 1, y: 2 }, { x: 11, y: 2 }, { x: 11, y: 22 }, { x: 1, y: 22 }] }],
      answers: {},
      status: 'LABELED',
      labeledBy: 'LABELER',
      labeledByUserId: 7,
      acceptedByUserId: null,
      rejectedByUserId: null
    }]
  })
})

t.test('an unknown format is rejected with the list of the known ones', async t => {
  const known = 'JSON_ADVANCED, DATASAUR_SCHEMA, JSON, JSON_TABULAR, CONLL_2003, CONLL_U, CSV, TSV, TSV_IOB, TSV_NON_IOB, XLSX, PLAIN'
  for (const name of ['docx', 'CUSTOM', '', '__proto__', 'toString']) {
    t.throws(() => formatOf(name), { message: `Export format "${name}" is not supported: use one of ${known}` })
  }
  t.throws(() => formatOf('x'.repeat(1000)), { message: `Export format "${'x'.repeat(99)}…" is not supported: use one of ${known}` })
})
