// Requests over keep-alive connections: fetch would cost more than what is measured.
import { once } from 'node:events'
import { Agent, request } from 'node:http'

/** Returns `ask`, which sends a request to the server at a URL and resolves with the parsed body, and `close`, which closes its connections. */
export function asker (url, { keepAlive = true } = {}) {
  // TCP keep-alive probes, one per second on each of thousands of connections, overload some machines
  const agent = new Agent({ keepAlive, keepAliveMsecs: 600_000, maxSockets: Infinity })
  const ask = async (method, path, body) => {
    const outgoing = request(url + path, { method, agent, headers: { authorization: 'k', ...body && { 'content-type': 'application/json' } } })
    const [response] = await once(outgoing.end(body && JSON.stringify(body)), 'response')
    let text = ''
    for await (const data of response) text += data
    if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return { ask, close: () => agent.destroy() }
}
