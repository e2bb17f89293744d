import t from 'tap'
import { documentAnswersOf, rowAnswersOf, withGiven } from '../../../../src/providers/datasaur/exports/content/answers.ts'
import { spansOf } from '../../../../src/providers/datasaur/exports/content/labels.ts'
import { tableOf } from '../../../../src/providers/datasaur/exports/content/table.ts'
import { sentencesOf, textOf } from '../../../../src/providers/datasaur/exports/content/text.ts'
import { versionOf } from '../../../../src/providers/datasaur/exports/content/version.ts'
import { Files, type Sandbox } from '../../../../src/sandboxes/index.ts'
import { document, ofRows, ofTokens, project, questions } from '../../../support/providers/datasaur-versions.ts'

t.test('a sentence is a line that is not blank, a token is a word or another character', async t => {
  const texts = (text: string) => sentencesOf(text).map(({ tokens }) => tokens.map(({ text }) => text))
  t.same(texts('Ann Lee left New York.\r\n\r\n  \nShe’s back!'), [['Ann', 'Lee', 'left', 'New', 'York', '.'], ['She', '’', 's', 'back', '!']])
  t.same(texts('naïve\u0301 日本 🦕\u0085-DOCSTART-\u0001x_1'), [['naïve\u0301', '日本', '🦕', '-', 'DOCSTART', '-', 'x_1']])
  t.same(texts(''), [])
  t.same(sentencesOf('a  b')[0], { content: 'a  b', tokens: [{ text: 'a', start: 0 }, { text: 'b', start: 3 }] })
})

t.test('a version has what the kinds of its project ask for; the root has nothing of it', async t => {
  const kinds = ['TOKEN_BASED', 'ROW_BASED', 'DOCUMENT_BASED', 'BBOX_BASED']
  const countsOf = (kinds: string[], isRoot = false) => {
    const { project: whole, sentences, table } = { ...ofRows, project: { ...ofRows.project, kinds, documentQuestions: questions } }
    const { spans, boxes, rowAnswers, documentAnswers } = versionOf(1, { project: whole, document, sentences, table, given: {}, givenLabels: undefined }, { ...ofRows.cabinet, isRoot })
    return [spans.length > 0, boxes.length > 0, rowAnswers.length, Object.keys(documentAnswers).length]
  }
  t.same(countsOf(kinds), [true, true, 2, 2])
  t.same(countsOf([]), [false, false, 0, 0])
  t.same(countsOf(kinds, true), [false, false, 0, 0])
  t.same(versionOf(1, { ...ofTokens, project: { ...project, kinds: ['BBOX_BASED'], labelSets: [] } }, ofTokens.cabinet).boxes, [])
})

t.test('answers are drawn by the type of their question', async t => {
  const options = [{ id: 'a', label: 'One' }, { id: 'b' }]
  const cases: Array<{ type: string, config?: unknown, fits: (answer: any) => boolean }> = [
    { type: 'TEXT', fits: answer => typeof answer === 'string' && answer.length > 5 },
    { type: 'CHECKBOX', fits: answer => typeof answer === 'boolean' },
    { type: 'SLIDER', config: { min: 2, max: 4, step: 2 }, fits: answer => answer === 2 || answer === 4 },
    { type: 'SLIDER', fits: answer => Number.isInteger(answer) && answer >= 0 && answer <= 10 },
    { type: 'SLIDER', config: { min: 5, max: 1, step: 0 }, fits: answer => answer === 5 },
    { type: 'DROPDOWN', config: { options }, fits: answer => answer === 'One' || answer === null },
    { type: 'HIERARCHICAL_DROPDOWN', config: { options: 'none' }, fits: answer => answer === null },
    { type: 'DATE', fits: answer => /^2025-01-\d\d$/.test(answer) },
    { type: 'TIME', fits: answer => /^\d\d:00$/.test(answer) },
    { type: 'URL', fits: answer => URL.canParse(answer) },
    { type: 'NESTED', config: { questions: [{ id: 4, type: 'DATE' }, {}] }, fits: answer => Object.keys(answer).join() === '1,4' || Object.keys(answer).join() === '4,1' }
  ]
  for (const { type, config, fits } of cases) {
    const answers = rowAnswersOf(1, document, 'REVIEW', 20, [{ id: 0, name: 'Q', type, config }])
    t.equal(answers.length, 20)
    t.ok(answers.every(answer => fits(answer['0'])), type)
  }
  let deep: object = { type: 'DATE' }
  for (let depth = 0; depth < 20; depth++) deep = { type: 'NESTED', config: { questions: [deep] } }
  t.same(documentAnswersOf(1, document, 'REVIEW', [{ id: 1, name: 'Q', type: 'NESTED', config: { questions: [deep] } }]), { 1: { 0: { 0: { 0: { 0: { 0: null } } } } } })
  t.same(rowAnswersOf(1, document, 'REVIEW', 20, []), [])
  t.equal(rowAnswersOf(1, document, 'REVIEW', 5000, questions).length, 100)
})

t.test('answers that clients have given replace drawn ones, also on rows without any', async t => {
  const [question] = questions
  const cases = [
    { title: 'by the id, with and without the letter', given: { 0: { Q0: 3 }, 2: { 0: 4 } }, answers: [{ 0: 3 }, {}, { 0: 4 }] },
    { title: 'nothing given', given: {}, answers: [{ 0: 1 }] },
    { title: 'beyond the table', given: { 5: { Q0: 3 } }, answers: [{ 0: 1 }] },
    { title: 'not an object', given: { 0: 7 }, answers: [{ 0: null }] }
  ]
  for (const { title, given, answers } of cases) t.same(withGiven([{ 0: 1 }], given, 5, [question!]), answers, title)
})

t.test('the table of a document is read by the suffix of its name', async t => {
  const read = (name: string, text: string, given: object = {}) => tableOf({ id: 'd1', name, file: 'key', ...given }, text)
  const cases: Array<{ name: string, text: string, given?: object, header: string[], rows: string[][] }> = [
    { name: 'a.csv', text: 'x,"y ""z""\n,w",\r\n\n1,2\n', header: ['Column 1', 'Column 2', 'Column 3'], rows: [['x', 'y "z"\n,w', ''], ['1', '2']] },
    { name: 'A.CSV', text: 'City,Year\nOslo,2016', given: { firstRowAsHeader: true }, header: ['City', 'Year'], rows: [['Oslo', '2016']] },
    // recorded: the names of the client do not replace the first row
    { name: 'a.csv', text: 'City,Year\nOslo,2016', given: { firstRowAsHeader: true, header: ['Town'] }, header: ['Town', 'Column 2'], rows: [['City', 'Year'], ['Oslo', '2016']] },
    { name: 'a.tsv', text: 'x\t"y\tz"\n', header: ['Column 1', 'Column 2'], rows: [['x', 'y\tz']] },
    { name: 'a.csv', text: '"open,x\ny', header: ['Column 1'], rows: [['open,x\ny']] },
    { name: 'a.txt', text: 'x, y\n\nz', header: ['Column 1'], rows: [['x, y'], ['z']] },
    { name: 'a', text: 'x', header: ['Column 1'], rows: [['x']] },
    { name: 'a.csv', text: 'x,y', given: { file: undefined }, header: ['Column 1'], rows: [['x,y']] },
    { name: 'a.csv', text: '', given: { firstRowAsHeader: true }, header: ['Column 1'], rows: [] }
  ]
  for (const { name, text, given, header, rows } of cases) t.same(read(name, text, given), { header, rows }, `${name} ${text}`)
  const large = read('a.csv', `${','.repeat(500)}\n`.repeat(6000))
  t.same([large.rows.length, large.header.length], [5000, 100])
  t.equal(read('a.csv', `"${'a'.repeat(200_000)}`).rows[0]![0]!.length, 200_000)
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
  t.equal(huge, `a${'é'.repeat(131_071)}\nThe rest is omitted: 137857 bytes.`)
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
