import type { App, Provider } from '../provider.ts'
import { collections } from './collections.ts'
import { serveGraphql } from './graphql/serve.ts'
import { newJobId } from './jobs.ts'
import { autoLabelQueue, groupOf, LaunchInputSchema, launchQueue, toLaunchInput } from './projects/draft.ts'
import { serveRest } from './rest/serve.ts'
import { serveSignIn } from './rest/sign-in.ts'
import { statuses } from './schema.ts'
import { controlMembers } from './team/control-members.ts'
import { addAssignees } from './team/members.ts'

/** Datasaur (datasaur.ai): text labelling. */
export const datasaur: Provider = {
  name: 'datasaur',
  kind: autoLabelQueue,
  statuses: { documented: statuses, observed: statuses },
  starts: [
    'autoLabelTokenBasedProject',
    'calculateAgreementTables',
    'collectDataset',
    'runAutomation',
    'getDataProgrammingPredictions',
    'replicateCabinet',
    'createProject',
    'launchTextProjectAsync',
    'addDocumentsToProject',
    'exportTextProject',
    'exportTextProjectDocument',
    'exportTeamOverview'
  ],
  nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
  env: { DATASAUR_BASE_URL: '{url}', DATASAUR_CLIENT_ID: 'jobdouble', DATASAUR_CLIENT_SECRET: 'jobdouble' },
  graphql: true,
  report: {
    roles: {
      getJob: 'status',
      getJobs: 'status',
      getProjects: 'list',
      getTeamMembersPaginated: 'list',
      createToken: 'sign-in',
      downloadFile: 'result'
    },
    batch: 'getJobs'
  },
  polls: ({ id }) => {
    const fields = '{ id status progress createdAt errors { id stack } result }'
    const headers = { authorization: 'Bearer jobdouble', 'content-type': 'application/json' }
    return [
      {
        operation: 'getJob',
        method: 'POST',
        path: '/graphql',
        headers,
        body: { query: `query ($id: String!) { getJob(jobId: $id) ${fields} }`, variables: { id } }
      },
      {
        operation: 'getJobs',
        method: 'POST',
        path: '/graphql',
        headers,
        body: { query: `query ($ids: [String!]!) { getJobs(jobIds: $ids) ${fields} }`, variables: { ids: [id] } }
      }
    ]
  },
  newId: newJobId,
  toInput: (input, ids, kind) => kind === launchQueue ? toLaunchInput(input, ids) : input,
  inputSchema: kind => kind === launchQueue ? LaunchInputSchema : undefined,
  collections,
  groupOf,
  addThings: addAssignees,
  members: controlMembers,
  specification: '/graphql/schema.graphql',
  routes
}

async function routes (app: App): Promise<void> {
  serveGraphql(app)
  serveRest(app)
  serveSignIn(app)
}
