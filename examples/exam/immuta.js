// A well-behaved client of Immuta: it refreshes a native view and waits for the end of the job.
import { send, start, waitFor } from './retrying.js'

const { IMMUTA_BASE_URL: url, IMMUTA_API_KEY: apikey } = process.env
let headers

async function signIn () {
  const response = await send(`${url}/bim/apikey/authenticate`, { method: 'POST', body: { apikey } })
  if (response?.status !== 200) throw new Error('Immuta did not accept the key')
  headers = { authorization: `Bearer ${response.body.token}` }
}

const ends = { completed: 'succeeded', failed: 'failed', cancelled: 'failed', expired: 'failed' }

await signIn()
const job = await start(`${url}/snowflake/handler/1/refreshNativeViewJob`, { method: 'PUT', body: {}, headers })
await waitFor(() => send(`${url}/jobs/statuses`, { method: 'POST', body: { jobIds: [job] }, headers }), body => ends[body[job]?.state], signIn)
