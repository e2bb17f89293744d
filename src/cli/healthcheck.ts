import { get as getHttp, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { toUrl } from '../http/hosts.ts'
import { schemeOf, type Address } from './target.ts'

/** The time (ms) in which a healthy server responds. */
const timeout = 2000

/** Checks a running server; for images without curl. Throws if the server is not healthy or does not respond in time. */
export async function healthcheck ({ host, port, ...tls }: Address): Promise<string> {
  const scheme = schemeOf(tls)
  const url = `${toUrl(host, port, scheme)}/health`
  const status = await ask(url, scheme === 'https' ? (await import('node:https')).get : getHttp).catch(() => undefined)
  if (status === undefined) throw new Error(`${url} does not respond; check that jobdouble is running there`)
  if (status >= 300) throw new Error(`${url} responds with ${status}; check that it is a jobdouble`)
  return 'ok'
}

/** Returns the status of a response. Accepts any certificate: the request goes to the server of this machine. */
async function ask (url: string, get: typeof getHttp): Promise<number> {
  const request = get(url, { agent: false, signal: AbortSignal.timeout(timeout), ...{ rejectUnauthorized: false } })
  const [response] = await once(request, 'response') as [IncomingMessage]
  response.resume()
  // of a response to a request there always is one
  return response.statusCode!
}
