import { toUrl } from '../http/hosts.ts'

/** Asks a running double whether it is well; for images, which have no curl. Throws if it is not, or if nobody answers in 2 s. */
export async function healthcheck ({ host, port }: { host: string, port: number }): Promise<string> {
  const url = `${toUrl(host, port)}/health`
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
  if (answer?.ok !== true) throw new Error(answer === undefined ? `nobody answers at ${url}` : `${url} answers ${answer.status}`)
  return 'ok'
}
