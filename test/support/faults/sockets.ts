import { once } from 'node:events'
import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Test } from 'tap'
import { listen } from '../../../src/http/server/listen.ts'
import { double } from '../double.ts'

export interface Received {
  status: number
  headers: IncomingMessage['headers']
  text: string
  /** As they were sent: a slow client reads several in one. */
  pieces: string[]
  /** Whether all of it came that was announced. */
  complete: boolean
  /** The client's port: two responses with the same port came over one connection. */
  port: number | undefined
}

/** A double that listens, and a client that keeps its one connection. */
export async function listening (t: Test, options?: Parameters<typeof double>[1]) {
  const { app, ask, make } = await double(t, options)
  const url = await listen(app, { host: '127.0.0.1', port: 0 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())

  /** The pieces of the last response. */
  let written: string[] = []
  app.server.prependListener('request', (_request, response: ServerResponse) => {
    const pieces: string[] = written = []
    for (const method of ['write', 'end'] as const) {
      const send = response[method].bind(response) as (...args: unknown[]) => any
      response[method] = (...args: unknown[]) => {
        if (typeof args[0] === 'string' || args[0] instanceof Uint8Array) pieces.push(Buffer.from(args[0] as string).toString())
        return send(...args)
      }
    }
  })

  const start = (operation: string, body?: unknown, options: object = {}) => {
    const [method, path] = operation.split(' ')
    const headers = { authorization: 'Bearer k', 'x-api-key': 'k', ...body !== undefined && { 'content-type': 'application/json' } }
    return request(`${url}${path}`, { method, headers, agent, ...options }).end(body === undefined ? undefined : JSON.stringify(body))
  }
  /** Rejects if there is no response. */
  const fetch = async (operation: string, body?: unknown, options?: object): Promise<Received> => {
    const sent = start(operation, body, options)
    const [answer] = await once(sent, 'response') as [IncomingMessage]
    let text = ''
    answer.setEncoding('utf8').on('data', data => { text += data }).on('error', () => {})
    await new Promise(resolve => answer.once('close', resolve))
    return { status: answer.statusCode!, headers: answer.headers, text, pieces: written, complete: answer.complete, port: sent.socket?.localPort }
  }
  /** Sends bytes as they are. Resolves with what comes back until the connection ends, and how it ended. */
  const raw = async (text: string): Promise<{ text: string, error: string | undefined }> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let answer = ''
    let error: string | undefined
    socket.on('data', data => { answer += data }).on('error', ({ code }: NodeJS.ErrnoException) => { error = code })
    socket.write(text)
    await once(socket, 'close').catch(() => {})
    return { text: answer, error }
  }
  const add = async (order: object, prefix = '') => (await ask(`POST ${prefix}/__admin/faults`, order)).body.id as string
  const held = async (prefix = '') => (await app.inject(`${prefix}/__admin/faults`)).json().items.reduce((sum: number, fault: { held: number }) => sum + fault.held, 0)
  const until = async (isTrue: () => Promise<boolean>) => {
    const begin = performance.now()
    while (!await isTrue()) {
      if (performance.now() > begin + 120_000) throw new Error('it has not come to that')
      // an injected request gets its response before a socket emits an event
      await setImmediate()
    }
  }
  const untilHeld = async (count: number, prefix = '') => await until(async () => await held(prefix) === count)
  return { app, ask, make, url, agent, start, fetch, raw, add, held, until, untilHeld }
}
