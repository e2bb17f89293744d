import type { CreateTextDocumentInput } from '../schema/documents.ts'
import type { Draft, Question } from './draft.ts'
import { toRecord, toText } from './opaque.ts'

type Questions = Pick<Draft, 'rowQuestions' | 'documentQuestions'>

/**
 * The questions of a text project: those of its first document that has any (inferred: the vendor's program sends the same with each).
 */
export function textQuestionsOf (documents: readonly CreateTextDocumentInput[], kinds: readonly string[]): Questions {
  const given = documents.map(({ settings }) => settings?.questions ?? []).find(questions => questions.length > 0) ?? []
  const questions = given.map(toQuestion)
  const areOfRows = kinds.includes('ROW_BASED')
  return { rowQuestions: areOfRows ? questions : [], documentQuestions: areOfRows ? [] : questions }
}

/** A question in the words of `QuestionInput`. Those of `createProject`, whose shape is not published, are read alike. */
export function toQuestion (given: unknown, index: number): Question {
  const { id, name, label, type, required, bindToColumn, config } = toRecord(given)
  const title = toText(name) ?? toText(label) ?? `Question ${index + 1}`
  return {
    id: typeof id === 'number' ? id : index,
    name: title,
    label: toText(label) ?? title,
    type: toText(type) ?? 'TEXT',
    required: required === true,
    ...typeof bindToColumn === 'string' && { column: bindToColumn },
    ...config != null && { config }
  }
}
