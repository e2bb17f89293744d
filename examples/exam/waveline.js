// A well-behaved client of Waveline: it sends a document, and waits until its data has been extracted.
import { send, start, waitFor } from './retrying.js'

const { WAVELINE_BASE_URL: url, WAVELINE_API_KEY: key } = process.env
const headers = { authorization: `Bearer ${key}` }
const ends = { COMPLETED: 'succeeded', FAILED: 'failed' }

const document = { fileName: 'resume.txt', contentType: 'text/plain', file: Buffer.from('Ada Byron, 47, analyst').toString('base64') }
const body = { ...document, shape: [{ name: 'full_name', type: 'string' }] }
const { id } = await start(`${url}/api/v1/extract-document`, { method: 'POST', body, headers })
await waitFor(() => send(`${url}/api/v1/jobs/${id}`, { headers }), ({ status }) => ends[status])
