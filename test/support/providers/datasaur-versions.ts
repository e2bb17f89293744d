import { sentencesOf } from '../../../src/providers/datasaur/exports/content/text.ts'
import type { Version } from '../../../src/providers/datasaur/exports/content/version.ts'
import { toDraft } from '../../../src/providers/datasaur/projects/draft.ts'

export const person = { id: 'l1', label: 'Person', color: '#ff0000' }
const place = { id: 'l2', label: 'Big city', color: null, parentId: 'l1' }
export const document = { id: 'd1', name: 'a "quoted", name.txt' }
export const created = '2025-01-01T00:00:05.000Z'
export const questions = [{ id: 0, name: 'Stars', type: 'SLIDER', config: { min: 1, max: 5 } }, { id: 7, name: 'Why', label: 'Why so?', required: true, column: 'City', type: 'NESTED' }]
export const project = {
  ...toDraft({ name: 'News', labelSets: [{ name: 'Who', signature: null, labels: [person] }, { name: 'Where', signature: null, labels: [place] }] }),
  id: 'p1',
  createdDate: created,
  updatedDate: created,
  exportedDate: null
}
export const labeler = { id: 7, email: 'ann@example.com', displayName: 'Ann' }
export const ofTokens: Version = {
  project,
  document,
  cabinet: { folder: 'DOCUMENT-ann_example_com', role: 'LABELER', isRoot: false, labeler },
  sentences: sentencesOf('Ann Lee left New York.\r\n\r\n  \nShe’s back!'),
  table: undefined,
  given: {},
  givenLabels: undefined,
  spans: [{ line: 0, first: 0, last: 1, label: person, layer: 0 }, { line: 1, first: 3, last: 3, label: place, layer: 1 }],
  boxes: [],
  rowAnswers: [],
  documentAnswers: {}
}
export const ofRows: Version = {
  ...ofTokens,
  project: { ...project, kinds: ['ROW_BASED'], rowQuestions: questions },
  table: { header: ['Year', 'City', 'City'], rows: [['2016', 'Oslo, "old"'], ['2017', 'Turku\tcity', 'x\ny']] },
  spans: [],
  rowAnswers: [{ 0: 4, 7: { 1: true } }]
}
export const ofDocument: Version = {
  ...ofTokens, project: { ...project, kinds: ['DOCUMENT_BASED'], documentQuestions: questions }, spans: [], documentAnswers: { 0: 3, 7: null }
}
