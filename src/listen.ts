import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { toUrl } from './http/address.ts'

/** Listens and answers the base URL. Throws one line that says what to do. */
export async function listen (app: FastifyInstance, { host, port }: { host: string, port: number }): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === 'EADDRINUSE' ? `port ${port} on ${host} is in use; --port 0 takes a free one` : `cannot listen on ${host}: ${message}`, { cause: error })
  }
  return toUrl(host, (app.server.address() as AddressInfo).port)
}
