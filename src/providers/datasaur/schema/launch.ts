import type { CreateTextDocumentInput, DocumentDetail, TableOptions } from './documents.ts'

/** The inputs of the two operations that launch a project. */
export const launchDefs = /* GraphQL */ `
  type ProjectLaunchJob { job: Job! name: String! }

  input LaunchTextProjectInput {
    assignees: [ProjectAssignmentByNameInput!]
    bboxLabelSets: [BBoxLabelSetProjectInput!]
    documentAssignments: [DocumentAssignmentInput!]
    documentSettings: TextDocumentSettingsInput!
    documents: [CreateTextDocumentInput!]
    externalObjectStorageId: ID
    guidelineId: ID
    kinds: [ProjectKind!]
    labelSetIDs: [ID!]
    labelSetId: ID
    labelSets: [LabelSetTextProjectInput!]
    labelerExtensions: [ExtensionID!]
    name: String!
    projectCreationId: String
    projectSettings: ProjectSettingsInput
    purpose: ProjectPurpose
    reviewerExtensions: [ExtensionID!]
    splitDocumentOption: SplitDocumentOptionInput
    tagNames: [String!]
    teamId: ID
    type: TextDocumentType
  }

  input LaunchProjectInput {
    bboxLabelSets: [JobResult!]
    creationSettings: CreationSettingsInput
    documentAssignments: [DocumentAssignmentInput!]
    documentQuestions: [JobResult!]
    documents: [CreateDocumentInput!]!
    externalObjectStorageId: ID
    kinds: [ProjectKind!]!
    kindsDocumentSettings: JobResult
    name: String!
    projectSettings: JobResult
    purpose: ProjectPurpose
    rowQuestions: [JobResult!]
    teamId: ID
    tokenLabelSets: [JobResult!]
  }

  input CreationSettingsInput {
    anonymizationConfig: JobResult
    customHeaderColumns: [HeaderColumnInput!]
    enableTabularMarkdownParsing: Boolean
    fileTransformerId: ID
    firstRowAsHeader: Boolean
    sentenceSeparator: String
    splitDocumentConfig: JobResult
    tokenizer: String
    transcriptConfig: JobResult
    viewer: JobResult
  }

  input ProjectAssignmentByNameInput {
    documentNames: [String!]
    email: String
    role: ProjectAssignmentRole
    teamMemberId: ID
  }

  input DocumentAssignmentInput {
    documents: [DocumentFileNameWithPart!]
    email: String
    role: ProjectAssignmentRole
    teamMemberId: ID
  }

  input DocumentFileNameWithPart { fileName: String! part: Int! }

  input SplitDocumentOptionInput { number: Int! strategy: SplitDocumentStrategy! }

  enum SplitDocumentStrategy { BY_PARTS DONT_SPLIT }
  enum ProjectAssignmentRole { LABELER LABELER_AND_REVIEWER REVIEWER }
  enum ProjectKind { BBOX_BASED DOCUMENT_BASED ROW_BASED TOKEN_BASED }
  enum ProjectPurpose { LABELER_TEST LABELING VALIDATION }
  enum TextDocumentType { ABSA ASR BOUNDING_BOX COREF CUSTOM DEP DOC NER OCR POS }

  enum ExtensionID {
    AUTO_LABEL_ROW_EXTENSION_ID AUTO_LABEL_TOKEN_EXTENSION_ID BOUNDING_BOX_LABELING_EXTENSION_ID DASHBOARD_EXTENSION_ID
    DATA_PROGRAMMING_EXTENSION_ID DICTIONARY_EXTENSION_ID DOCUMENT_LABELING_EXTENSION_ID FILE_COLLECTION_EXTENSION_ID
    GRAMMAR_CHECKER_EXTENSION_ID GUIDELINES_EXTENSION_ID LABELS_EXTENSION_ID LABEL_COLOR_LEGEND_ID METADATA_EXTENSION_ID
    REVIEW_EXTENSION_ID SEARCH_EXTENSION_ID TEST_EXTENSION_ID
  }
`

export type ProjectAssignmentRole = 'LABELER' | 'LABELER_AND_REVIEWER' | 'REVIEWER'

/** A member who is to work on a project, by address or by the id in the team. */
export interface Assignment { email?: string | null, role?: ProjectAssignmentRole | null, teamMemberId?: string | null }

export interface ProjectAssignmentByNameInput extends Assignment { documentNames?: string[] | null }

export interface DocumentAssignmentInput extends Assignment { documents?: Array<{ fileName: string, part: number }> | null }

export interface LabelSetTextProjectInput {
  name: string
  options: Array<{ id: string, label: string, color?: string | null, parentId?: string | null }>
}

export interface LaunchTextProjectInput {
  name: string
  assignees?: ProjectAssignmentByNameInput[] | null
  bboxLabelSets?: Array<{ name: string, options: Array<{ id?: string | null, name: string, color?: string | null }> }> | null
  documentAssignments?: DocumentAssignmentInput[] | null
  documentSettings: { kind?: string | null, firstRowAsHeader?: boolean | null }
  documents?: CreateTextDocumentInput[] | null
  externalObjectStorageId?: string | null
  kinds?: string[] | null
  labelSetIDs?: string[] | null
  labelSetId?: string | null
  labelSets?: LabelSetTextProjectInput[] | null
  projectSettings?: object | null
  purpose?: string | null
  tagNames?: string[] | null
  teamId?: string | null
  type?: string | null
}

export interface LaunchProjectInput {
  name: string
  teamId?: string | null
  kinds: string[]
  purpose?: string | null
  externalObjectStorageId?: string | null
  creationSettings?: TableOptions | null
  documents: Array<{ document: DocumentDetail, extras?: DocumentDetail[] | null }>
  documentAssignments?: DocumentAssignmentInput[] | null
  /** Opaque: its shape is not published. */
  projectSettings?: unknown
  /** Opaque: its shape is not published. */
  tokenLabelSets?: unknown[] | null
  rowQuestions?: unknown[] | null
  documentQuestions?: unknown[] | null
  bboxLabelSets?: unknown[] | null
}
