// A careless client of Immuta: it retries nothing, has no deadline, and takes for success whatever is not in progress. It fails most of `jobdouble exam`.
import { setTimeout as sleep } from 'node:timers/promises'

const { IMMUTA_BASE_URL: url, IMMUTA_API_KEY: apikey, PAUSE = 100 } = process.env

async function send (method, path, body, token) {
  const headers = { 'content-type': 'application/json', ...token && { authorization: `Bearer ${token}` } }
  const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) })
  return await response.json()
}

const { token } = await send('POST', '/bim/apikey/authenticate', { apikey })
const id = await send('PUT', '/snowflake/handler/1/refreshNativeViewJob', {}, token)
let state
do {
  await sleep(Number(PAUSE))
  state = (await send('POST', '/jobs/statuses', { jobIds: [id] }, token))[id]?.state
} while (['created', 'active', 'retry'].includes(state))
