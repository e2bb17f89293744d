import type { JobError } from './jobs.ts'
import type { Role } from './work.ts'

export const exportDefs = /* GraphQL */ `
  type ExportRequestResult {
    exportId: ID!
    fileUrl: String
    fileUrlExpiredAt: String
    key: String
    queued: Boolean
    redirect: String
  }

  type GetExportDeliveryStatusResult { deliveryStatus: ExportDeliveryStatus! errors: [JobError!]! }

  enum ExportDeliveryStatus { DELIVERED FAILED IN_PROGRESS NONE QUEUED }

  enum GqlExportMethod {
    CUSTOM_WEBHOOK DOWNLOAD DOWNLOAD_REQUEST EMAIL EXTERNAL_FILE_STORAGE EXTERNAL_OBJECT_STORAGE FILE_STORAGE
  }

  enum ExportCommentType { ARROW_LABEL COMMENT SPAN_LABEL SPAN_TEXT }

  input ExternalFileStorageInput {
    accessKeyId: String!
    bucketName: String!
    objectPath: String!
    secretAccessKey: String!
  }

  input ExternalObjectStorageParameterInput { externalObjectStorageId: ID! prefix: String }

  input ExportTextProjectInput {
    externalFileStorageParameter: ExternalFileStorageInput
    externalObjectStorageParameter: ExternalObjectStorageParameterInput
    fileName: String!
    fileTransformerId: ID
    filteredCabinetRole: Role
    format: String!
    includedCommentType: [ExportCommentType!]
    maskPIIEntities: Boolean
    method: GqlExportMethod!
    projectIds: [ID!]!
    role: Role
    secret: String
    url: String
  }

  input ExportTextProjectDocumentInput {
    documentId: String!
    externalFileStorageParameter: ExternalFileStorageInput
    fileName: String!
    fileTransformerId: ID
    format: String!
    includedCommentType: [ExportCommentType!]
    maskPIIEntities: Boolean
    method: GqlExportMethod!
    secret: String
    url: String
  }

  input ExportTeamOverviewInput { method: GqlExportMethod! secret: String teamId: String! url: String }
`

export type ExportMethod =
  'CUSTOM_WEBHOOK' | 'DOWNLOAD' | 'DOWNLOAD_REQUEST' | 'EMAIL' | 'EXTERNAL_FILE_STORAGE' | 'EXTERNAL_OBJECT_STORAGE' | 'FILE_STORAGE'

/** How an export is delivered: the fields that all three inputs share. */
export interface Delivery { method: ExportMethod, secret?: string | null, url?: string | null }

interface FileDelivery extends Delivery {
  fileName: string
  format: string
  externalFileStorageParameter?: { accessKeyId: string, bucketName: string, objectPath: string, secretAccessKey: string } | null
}

export interface ExportTextProjectInput extends FileDelivery {
  projectIds: string[]
  externalObjectStorageParameter?: { externalObjectStorageId: string, prefix?: string | null } | null
  filteredCabinetRole?: Role | null
  role?: Role | null
}

export interface ExportTextProjectDocumentInput extends FileDelivery { documentId: string }

export interface ExportTeamOverviewInput extends Delivery { teamId: string }

export interface ExportRequestResult {
  exportId: string
  fileUrl: string | null
  fileUrlExpiredAt: string | null
  key: string | null
  queued: boolean | null
  redirect: string | null
}

export interface GetExportDeliveryStatusResult { deliveryStatus: string, errors: JobError[] }
