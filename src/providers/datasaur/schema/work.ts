/** The inputs of the jobs that neither launch nor export a project. */
export const workDefs = /* GraphQL */ `
  input AutoLabelTokenBasedProjectInput {
    labelerEmail: String!
    options: AutoLabelProjectOptionsInput!
    projectId: ID!
    role: Role
    targetAPI: TargetApiInput!
  }

  input AutoLabelProjectOptionsInput {
    numberOfFilesPerRequest: Int!
    serviceProvider: GqlAutoLabelServiceProvider
  }

  input TargetApiInput { endpoint: String! secretKey: String! }

  enum GqlAutoLabelServiceProvider {
    ASSISTED_LABELING CORENLP_NER CORENLP_POS CUSTOM DISTILBERT_OPIEC HUGGINGFACE
    NLTK SENTIMENT_ANALYSIS SPACY SPARKNLP_NER SPARKNLP_POS
  }

  enum Role { LABELER REVIEWER }

  input CollectDatasetInput { mlModelSettingId: ID! teamId: ID! version: Int! }

  enum AutomationType { PROJECT_CREATION }

  input GetDataProgrammingPredictionsInput {
    dataProgrammingId: ID!
    documents: [DocumentForPredictionInput!]!
    labelingFunctionIds: [ID!]
  }

  input DocumentForPredictionInput { documentId: String! lineIndexEnd: Int! lineIndexStart: Int! }
`

export type Role = 'LABELER' | 'REVIEWER'

export interface AutoLabelTokenBasedProjectInput {
  labelerEmail: string
  options: { numberOfFilesPerRequest: number, serviceProvider?: string | null }
  projectId: string
  role?: Role | null
  targetAPI: { endpoint: string, secretKey: string }
}

export interface CollectDatasetInput { mlModelSettingId: string, teamId: string, version: number }

export interface GetDataProgrammingPredictionsInput {
  dataProgrammingId: string
  documents: Array<{ documentId: string, lineIndexEnd: number, lineIndexStart: number }>
  labelingFunctionIds?: string[] | null
}
