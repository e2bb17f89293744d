// A well-behaved client of Immuta: it refreshes a native view and waits for the end. It passes every scenario of `jobdouble exam`.
import { setTimeout as sleep } from 'node:timers/promises'

const { IMMUTA_BASE_URL: url, IMMUTA_API_KEY: apikey, PAUSE = 1000, DEADLINE = 6000 } = process.env
const deadline = Date.now() + Number(DEADLINE)
let token = ''

/** Sends a request. Resolves with the status, the headers and the body; `undefined` if no whole response came. */
async function send (method, path, body) {
  try {
    const headers = { 'content-type': 'application/json', ...token && { authorization: `Bearer ${token}` } }
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) })
    return { status: response.status, headers: response.headers, body: await response.json() }
  } catch {}
}

async function signIn () {
  token = ''
  const response = await send('POST', '/bim/apikey/authenticate', { apikey })
  if (response?.status !== 200) throw new Error('Immuta did not accept the key')
  token = response.body.token
}

/** The time (ms) that the service asks for, in seconds or as a date; else a backoff with jitter. */
function toPause (headers, failures) {
  const after = headers?.get('retry-after')
  if (after) return /^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.parse(headers.get('date'))
  return Math.random() * 300 + 300 * 2 ** failures
}

/** Starts the job. A second request could start a second job: a lost response is an error. */
async function start () {
  const response = await send('PUT', '/snowflake/handler/1/refreshNativeViewJob', {})
  if (response?.status !== 200) throw new Error('it is not known whether the job has been started')
  return response.body
}

/** Resolves with the final state. Failures are retried until the deadline; a refused token is replaced once. */
async function waitFor (id) {
  let failures = 0
  let isFresh = false
  while (Date.now() < deadline) {
    const response = await send('POST', '/jobs/statuses', { jobIds: [id] })
    const state = response?.status === 200 ? response.body[id]?.state : undefined
    if (['completed', 'failed', 'cancelled', 'expired'].includes(state)) return state
    if (response?.status === 401 && isFresh) throw new Error('Immuta refused a fresh token')
    isFresh = response?.status === 401
    if (isFresh) await signIn()
    else await sleep(response?.status === 200 ? Number(PAUSE) : toPause(response?.headers, failures++))
  }
  throw new Error(`the job has not ended within ${DEADLINE} ms`)
}

await signIn()
const state = await waitFor(await start())
if (state !== 'completed') throw new Error(`the job has ${state}`)
