import { Agent, request as ask } from 'node:http'

/** How long the client waits for a response, in ms. Waits and streams may legitimately take longer. */
export const patience = 1000

const agent = new Agent({ keepAlive: true })

/** Headers after which a connection cannot be used again. */
const framing = ['content-length', 'transfer-encoding', 'connection', 'expect']

/** The target in the first line of the request. */
export function urlOf ({ prefix, path, query, junk = '' }) {
  const search = query.map(pair => pair.map(text => encodeURIComponent(text.toWellFormed())).join('=')).join('&') + junk
  return `${/^(http|\*)/.test(path) ? '' : prefix}${path}${search === '' ? '' : `?${search}`}`
}

/** Sends a request. Returns `{ status, headers, text, ms }`, without a status if there was no response; `isRefused` if nothing listens. */
export async function send (base, request) {
  const { hostname, port, host } = new URL(base)
  const { method, body, type, hangsUp = false } = request
  const headers = request.headers.map(([name, value]) => [name.toLowerCase(), value])
  const has = wanted => headers.some(([name]) => name === wanted)
  const isOdd = framing.some(has)
  if (!has('host')) headers.push(['host', host])
  if (type !== undefined) headers.push(['content-type', type])
  const hasLength = has('content-length') || has('transfer-encoding')
  if (body !== undefined && !hasLength) headers.push(['content-length', String(Buffer.byteLength(body))])
  const began = performance.now()
  return await new Promise(resolve => {
    const outgoing = ask({ hostname, port, method, path: urlOf(request), headers: headers.flat(), agent: isOdd || hangsUp ? false : agent })
    const finish = answer => {
      clearTimeout(timer)
      if (!outgoing.res?.complete || isOdd) outgoing.destroy()
      resolve({ ...answer, ms: performance.now() - began })
    }
    const timer = setTimeout(finish, patience)
    outgoing.on('error', ({ code }) => finish(code === 'ECONNREFUSED' ? { isRefused: true } : undefined))
    outgoing.on('response', response => {
      const { statusCode: status, headers } = response
      let text = ''
      response.setEncoding('latin1')
      response.on('data', data => { if (text.length < 500) text += data.slice(0, 500) })
      response.on('end', () => finish({ status, headers, text }))
      response.on('error', () => finish())
      const isStream = headers['content-type']?.startsWith('text/event-stream') === true
      if (isStream) setTimeout(() => finish({ status, headers, text }), 20)
    })
    outgoing.end(body)
    // long enough for the program to read the request
    if (hangsUp) setTimeout(finish, 3)
  })
}
