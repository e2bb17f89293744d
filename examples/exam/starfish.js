// A well-behaved client of Starfish: it generates rows, waits for the end of the job and fetches them.
import { send, start, waitFor } from './retrying.js'

const { STARFISH_BASE_URL: url, STARFISH_API_KEY: key } = process.env
const headers = { 'x-api-key': key }
const ends = { COMPLETE: 'succeeded', FAILED: 'failed' }

const request = { prompt: 'Questions about a delivery', numOfRecords: 5, model: 'gpt-4o-mini-2024-07-18' }
const { jobId, projectId } = await start(`${url}/v1/generateData`, { method: 'POST', body: request, headers })
await waitFor(() => send(`${url}/v1/jobStatus`, { method: 'POST', body: { jobId, projectId }, headers }), ({ status }) => ends[status])
const response = await send(`${url}/v1/data`, { method: 'POST', body: { projectId }, headers })
if (response?.status !== 200) throw new Error('the rows cannot be fetched')
