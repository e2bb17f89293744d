import type { Args, Context } from '../graphql/request.ts'
import type { UpdateMultiRowAnswersInput, UpdateTextDocumentInput, UpdateTokenLabelsInput } from '../schema/labeling.ts'
import type { AppendLabelSetTagItemsInput } from '../schema/teams.ts'
import type { Role } from '../schema/work.ts'
import { cabinetFields, cabinetOf, cabinetsIn, labelSetsOfCabinet } from './cabinets.ts'
import { documentFields, documentOf, updateDocument } from './documents.ts'
import { appendItems } from './project-label-sets.ts'
import { updateLabels, updateRows } from './labels.ts'

/** How clients read and change documents, their labels and the label sets of a project. */
export const labelingResolvers = {
  Query: {
    getCabinet: (_: unknown, args: { projectId: string, role: Role }, context: Context) => cabinetOf(context, args),
    getProjectCabinets: (_: unknown, { projectId }: { projectId: string }, context: Context) => cabinetsIn(context, projectId),
    getCabinetLabelSetsById: (_: unknown, { cabinetId }: { cabinetId: string }, context: Context) => labelSetsOfCabinet(context, cabinetId),
    // rows are not labelled in a browser here, so there are no events
    getRowAnalyticEvents: () => ({ nodes: [], pageInfo: { nextCursor: null, prevCursor: null }, totalCount: 0 }),
    getTextDocument: (_: unknown, { fileId }: { fileId: string }, context: Context) => documentOf(context, fileId)
  },
  Mutation: {
    appendLabelSetTagItems: (_: unknown, { input }: Args<AppendLabelSetTagItemsInput>, context: Context) => appendItems(context, input),
    updateTextDocument: (_: unknown, { input }: Args<UpdateTextDocumentInput>, context: Context) => updateDocument(context, input),
    updateLabels: (_: unknown, { input }: Args<UpdateTokenLabelsInput>, context: Context) => updateLabels(context, input),
    updateMultiRowAnswers: (_: unknown, { input }: Args<UpdateMultiRowAnswersInput>, context: Context) => updateRows(context, input)
  },
  Cabinet: cabinetFields,
  TextDocument: documentFields
}
