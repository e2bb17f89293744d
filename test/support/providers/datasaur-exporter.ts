import { strFromU8, unzipSync } from 'fflate'
import type { Test } from 'tap'
import type { DoubleOptions } from '../double.ts'
import { credentials as token } from '../credentials.ts'
import { datasaur as double } from './double.ts'

const labelSets = [{ name: 'Who', signature: null, labels: [{ id: 'l1', label: 'Person', color: null }] }]
export const notes = { id: 'd1', name: 'notes.txt' }
export const mail = { id: 'd2', name: 'mail.txt' }
export const ann = { email: 'ann@example.com', role: 'LABELER' }
const fields = 'exportId fileUrl fileUrlExpiredAt queued redirect key'

/** A double, and functions that create projects, request exports and download their files. */
export async function exporter (t: Test, options: DoubleOptions = {}) {
  const { app, ask, make, advance } = await double(t, options)
  const project = async (projectId: string, draft: object = {}) =>
    await make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { projectId, name: 'News', documents: [notes], labelSets, ...draft } })
  const query = async (query: string, variables: object) => (await ask('POST /graphql', { query, variables }, token)).body
  const exportTextProject = async (input: object) =>
    await query(`query ($input: ExportTextProjectInput!) { result: exportTextProject(input: $input) { ${fields} } }`, { input: { fileName: 'datasaur', format: 'JSON_ADVANCED', method: 'FILE_STORAGE', projectIds: ['p1'], ...input } })
  const exportTextProjectDocument = async (input: object) =>
    await query(`query ($input: ExportTextProjectDocumentInput!) { result: exportTextProjectDocument(input: $input) { ${fields} } }`, { input: { fileName: 'doc', format: 'csv', method: 'DOWNLOAD', documentId: 'd1', ...input } })
  const exportTeamOverview = async (input: object) =>
    await query(`query ($input: ExportTeamOverviewInput!) { result: exportTeamOverview(input: $input) { ${fields} } }`, { input: { method: 'FILE_STORAGE', teamId: '7', ...input } })
  const statusOf = async (exportId: string) =>
    (await query('query ($id: ID!) { result: getExportDeliveryStatus(exportId: $id) { deliveryStatus errors { id stack args } } }', { id: exportId })).data.result
  const get = async (fileUrl: string, headers: Record<string, string> = {}) =>
    await app.inject({ method: 'GET', url: fileUrl.replace(/^http:\/\/[^/]*/, ''), headers })
  /** The content of the file of an export: text, or by path the texts of a zip, without its folders. */
  const fetch = async (exported: Promise<any>): Promise<any> => {
    const { fileUrl } = (await exported).data.result
    await advance('5s')
    const { statusCode, rawPayload, headers } = await get(fileUrl)
    t.equal(statusCode, 200)
    if (headers['content-type'] !== 'application/zip') return rawPayload.toString()
    return Object.fromEntries(Object.entries(unzipSync(rawPayload)).filter(([path]) => !path.endsWith('/')).map(([path, bytes]) => [path, strFromU8(bytes)]))
  }
  return { app, ask, make, advance, project, query, exportTextProject, exportTextProjectDocument, exportTeamOverview, statusOf, get, fetch }
}

export function messagesOf (body: any): string[] {
  return body.errors.map(({ message }: { message: string }) => message)
}
