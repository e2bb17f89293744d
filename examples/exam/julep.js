// A well-behaved client of Julep: it starts an execution and waits for its end.
import { send, start, waitFor } from './retrying.js'

const { JULEP_BASE_URL: url, JULEP_API_KEY: key } = process.env
const headers = { authorization: `Bearer ${key}` }
const ends = { succeeded: 'succeeded', failed: 'failed', cancelled: 'failed' }

const task = '11111111-2222-4333-8444-555555555555'
const { id } = await start(`${url}/tasks/${task}/executions`, { method: 'POST', body: { input: {} }, headers })
await waitFor(() => send(`${url}/executions/${id}`, { headers }), ({ status }) => ends[status])
