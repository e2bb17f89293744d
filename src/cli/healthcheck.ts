import { toUrl } from '../http/hosts.ts'

/** The time (ms) in which a healthy server responds. */
const timeout = 2000

/** Checks a running server; for images without curl. Throws if the server is not healthy or does not respond in time. */
export async function healthcheck ({ host, port }: { host: string, port: number }): Promise<string> {
  const url = `${toUrl(host, port)}/health`
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) }).catch(() => undefined)
  if (response === undefined) throw new Error(`${url} does not respond; check that jobdouble is running there`)
  if (!response.ok) throw new Error(`${url} responds with ${response.status}; check that it is a jobdouble`)
  return 'ok'
}
