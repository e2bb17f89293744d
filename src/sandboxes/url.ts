import type { IncomingMessage } from 'node:http'
import { mainSandbox } from './sandbox.ts'

/** `/@name/path` → the name and `/path`; a URL without a name belongs to `main`. Some clients write the @ as %40. */
export function splitUrl (target: string): { sandbox: string, path: string } {
  const url = target.startsWith('/') ? target : withoutAuthority(target)
  const start = url.startsWith('/@') ? 2 : url.startsWith('/%40') ? 4 : 0
  if (start === 0) return { sandbox: mainSandbox, path: url }
  const end = url.slice(start).search(/[/?#]/)
  const name = end === -1 ? url.slice(start) : url.slice(start, start + end)
  const path = url.slice(start + name.length)
  return { sandbox: name, path: path.startsWith('/') ? path : `/${path}` }
}

/** `http://host/path` → `/path`: clients that take the server for a proxy send the whole URL (RFC 9112, absolute-form). */
function withoutAuthority (target: string): string {
  const [authority] = /^https?:\/\/[^/?#]*/i.exec(target) ?? []
  if (authority === undefined) return target
  const path = target.slice(authority.length)
  return path.startsWith('/') ? path : `/${path}`
}

/**
 * The URL that the router sees. A stray % that introduces no character becomes one that stands for itself, so that the
 * provider answers in its own words: no such id.
 */
export function withoutSandbox ({ url = '/' }: IncomingMessage): string {
  const { path } = splitUrl(url)
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
