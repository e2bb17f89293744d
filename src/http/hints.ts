import { shorten } from '../validation/text.ts'
import { findOperation, nearestOperations, type Operation, type Part } from './nearest.ts'

/** How many segments in front of a path a client may have added by mistake. */
const maxPrefix = 2

/** What a client that sent an unmatched request probably means. The text has only visible ASCII characters. */
export function hintAt (parts: readonly Part[], method: string, url: string): string {
  const [path = '/'] = url.split('?')
  return toAscii(otherMethod(parts, method, path) ?? missingBase(parts, method, path) ?? extraPrefix(parts, method, path) ??
    `${method} ${shorten(path)} is not served; the most similar are ${nearestOperations(parts, method, path).map(toText).join(', ')}`)
}

/** A header has only ASCII characters, and a line no control characters. */
export function toAscii (text: string): string {
  return text.replace(/[^ -~]/g, '?')
}

function otherMethod (parts: readonly Part[], method: string, path: string): string | undefined {
  const found = findOperation(parts, path)
  return found && `the method of this path is ${found.operation.method}, not ${method}: ${toText(found.operation)}`
}

/** The path of a client whose base URL lacks the path with which that of its provider ends. */
function missingBase (parts: readonly Part[], method: string, path: string): string | undefined {
  for (const part of parts) {
    const found = part.base === '' ? undefined : findOperation([part], `${part.base}${path}`, method)
    if (found !== undefined) return `the base URL of ${part.name} ends in ${part.base}: ${toText(found.operation)}`
  }
  return undefined
}

/** The path of a client whose base URL has a path too many: `/api/api/jobs/17`. */
function extraPrefix (parts: readonly Part[], method: string, path: string): string | undefined {
  const segments = path.split('/').slice(1)
  for (let count = 1; count <= maxPrefix && count < segments.length; count++) {
    const found = findOperation(parts, `/${segments.slice(count).join('/')}`, method)
    if (found === undefined) continue
    const extra = shorten(`/${segments.slice(0, count).join('/')}`)
    const { name, base } = found.part
    return `the path has ${extra} too many: ${toText(found.operation)}; the base URL of ${name} ends in ${base || 'no path'}`
  }
  return undefined
}

/** `GET /api/jobs/:job_id (julep.getJobStatus)` */
function toText ({ method, path, names: [name] }: Operation): string {
  return `${method} ${path}${name === undefined ? '' : ` (${name})`}`
}
