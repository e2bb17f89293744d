import createError from '@fastify/error'
import { rowAnswers, tokenLabels } from '../collections.ts'
import { sentencesOf, textOf } from '../exports/content/text.ts'
import type { Context } from '../graphql/request.ts'
import type { TextLabelInput, UpdateMultiRowAnswersInput, UpdateTokenLabelsInput } from '../schema/labeling.ts'
import { documentOf, signatureOf } from './documents.ts'

export const SignatureInvalid = createError('SIGNATURE_INVALID', 'signature is not that of the document', 400)
export const LineInvalid = createError('LINE_INVALID', 'rowAnswers[%s].line must be at least 0', 400)

/**
 * Keeps labels, which the exports of the document then contain. UNDO and `deleted` remove a label; one outside the text is rejected
 * (inferred). Throws DOCUMENT_UNKNOWN, SIGNATURE_INVALID, COLLECTION_FULL.
 */
export function updateLabels (context: Context, { action, documentId, labels, signature }: UpdateTokenLabelsInput) {
  const document = documentOf(context, documentId)
  if (signature !== signatureOf(document)) throw new SignatureInvalid()
  const sentences = sentencesOf(textOf(context.sandbox, document))
  const isInside = ({ start, end }: TextLabelInput) => [start, end].every(({ sentenceId, tokenId }) =>
    sentences[sentenceId]?.tokens[tokenId] !== undefined)
  const inside = labels.filter(isInside)
  keepLabels(context, documentId, inside.map(label => action === 'UNDO' ? { ...label, deleted: true } : label))
  const toLabel = (label: TextLabelInput) => ({ ...label, documentId, hashCode: label.id })
  const lines = [...new Set(inside.flatMap(({ start, end }) => [start.sentenceId, end.sentenceId]))].sort((one, other) => one - other)
  return {
    document,
    previousTokenLabels: [],
    rejectedLabels: labels
      .filter(label => !isInside(label))
      .map(label => ({ label: toLabel(label), reason: 'The document has no such token' })),
    updatedCellLines: lines,
    updatedSentences: lines.map(id => {
      // a label inside the text has sentences
      const { content, tokens } = sentences[id]!
      return { content, documentId, id, tokens: tokens.map(({ text }) => text) }
    }),
    updatedTokenLabels: inside.map(toLabel)
  }
}

function keepLabels ({ sandbox }: Context, documentId: string, labels: readonly TextLabelInput[]): void {
  const kept = sandbox.collection(tokenLabels)
  const after = new Map(Object.entries(kept.get(documentId) ?? {}))
  const toCursor = ({ sentenceId, tokenId }: TextLabelInput['start']) => ({ sentenceId, tokenId })
  for (const { id, l, layer, start, end, deleted } of labels) {
    if (deleted === true) after.delete(id)
    else after.set(id, { id, l, layer, start: toCursor(start), end: toCursor(end) })
  }
  kept.put(documentId, Object.fromEntries(after))
}

/** Keeps the answers to the questions of rows. Throws DOCUMENT_UNKNOWN, LINE_INVALID, COLLECTION_FULL. */
export function updateRows (context: Context, { textDocumentId: documentId, rowAnswers: rows }: UpdateMultiRowAnswersInput) {
  const document = documentOf(context, documentId)
  for (const [index, { line }] of rows.entries()) if (line < 0) throw new LineInvalid(index)
  const kept = context.sandbox.collection(rowAnswers)
  const before = { ...kept.get(documentId) }
  const after = { ...before, ...Object.fromEntries(rows.map(({ line, answers }) => [line, answers])) }
  kept.put(documentId, after)
  const toAnswers = (answers: Record<string, unknown>) => rows.flatMap(({ line }) =>
    Object.hasOwn(answers, line) ? { answers: answers[line], documentId, line } : [])
  return { document, previousAnswers: toAnswers(before), updatedAnswers: toAnswers(after), updatedLabels: [] }
}
