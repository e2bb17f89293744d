/** The documents of a project, and the work of its members on them. */
export const labelingDefs = /* GraphQL */ `
  type TextDocument {
    createdAt: String!
    fileName: String!
    id: ID!
    isCompleted: Boolean!
    name: String!
    part: Int!
    projectId: ID
    settings: Settings!
    signature: String!
    statistic: TextDocumentStatistic!
    type: TextDocumentType!
  }

  type Settings { labelSets: [LabelSet!] textLang: String }

  type TextDocumentStatistic { documentId: ID numberOfSentences: Int! numberOfTokens: Int! }

  type Cabinet {
    documents: [TextDocument!]!
    id: ID!
    lastOpenedDocumentId: ID
    owner: User
    role: Role!
    statistic: CabinetStatistic
    status: CabinetStatus!
  }

  type CabinetStatistic { id: ID! numberOfLines: Int! numberOfTokens: Int! }

  enum CabinetStatus { COMPLETE IN_PROGRESS }

  input UpdateTextDocumentInput {
    fileName: String
    id: ID!
    isCompleted: Boolean
    name: String
    settings: SettingsInput
  }

  input LabelSetIndexInput { id: ID! index: Int! }

  input UpdateTokenLabelsInput {
    action: UpdateTokenLabelsAction!
    documentId: ID!
    labels: [TextLabelInput!]!
    signature: String!
    type: UpdateTokenLabelsInputType
  }

  input TextLabelInput {
    confidenceScore: Float
    deleted: Boolean
    end: TextCursorInput!
    id: String!
    l: String!
    labeledBy: ConflictTextLabelResolutionStrategy
    layer: Int!
    start: TextCursorInput!
  }

  input TextCursorInput { charId: Int! sentenceId: Int! tokenId: Int! }

  type UpdateLabelsResult {
    document: TextDocument!
    previousTokenLabels: [TextLabel!]!
    rejectedLabels: [RejectedLabel!]!
    updatedCellLines: [Int!]!
    updatedSentences: [TextSentence!]!
    updatedTokenLabels: [TextLabel!]!
  }

  type TextLabel {
    confidenceScore: Float
    deleted: Boolean
    documentId: String
    end: TextCursor!
    hashCode: String!
    id: String!
    l: String!
    labeledBy: ConflictTextLabelResolutionStrategy
    layer: Int!
    start: TextCursor!
  }

  type TextCursor { charId: Int! sentenceId: Int! tokenId: Int! }
  type RejectedLabel { label: TextLabel! reason: String! }
  type TextSentence { content: String! documentId: ID id: Int! tokens: [String!]! }

  enum UpdateTokenLabelsAction { LABEL UNDO }
  enum UpdateTokenLabelsInputType { AUTOLABEL SEARCH_LABEL_ALL }
  enum ConflictTextLabelResolutionStrategy { AUTO CONFLICT EXTERNAL LABELER PRELABELED REVIEWER }

  input UpdateMultiRowAnswersInput {
    labeledBy: ConflictTextLabelResolutionStrategy
    rowAnswers: [RowAnswersInput!]!
    textDocumentId: String!
  }

  input RowAnswersInput { answers: AnswerScalar! line: Int! }

  type UpdateMultiRowAnswersResult {
    document: TextDocument!
    previousAnswers: [RowAnswer!]!
    updatedAnswers: [RowAnswer!]!
    updatedLabels: [TextLabel!]!
  }

  type RowAnswer { answers: AnswerScalar! documentId: ID! line: Int! }

  input RowAnalyticEventInput {
    cursor: String
    filter: RowAnalyticEventInputFilter!
    page: CursorPageInput
    sort: [SortInput!]
  }

  input RowAnalyticEventInputFilter { endDate: String startDate: String teamId: String! }
  input CursorPageInput { after: Int take: Int! }

  type RowAnalyticEventPaginatedResponse implements PaginatedResponse {
    nodes: [RowAnalyticEvent!]!
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type RowAnalyticEvent {
    cell: RowAnalyticEventCell!
    createdAt: String!
    event: RowAnalyticEventType!
    id: String!
    user: RowAnalyticEventUser!
  }

  type RowAnalyticEventCell { document: RowAnalyticEventDocument! line: Int! }
  type RowAnalyticEventDocument { fileName: String! id: ID! project: RowAnalyticEventProject! }
  type RowAnalyticEventProject { id: String! name: String! }
  type RowAnalyticEventUser { email: String! id: ID! roleName: String! }
  enum RowAnalyticEventType { ROW_BASED_ROW_LABELED ROW_HIGHLIGHTED }

  "Opaque JSON"
  scalar AnswerScalar
`

export interface UpdateTextDocumentInput {
  id: string
  fileName?: string | null
  isCompleted?: boolean | null
  name?: string | null
  settings?: { labelSets?: Array<{ id: string, index: number }> | null } | null
}

export interface TextCursor { charId: number, sentenceId: number, tokenId: number }

export interface TextLabelInput {
  confidenceScore?: number | null
  deleted?: boolean | null
  end: TextCursor
  id: string
  l: string
  labeledBy?: string | null
  layer: number
  start: TextCursor
}

export interface UpdateTokenLabelsInput { action: 'LABEL' | 'UNDO', documentId: string, labels: TextLabelInput[], signature: string }

export interface UpdateMultiRowAnswersInput { rowAnswers: Array<{ answers: unknown, line: number }>, textDocumentId: string }
