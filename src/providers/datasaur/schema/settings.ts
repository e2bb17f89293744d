/** The settings and the label sets of a launched project. */
export const settingsDefs = /* GraphQL */ `
  input TextDocumentSettingsInput {
    allTokensMustBeLabeled: Boolean
    allowArcDrawing: Boolean
    allowCharacterBasedLabeling: Boolean
    allowMultiLabels: Boolean
    anonymizationEntityTypes: [String!]
    anonymizationMaskingMethod: String
    anonymizationRegExps: [RegularExpressionInput!]
    autoScrollWhenLabeling: Boolean
    customScriptId: ID
    customTextExtractionAPIId: ID
    displayedRows: Int
    editSentenceTokenizer: String
    enableAnonymization: Boolean
    enableTabularMarkdownParsing: Boolean
    fileTransformerId: ID
    firstRowAsHeader: Boolean
    kind: ProjectKind
    mediaDisplayStrategy: MediaDisplayStrategy
    ocrMethod: TranscriptMethod
    ocrProvider: OCRProvider
    sentenceSeparator: String
    textLabelMaxTokenLength: Int
    tokenizer: String
    transcriptMethod: TranscriptMethod
    viewer: TextDocumentViewer
    viewerConfig: TextDocumentViewerConfigInput
  }

  input RegularExpressionInput { flags: String name: String! pattern: String! }

  input TextDocumentViewerConfigInput { urlColumnNames: [String!] }

  input ProjectSettingsInput {
    autoMarkDocumentAsComplete: Boolean
    conflictResolution: ConflictResolutionInput
    consensus: Int
    dynamicReviewMemberId: ID
    dynamicReviewMethod: ProjectDynamicReviewMethod
    enableDeleteSentence: Boolean
    enableEditLabelSet: Boolean
    enableEditSentence: Boolean
    enableInsertSentence: Boolean
    enableReviewerEditSentence: Boolean
    hideLabelerNamesDuringReview: Boolean
    hideLabelsFromInactiveLabelSetDuringReview: Boolean
    hideOriginalSentencesDuringReview: Boolean
    hideRejectedLabelsDuringReview: Boolean
    labelerProjectCompletionNotification: JobResult
    shouldConfirmUnusedLabelSetItems: Boolean
  }

  type ProjectSettings {
    autoMarkDocumentAsComplete: Boolean!
    conflictResolution: ConflictResolution!
    dynamicReviewMemberId: ID
    dynamicReviewMethod: ProjectDynamicReviewMethod
    enableDeleteSentence: Boolean!
    enableEditLabelSet: Boolean!
    enableEditSentence: Boolean!
    enableInsertSentence: Boolean!
    hideLabelerNamesDuringReview: Boolean!
    hideLabelsFromInactiveLabelSetDuringReview: Boolean!
    hideOriginalSentencesDuringReview: Boolean!
    hideRejectedLabelsDuringReview: Boolean!
    shouldConfirmUnusedLabelSetItems: Boolean!
  }

  type ConflictResolution { consensus: Int! mode: ConflictResolutionMode! }

  input ConflictResolutionInput { consensus: Int mode: ConflictResolutionMode }

  input LabelSetTextProjectInput {
    arrowLabelRequired: Boolean
    name: String!
    options: [LabelSetTextProjectOptionInput!]!
  }

  input LabelSetTextProjectOptionInput {
    arrowRules: [LabelClassArrowRuleInput!]
    color: String
    id: String!
    label: String!
    parentId: String
    type: LabelClassType
  }

  input LabelClassArrowRuleInput { destinationIds: [ID!]! originIds: [ID!]! }

  input BBoxLabelSetProjectInput { name: String! options: [BBoxLabelClassInput!]! }

  input BBoxLabelClassInput {
    captionAllowed: Boolean!
    captionRequired: Boolean!
    color: String
    id: ID
    name: String!
  }

  enum LabelClassType { ALL ARROW SPAN }
  enum MediaDisplayStrategy { FULL NONE THUMBNAIL }
  enum OCRProvider { AMAZON_TEXTRACT APACHE_TIKA CUSTOM GOOGLE_CLOUD_VISION KONVERGEN }
  enum TextDocumentViewer { TABULAR TOKEN URL }
  enum TranscriptMethod { CUSTOM_API INTERNAL TRANSCRIPTION }
  enum ProjectDynamicReviewMethod { ANY_OTHER_TEAM_MEMBER ANY_REVIEWER DEDICATED_MEMBER }
  enum ConflictResolutionMode { MANUAL PEER_REVIEW }
`
