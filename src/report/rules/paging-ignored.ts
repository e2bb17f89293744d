import { hasSucceeded, type Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'

export const pagingIgnored = clientRule({
  id: 'paging-ignored',
  severity: 'warning',
  why: 'A client that reads only the first page misses the jobs on the others.',
  source: 'the documentation of the providers',
  fix: 'Ask for further pages until the response says that there are none.',
  thresholds: {},
  judge ({ calls }) {
    return calls.filter(call => call.roles.has('list') && hasSucceeded(call) && saysMore(call.response)).slice(0, 1).flatMap(page => {
      const later = calls.filter(({ number }) => number > page.number)
      const isFurther = ({ operations, fingerprint }: Call) => operations[0] === page.operations[0] && fingerprint !== page.fingerprint
      if (later.some(isFurther)) return []
      const known = new Set(calls.flatMap(({ created }) => created))
      const text = JSON.stringify(page.response)
      const isElsewhere = (job: string) => !known.has(job) && !text.includes(JSON.stringify(job))
      const used = later.find(({ roles, asked }) => roles.has('status') && [...asked.keys()].some(isElsewhere))
      if (used === undefined) return []
      const message = 'The client used a job that was not on the first page of a list, without asking for the further pages.'
      return [violated(message, [page, used])]
    })
  }
})

/** Whether a list says that there are more pages, in one of the ways of the providers. */
function saysMore (response: unknown): boolean {
  if (typeof response !== 'object' || response === null) return false
  const { items, hits, total, count, offset, pageInfo, next, nextToken } = response as Record<string, unknown>
  if (Array.isArray(items) && typeof total === 'number') return (Number(offset) || 0) + items.length < total
  if (Array.isArray(hits) && typeof count === 'number') return hits.length < count
  if (typeof next === 'string' || typeof nextToken === 'string') return true
  if ((pageInfo as { nextCursor?: unknown } | undefined)?.nextCursor != null) return true
  // GraphQL: the list lies one or two levels down
  return !Array.isArray(response) && Object.values(response).some(saysMore)
}
