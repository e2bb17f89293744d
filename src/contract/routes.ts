import { operationsOf, type Document, type Located } from './document.ts'

/** Finds the operation for a method and a path: a route's pattern, `:id` or `{id}`, or a path that a client asks for. */
export function routesOf (document: Document): (method: string, path: string) => Located | undefined {
  const routes = operationsOf(document).map(located => ({ located, shape: shapeOf(located.path) }))
  // a word in a pattern goes before a parameter that would also fit
  routes.sort((a, b) => parameters(a.located) - parameters(b.located))
  const found = new Map<string, Located | undefined>()

  return (method, path) => {
    const key = `${method} ${path}`
    if (!found.has(key)) found.set(key, find(method.toUpperCase(), withoutServer(document, path)))
    return found.get(key)
  }

  function find (method: string, path: string): Located | undefined {
    return routes.find(({ located, shape }) => located.method === method && shape.test(path))?.located
  }
}

/** The path without its query and without the path of the server under which the contract stands. */
export function withoutServer (document: Document, path: string): string {
  const [route = ''] = path.split('?')
  const base = basesOf(document).find(base => base !== '' && route.startsWith(`${base}/`)) ?? ''
  return route.slice(base.length)
}

/** The paths of the servers under which a contract stands: `/api`; an empty one for the root of a host. */
export function basesOf ({ servers = [{ url: '/' }] }: Document): string[] {
  return servers.map(({ url }) => new URL(url, 'http://server').pathname.replace(/\/$/, ''))
}

function shapeOf (path: string): RegExp {
  const segments = path.split('/').map(segment => segment.startsWith('{') ? '[^/]+' : segment.replaceAll('.', '\\.'))
  return new RegExp(`^${segments.join('/')}$`)
}

function parameters ({ path }: Located): number {
  return path.split('{').length
}
