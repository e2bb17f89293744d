// A client as tests have them: it repeats what is rejected or lost, up to a limit.
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const agent = new Agent({ keepAlive: true, maxSockets: 200 })
const headers = { authorization: 'Bearer any', 'x-api-key': 'any' }

/** Requests of all clients so far: how many got no response, and how many a 5xx that no fault asked for. */
export const traffic = { requests: 0, lost: 0, defects: [] }

/** Sends `POST /path` with a body in JSON. Returns the status, 0 if the connection broke, and the parsed body. */
export async function send (url, operation, body) {
  const [method, path] = operation.split(' ')
  const payload = body === undefined ? undefined : JSON.stringify(body)
  traffic.requests++
  try {
    const outgoing = request(url + path, { method, agent, headers: { ...headers, ...payload !== undefined && { 'content-type': 'application/json' } } })
    const [response] = await once(outgoing.end(payload), 'response')
    let text = ''
    for await (const data of response.setEncoding('utf8')) text += data
    const { statusCode: status, headers: received } = response
    if (status >= 500 && received['x-jobdouble-fault'] === undefined) traffic.defects.push(`${operation}: ${status} ${text.slice(0, 200)}`)
    const isWhole = received['x-jobdouble-fault'] === undefined
    return { status, body: isWhole && received['content-type']?.startsWith('application/json') ? JSON.parse(text) : undefined }
  } catch (error) {
    if (error instanceof SyntaxError) throw error
    traffic.lost++
    return { status: 0, body: undefined }
  }
}

/** Sends a request until its response has status 200 to 299 and is whole. `onLost` is called for each response that does not arrive. */
export async function insist (url, operation, body, onLost = () => {}) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const response = await send(url, operation, body)
    if (response.status >= 200 && response.status < 300 && response.body !== undefined) return response.body
    // a fault that cuts or corrupts the response may leave the request handled
    if (response.status === 0 || response.status < 300) onLost()
    else if (response.status < 429) throw new Error(`${operation}: ${response.status} ${JSON.stringify(response.body)}`)
    await sleep(10)
  }
  throw new Error(`${operation} has failed 200 times`)
}

/** Starts a request and destroys its connection after some ms. */
export async function dieDuring (url, operation, body, ms) {
  const [method, path] = operation.split(' ')
  const outgoing = request(url + path, { method, agent: false, headers: { ...headers, 'content-type': 'application/json' } })
  outgoing.on('error', () => {}).on('response', response => response.on('error', () => {}).resume())
  // a client that dies while it sends
  if (ms === 0) outgoing.write('{"')
  else outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  await sleep(ms)
  outgoing.destroy()
}

/** Reads the events of a sandbox until `stop` is called, which returns those of one kind. Throws if their ids do not rise. */
export async function readEvents (url) {
  const outgoing = request(`${url}/__admin/events`, { agent: false, headers })
  const [response] = await once(outgoing.end(), 'response')
  const events = []
  let [rest, last] = ['', -1]
  response.setEncoding('utf8').on('error', () => {}).on('data', data => {
    const blocks = (rest + data).split('\n\n')
    rest = blocks.pop()
    for (const block of blocks) {
      const { event, data, id } = Object.fromEntries(block.split('\n').map(line => /^(\w+): (.*)$/.exec(line).slice(1)))
      if (event === undefined) continue
      if (event !== 'gap' && Number(id) <= last) throw new Error(`the event ${id} follows ${last}`)
      last = Number(id)
      events.push({ event, data: JSON.parse(data) })
    }
  })
  return {
    stop (kind) {
      outgoing.destroy()
      return events.filter(({ event }) => event === kind).map(({ data }) => data)
    }
  }
}
