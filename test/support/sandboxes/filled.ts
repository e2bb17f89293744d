import type { Double } from '../double.ts'
import { encode, file } from '../multipart-body.ts'
import { credentials as key } from '../credentials.ts'

const task = '11111111-2222-4333-8444-555555555555'
const model = 'gpt-4-turbo-2024-04-09'
const looped = { steps: [{ state: 'running', output: { part: 1 } }, { times: 2, steps: [{ state: 'retrying', after: '2s', error: 'again' }, { state: 'running', after: '1s', progress: 50 }] }, { state: 'succeeded', after: '2s' }] }
const projectFields = '{ id name status assignees { role teamMember { id } documents { id } } tags { id name } labelerCabinets { id owner { id } } createdDate updatedDate exportedDate }'

type Call = (operation: string, body?: unknown) => Promise<any>

/** Something of every kind that a sandbox can hold; returns its snapshot. */
export async function fill ({ ask, inject }: Double): Promise<any> {
  const call: Call = async (operation, body) => (await ask(operation, body, key)).body
  const query = async (query: string, variables: object = {}) => (await call('POST /graphql', { query, variables })).data
  await call('PUT /__admin/lifecycles/mine', looped)
  await call('POST /__admin/lifecycles/rules', { provider: 'julep', operation: 'julep.createExecution', match: { input: { slow: true } }, lifecycle: 'mine', times: 1 })
  await call('POST /__admin/lifecycles/next', { provider: 'waveline', lifecycle: { steps: [{ state: 'failed', after: '4s', error: 'no' }] }, times: 2 })
  await call('POST /__admin/faults', { name: 'few', match: { provider: 'waveline' }, when: { after: 1, from: '2025-01-01T00:00:00Z' }, then: { rateLimit: { limit: 5, window: '10s' } } })
  await call('POST /__admin/faults', { match: { operation: 'julep.getJobStatus' }, phase: 'after', then: { delay: { min: '1ms', max: '2ms' } }, enabled: false })
  await call('PUT /__admin/report/settings', { rules: { 'poll-too-fast': { severity: 'warning', thresholds: { error: 500 } } } })
  await call('PUT /__admin/dialects', { immuta: 'observed' })
  await call('POST /v1/generateData', { prompt: 'Questions', numOfRecords: 3, model })
  await call('POST /bim/apikey/authenticate', { apikey: 'k' })
  await call('POST /api/oauth/token', { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' })
  await call('POST /api/oauth/token', { grant_type: 'client_credentials', client_id: 'a', client_secret: 'c' })
  await call(`POST /api/tasks/${task}/executions`, { input: { slow: true }, metadata: { a: 1 } })
  await call('POST /__admin/lifecycles/next', { provider: 'julep', lifecycle: { steps: [{ state: 'running' }, { state: 'waiting' }, { state: 'running', after: 'resume' }, { state: 'succeeded', after: '1s' }] } })
  const execution = await call(`POST /api/tasks/${task}/executions`, { input: {} })
  await call('POST /api/v1/extract-document', { fileName: 'a.txt', contentType: 'text/plain', file: 'RGVhcg==', shape: [{ name: 'who', type: 'string' }] })
  for (let count = 0; count < 3; count++) await call('GET /api/v1/jobs')
  const { payload, type } = encode([file('file', 'letter.txt', 'Dear Ann, I have been to Rome.')])
  const objectKey = (await inject({ method: 'POST', url: '/api/static/proxy/upload', payload, headers: { ...key, 'content-type': type } })).json().objectKey
  const { createTag: { id: tagId } } = await query('mutation { createTag(input: { name: "t", teamId: "7" }) { id } }')
  await query('mutation ($input: LaunchProjectInput!) { createProject(input: $input) { job { id } } }', { input: { name: 'News', teamId: '7', kinds: ['TOKEN_BASED'], documents: [{ document: { name: 'letter.txt', objectKey } }], documentAssignments: [{ email: 'ann@example.org', documents: [{ fileName: 'letter.txt', part: 0 }] }] } })
  await call('POST /__admin/jobs', { provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { projectId: 'p1', name: 'Old', documents: [{ id: 'd1', name: 'a.txt' }] } })
  await query('mutation ($tag: ID!) { updateProject(input: { projectId: "p1", name: "New", tagIds: [$tag] }) { id } }', { tag: tagId })
  await query('mutation { createLabelSet(projectId: "p1", input: { name: "Who", tagItems: [{ id: "1", tagName: "Person" }] }) { id } }')
  await query('query { exportTextProject(input: { projectIds: ["p1"], fileName: "f", format: "CSV", method: FILE_STORAGE }) { exportId } }')
  const [held] = [await call('POST /__admin/jobs', { provider: 'immuta', lifecycle: 'mine', input: { bulkId: 'b' } }), await call('POST /__admin/jobs', { provider: 'immuta', id: 'steady', lifecycle: 'success' })]
  await call('POST /__admin/clock/advance', { by: '3s' })
  await call(`PUT /api/executions/${execution.id}`, { status: 'running', input: { go: 'on' } })
  await call(`POST /__admin/jobs/${held.id}/hold`)
  return await call('GET /__admin/snapshot')
}

/** Asks for whatever a sandbox holds by what its snapshot says that there is, moves all of it, and asks again; returns the responses. */
export async function use ({ app }: Double, prefix: string, snapshot: any): Promise<Array<{ operation: string, status: number, text: string }>> {
  const responses: Array<{ operation: string, status: number, text: string }> = []
  const call: Call = async (operation, body) => {
    const [method, path] = operation.split(' ')
    const { statusCode, body: text } = await app.inject({ method: method as 'GET', url: prefix + path!, headers: key, ...body !== undefined && { payload: body as object } })
    responses.push({ operation, status: statusCode, text })
  }
  const query = async (query: string, variables: object = {}) => await call('POST /graphql', { query, variables })
  const idsOf = (provider: string) => snapshot.jobs.items.filter((job: any) => job.provider === provider).map(({ id }: any) => id)
  const collection = (name: string) => snapshot.collections.find((collection: any) => collection.name === name)?.things ?? []
  for (const round of [1, 2]) {
    for (const path of ['jobs', 'clock', 'dialects', 'faults', 'lifecycles', 'lifecycles/rules', 'lifecycles/mine', 'sandbox', 'snapshot']) await call(`GET /__admin/${path}`)
    for (const { id, thing } of collection('starfish.projects')) {
      await call('POST /v1/data', { projectId: thing?.id ?? id })
      await call('POST /v1/evaluateData', { projectId: thing?.id ?? id })
      for (const jobId of idsOf('starfish')) await call('POST /v1/jobStatus', { jobId, projectId: thing?.id ?? id })
    }
    for (const path of ['/jobs/search', '/jobs/summary', '/jobs?bulkId=b', '/api/v1/jobs', `/api/tasks/${task}/executions`, `/api/tasks/${task}/executions?sort_by=updated_at`]) await call(`GET ${path}`)
    await call('POST /jobs/statuses', { jobIds: idsOf('immuta') })
    for (const id of idsOf('julep')) await call(`GET /api/jobs/${encodeURIComponent(id)}`)
    for (const { id } of collection('julep.executions')) {
      await call(`GET /api/executions/${encodeURIComponent(id)}`)
      await call(`GET /api/executions/${encodeURIComponent(id)}/transitions`)
      if (round === 2) await call(`PUT /api/executions/${encodeURIComponent(id)}`, { status: 'cancelled' })
    }
    await query('query ($ids: [String!]!) { getJobs(jobIds: $ids) { id status progress result resultId errors { stack args } } }', { ids: idsOf('datasaur') })
    await query(`query { getProject(input: { projectId: "p1" }) ${projectFields} getProjects(input: { sort: [{ field: "name", order: ASC }, { field: "exportedDate", order: ASC }] }) { nodes ${projectFields} } }`)
    await query('query { getTags(input: { teamId: "7" }) { id name globalTag } getTeamMembersPaginated(input: { filter: { teamId: "7", keyword: "ann" }, sort: [{ field: "joinedDate", order: ASC }] }) { nodes { id user { email name } roleId: invitationStatus joinedDate } } }')
    await query('query { exportTextProject(input: { projectIds: ["p1"], fileName: "f", format: "JSON_ADVANCED", method: FILE_STORAGE }) { exportId } }')
    for (const { id } of snapshot.jobs.items) await call(`POST /__admin/jobs/${encodeURIComponent(id)}/${round === 1 ? 'release' : 'hold'}`)
    await call('POST /bim/apikey/authenticate', { apikey: 'k' })
    await call('POST /api/oauth/token', { grant_type: 'client_credentials', client_id: 'a', client_secret: 'c' })
    await call('POST /v1/generateData', { prompt: 'Questions', numOfRecords: 3, model })
    await call(`POST /api/tasks/${task}/executions`, { input: { slow: true } })
    await call('POST /__admin/clock/advance', { by: '6s' })
  }
  return responses
}
