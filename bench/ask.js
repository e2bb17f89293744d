// Asking over connections that are kept: fetch would cost more than what is measured.
import { once } from 'node:events'
import { Agent, request } from 'node:http'

/** How to ask the server at a URL, and to let go of its connections, if they are kept at all. Answers the parsed body. */
export function asker (url, { keepAlive = true } = {}) {
  // TCP's own probes, one a second on each of thousands of connections, are more than some machines take
  const agent = new Agent({ keepAlive, keepAliveMsecs: 600_000, maxSockets: Infinity })
  const ask = async (method, path, body) => {
    const outgoing = request(url + path, { method, agent, headers: { authorization: 'k', ...body && { 'content-type': 'application/json' } } })
    const [answer] = await once(outgoing.end(body && JSON.stringify(body)), 'response')
    let text = ''
    for await (const data of answer) text += data
    if (answer.statusCode >= 300) throw new Error(`${method} ${path} is answered ${answer.statusCode} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return { ask, close: () => agent.destroy() }
}
