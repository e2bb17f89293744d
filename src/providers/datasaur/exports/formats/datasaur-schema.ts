import type { Label, Question } from '../../projects/draft.ts'
import { page, type Box } from '../content/labels.ts'
import type { Version } from '../content/version.ts'
import { authorOf, toSpanLabel } from './labels.ts'

/**
 * Datasaur Schema, for every kind of project. The frame and the parts of BBOX_BASED and DOCUMENT_BASED projects are as in recorded
 * exports; the names spanLabels, arrowLabels and rowAnswers are documented, the rest of these parts is inferred.
 */
export function toDatasaurSchema (version: Version): string {
  const { project: { id, name, kinds }, document, cabinet } = version
  const has = (kind: string) => kinds.includes(kind)
  return JSON.stringify({
    version: '1',
    data: {
      project: { id, name },
      document: { id: document.id, name: document.name },
      kinds,
      labelerInfo: cabinet.labeler,
      ...has('BBOX_BASED') && { pages: [page] },
      comments: [],
      ...document.url !== undefined && { url: document.url },
      ...has('TOKEN_BASED') && spanParts(version),
      ...has('ROW_BASED') && rowParts(version),
      ...has('DOCUMENT_BASED') && documentParts(version),
      ...has('BBOX_BASED') && boxParts(version)
    }
  })
}

function spanParts (version: Version) {
  const { sentences, spans, project } = version
  return {
    sentences: sentences.map(({ content, tokens }, id) => ({ id, content, tokens: tokens.map(({ text }) => text), metadata: [] })),
    spanLabelSets: project.labelSets.map(({ name, labels }, index) => ({
      index,
      name,
      labelItems: labels.map(({ id, label, parentId = null, color }: Label) => ({ id, labelName: label, parentId, color }))
    })),
    spanLabels: spans.map((span, index) => toSpanLabel(version, span, index)),
    arrowLabels: []
  }
}

function rowParts (version: Version) {
  const { table, project, rowAnswers } = version
  // a ROW_BASED project has a table
  const { header, rows } = table!
  return {
    columns: header,
    rows,
    rowQuestions: project.rowQuestions.map(toQuestion),
    rowAnswers: rowAnswers.map((answers, line) => ({ line, answers, ...authorOf(version) }))
  }
}

function documentParts ({ project, documentAnswers }: Version) {
  return { documentQuestions: project.documentQuestions.map(toQuestion), documentAnswerSet: documentAnswers }
}

function boxParts (version: Version) {
  const { project, boxes } = version
  return {
    bboxLabelSets: project.labelSets.map(({ name, labels }) => ({
      name,
      autoLabelProvider: null,
      classes: labels.map(({ id, label, color }) => ({ id, name: label, color, captionAllowed: true, captionRequired: false }))
    })),
    bboxLabels: boxes.map((box, index) => toBoxLabel(version, box, index))
  }
}

function toBoxLabel (version: Version, { label, x, y, width, height }: Box, index: number) {
  const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
  return {
    id: String(index),
    documentId: version.document.id,
    bboxLabelClassId: label.id,
    bboxLabelClassName: label.label,
    caption: '',
    shapes: [{ pageIndex: page.pageIndex, points: corners.map(([x, y]) => ({ x, y })) }],
    answers: {},
    status: 'LABELED',
    ...authorOf(version),
    acceptedByUserId: null,
    rejectedByUserId: null
  }
}

function toQuestion ({ id, name, label = name, required = false, type, config = {} }: Question) {
  return { id, label, required, type, config }
}
