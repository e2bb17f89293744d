import type { CreateTextDocumentInput } from '../schema/documents.ts'
import type { LabelSetTextProjectInput } from '../schema/launch.ts'
import type { LabelSet } from '../schema/teams.ts'
import type { Draft, Label, LabelSetOfProject, Question } from './draft.ts'

/** A label set that was created before the launch. */
export function fromLabelSet ({ id, name, signature, tagItems }: LabelSet): LabelSetOfProject {
  return { id, name, signature, labels: tagItems.map(({ id, tagName, color, parentId }) => toLabel(id, tagName, color, parentId)) }
}

/** A label set in the launch of a text project. */
export function fromTextLabelSet ({ name, options }: LabelSetTextProjectInput): LabelSetOfProject {
  return { name, signature: null, labels: options.map(({ id, label, color, parentId }) => toLabel(id, label, color, parentId)) }
}

/** A label set of `createProject`, whose shape is not published: labels are read from the names that they have in other operations. */
export function fromOpaqueLabelSet (given: unknown, index: number): LabelSetOfProject {
  const set = toRecord(given)
  const name = toText(set.name) ?? `Label set ${index + 1}`
  const items = toArray([set.options, set.tagItems, set.labels].find(Array.isArray))
  const labels = items.map(toRecord).flatMap((item, place) => {
    const label = toText(item.label) ?? toText(item.tagName) ?? toText(item.name)
    return label === undefined ? [] : [toLabel(toText(item.id) ?? String(place + 1), label, toText(item.color), toText(item.parentId))]
  })
  return { name, signature: null, labels }
}

export function toLabel (id: string, label: string, color: string | null | undefined, parentId: string | null | undefined): Label {
  return { id, label, color: color ?? null, ...parentId != null && { parentId } }
}

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

/** A question in the words of `QuestionInput`. Questions of `createProject`, whose shape is not published, are read in the same way. */
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

/** A part of a launch whose shape is not published, as an object; empty for any other value. */
export function toRecord (value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}
}

export function toText (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function toArray (value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
