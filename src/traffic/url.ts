import type { IncomingMessage } from 'node:http'
import { mainSandbox } from '../sandboxes/index.ts'

/** `/@name/path` → the name and `/path`; a URL without a name selects `main`. Some clients encode the @ as %40. */
export function splitUrl (target: string): { sandbox: string, path: string } {
  const url = target.startsWith('/') ? target : withoutAuthority(target)
  const start = url.startsWith('/@') ? 2 : url.startsWith('/%40') ? 4 : 0
  if (start === 0) return { sandbox: mainSandbox, path: url }
  const end = url.slice(start).search(/[/?#]/)
  const name = end === -1 ? url.slice(start) : url.slice(start, start + end)
  const path = url.slice(start + name.length)
  return { sandbox: name, path: path.startsWith('/') ? path : `/${path}` }
}

/** `http://host/path` → `/path`: clients that use the server as a proxy send the whole URL (RFC 9112, absolute-form). */
function withoutAuthority (target: string): string {
  const [authority] = /^https?:\/\/[^/?#]*/i.exec(target) ?? []
  if (authority === undefined) return target
  const path = target.slice(authority.length)
  return path.startsWith('/') ? path : `/${path}`
}

/** Key of the sandbox name on the request: the URL is split once. */
const selected = Symbol('sandbox')

/** The name of the sandbox that the URL selects. Must be called after `withoutSandbox` has split the URL. */
export function sandboxNameOf (request: IncomingMessage & { [selected]?: string }): string {
  return request[selected] ?? mainSandbox
}

/**
 * The URL for the router. If a % in the path does not introduce a character, each % becomes %25: Fastify would reject the URL,
 * and now the provider responds that it knows no such id.
 */
export function withoutSandbox (request: IncomingMessage & { [selected]?: string }): string {
  const { sandbox, path } = splitUrl(request.url!)
  if (sandbox !== mainSandbox) request[selected] = sandbox
  if (!path.includes('%')) return path
  const query = path.indexOf('?')
  const route = query === -1 ? path : path.slice(0, query)
  try {
    decodeURIComponent(route)
    return path
  } catch {
    return route.replaceAll('%', '%25') + path.slice(route.length)
  }
}
