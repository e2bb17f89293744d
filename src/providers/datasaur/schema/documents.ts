/** The documents of a launch, with their own settings and questions. */
export const documentDefs = /* GraphQL */ `
  input CreateTextDocumentInput {
    answerExternalImportableUrl: String
    answerFile: Upload
    answerFileName: String
    customScriptId: ID
    customTextExtractionAPIId: ID
    docFileOptions: DocFileOptionsInput
    externalImportableUrl: String
    externalObjectStorageAnswerFileKey: String
    externalObjectStorageFileKey: String
    extraFiles: [Upload!]
    file: Upload
    fileName: String!
    fileTransformerId: ID
    fileUrl: String
    name: String
    questionFile: Upload
    questionFileName: String
    settings: SettingsInput
    type: TextDocumentType
  }

  input DocFileOptionsInput { customHeaderColumns: [HeaderColumnInput!] firstRowAsHeader: Boolean }

  input HeaderColumnInput { displayed: Boolean! labelerRestricted: Boolean! name: String! }

  input CreateDocumentInput { document: DocumentDetailInput! extras: [DocumentDetailInput!] }

  input DocumentDetailInput { externalUrl: String name: String! objectKey: String }

  input SettingsInput {
    documentMeta: [DocumentMetaInput!]
    labelSets: [LabelSetIndexInput!]
    questions: [QuestionInput!]
    textLang: String
  }

  input DocumentMetaInput {
    delete: Boolean
    description: String
    displayed: Boolean
    id: Int!
    labelerRestricted: Boolean
    multipleChoice: Boolean
    name: String
    options: [DocumentMetaOptionInput!]
    required: Boolean
    type: QuestionType
    width: String
  }

  input DocumentMetaOptionInput { id: ID! name: String! parentId: ID }

  input QuestionInput {
    activationConditionLogic: String
    bindToColumn: String
    config: QuestionConfigInput
    delete: Boolean
    id: Int
    label: String
    name: String
    required: Boolean
    type: QuestionType
  }

  input QuestionConfigInput {
    defaultValue: String
    format: String
    hint: String
    max: Int
    maxLength: Int
    min: Int
    minLength: Int
    multiline: Boolean
    multiple: Boolean
    options: [QuestionConfigOptionsInput!]
    pattern: String
    questions: [QuestionInput!]
    step: Int
    theme: SliderTheme
  }

  input QuestionConfigOptionsInput { id: ID! label: String! parentId: ID }

  enum QuestionType { CHECKBOX DATA DATE DROPDOWN HIERARCHICAL_DROPDOWN NESTED SLIDER TEXT TIME TOKEN URL }
  enum SliderTheme { GRADIENT PLAIN }
`

/** A document of launchTextProjectAsync: a file in the request (opaque here), a URL, a key in the customer's storage, or none of these. */
export interface CreateTextDocumentInput {
  fileName: string
  name?: string | null
  file?: unknown
  extraFiles?: unknown[] | null
  externalImportableUrl?: string | null
  fileUrl?: string | null
  externalObjectStorageFileKey?: string | null
  settings?: { questions?: unknown[] | null } | null
  docFileOptions?: TableOptions | null
}

/** How the columns of a table are named. */
export interface TableOptions { customHeaderColumns?: Array<{ name: string }> | null, firstRowAsHeader?: boolean | null }

/** A document of createProject: one that was uploaded before, or one at a URL («name and one of externalUrl and objectKey»). */
export interface DocumentDetail { name: string, objectKey?: string | null, externalUrl?: string | null }
