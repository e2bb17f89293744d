// What the well-behaved clients in this folder share: requests with a limit of time, pauses with jitter, and polls with a deadline.
import { setTimeout as sleep } from 'node:timers/promises'

const { PAUSE = 1000, DEADLINE = 6000 } = process.env
const deadline = Date.now() + Number(DEADLINE)

/** Sends a request. Resolves with the status, the headers and the body; `undefined` if no whole response came. */
export async function send (url, { body, headers, ...init } = {}) {
  try {
    const json = body && { 'content-type': 'application/json' }
    const response = await fetch(url, { ...init, headers: { ...json, ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) })
    return { status: response.status, headers: response.headers, body: await response.json() }
  } catch {}
}

/** Sends the request that starts a job, once: a second one could start a second job, so that a lost response is an error. */
export async function start (url, init) {
  const response = await send(url, init)
  if (response?.status !== 200 && response?.status !== 201) throw new Error('it is not known whether the job has been started')
  return response.body
}

/**
 * Polls until `toState` returns `succeeded` or `failed` for a body, or the deadline has passed. Failures are retried; `renew` replaces
 * a token that was refused, once.
 */
export async function waitFor (poll, toState, renew) {
  let failures = 0
  let isFresh = false
  while (Date.now() < deadline) {
    const response = await poll()
    const state = response?.status === 200 ? toState(response.body) : undefined
    if (state === 'succeeded') return
    if (state === 'failed') throw new Error('the job has not succeeded')
    const isRefused = response?.status === 401 || response?.status === 403 || state === 'refused'
    if (isRefused && (isFresh || renew === undefined)) throw new Error('the service refused the credential')
    isFresh = isRefused
    if (isRefused) await renew()
    else await sleep(response?.status === 200 ? Number(PAUSE) : toPause(response?.headers, failures++))
  }
  throw new Error(`the job has not ended within ${DEADLINE} ms`)
}

/** The time (ms) that the service asks for, in seconds or as a date; else a backoff with jitter. */
function toPause (headers, failures) {
  const after = headers?.get('retry-after')
  if (after) return /^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.parse(headers.get('date'))
  return Math.random() * 300 + 300 * 2 ** failures
}
