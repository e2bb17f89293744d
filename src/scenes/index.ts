import type { AddressInfo } from 'node:net'
import { assets } from '../assets.ts'
import type { Initial } from '../control/index.ts'
import { toUrl } from '../http/hosts.ts'
import type { App } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { SceneClient, type Send } from './client.ts'
import { readScene } from './schema.ts'

interface Stage {
  app: App
  /** The names of the providers that are served: the clients of others do not appear. */
  served: readonly string[]
  /** Adds to a sandbox what it begins with. */
  fill (sandbox: Sandbox, contents: Initial): void
  onDefect (error: unknown): void
}

/**
 * Plays the demo scene in a new sandbox: clients of all providers, which run inside the server, start jobs and poll them. They follow
 * the clock of the sandbox, so that freezing it stops them.
 */
export function playDemo (sandbox: Sandbox, { app, served, fill, onDefect }: Stage): void {
  const { contents, clients } = readScene(new URL('fixtures/demo-scene.yaml', assets))
  fill(sandbox, contents)
  const send = senderTo(app)
  for (const script of clients.filter(({ provider }) => served.includes(provider))) {
    fill(sandbox, script.contents)
    new SceneClient(script, { sandbox, send, onDefect }).begin()
  }
}

/**
 * Sends requests to the server that it runs in: over connections like any client if it listens with HTTP, and else without. A server
 * with HTTPS may have a certificate that its own clients do not trust.
 */
function senderTo (app: App): Send {
  return async ({ method, path, headers, body }) => {
    const address = app.server.address() as AddressInfo | null
    const payload = body === undefined ? undefined : JSON.stringify(body)
    const sent = { ...headers, ...payload !== undefined && { 'content-type': 'application/json' } }
    if (address === null || app.initialConfig.https !== undefined) {
      const response = await app.inject({ method, url: path, headers: sent, ...payload !== undefined && { payload } })
      return { status: response.statusCode, headers: new Headers(response.headers as Record<string, string>), body: response.json() }
    }
    const url = toUrl(address.address, address.port) + path
    const response = await fetch(url, { method, headers: sent, ...payload !== undefined && { body: payload } })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
}
