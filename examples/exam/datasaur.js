// A well-behaved client of Datasaur: it exports the overview of a team, waits for the end of the job and downloads the file.
import { send, start, waitFor } from './retrying.js'

const { DATASAUR_BASE_URL: url, DATASAUR_CLIENT_ID: id, DATASAUR_CLIENT_SECRET: secret } = process.env
let headers

async function signIn () {
  const body = { client_id: id, client_secret: secret, grant_type: 'client_credentials' }
  const response = await send(`${url}/api/oauth/token`, { method: 'POST', body })
  if (response?.status !== 200) throw new Error('Datasaur did not accept the credentials')
  headers = { authorization: `Bearer ${response.body.access_token}` }
}

/** A GraphQL response with errors has the status 200; one says by its message that the token was refused. */
function toState ({ data, errors }) {
  if (errors?.some(({ message, extensions }) => /auth|token/i.test(`${message} ${extensions?.code}`))) return 'refused'
  return { DELIVERED: 'succeeded', FAILED: 'failed' }[data?.result?.status]
}

await signIn()
const query = 'query ($input: ExportTeamOverviewInput!) { result: exportTeamOverview(input: $input) { exportId fileUrl } }'
const started = await start(`${url}/graphql`, { method: 'POST', body: { query, variables: { input: { method: 'FILE_STORAGE', teamId: '1' } } }, headers })
if (!started.data?.result) throw new Error('the export has not been started')
const { exportId: jobId, fileUrl } = started.data.result
const read = { query: 'query ($jobId: String!) { result: getJob(jobId: $jobId) { status } }', variables: { jobId } }
await waitFor(() => send(`${url}/graphql`, { method: 'POST', body: read, headers }), toState, signIn)
const file = await fetch(fileUrl)
if (!file.ok) throw new Error('the file cannot be downloaded')
