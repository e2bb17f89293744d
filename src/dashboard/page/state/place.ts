/** Where the page was loaded from, which is where the control API is. */
export const origin = location.origin

const [prefix = ''] = /^\/(?:@|%40)[^/]*/.exec(location.pathname) ?? []

/** The prefix of the sandbox of the page: `/@name`, or nothing for `main`. */
export const base = prefix

/** The name of the sandbox of the page. */
export const sandboxName = prefix === '' ? 'main' : decodeURIComponent(prefix.slice(1)).replace(/^@/, '')

/** The path of the page of a sandbox. */
export function urlOf (name: string): string {
  return name === 'main' ? '/' : `/@${encodeURIComponent(name)}/`
}
