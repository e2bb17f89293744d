import { isFinal } from '../jobs/index.ts'
import { hasFailed, overlaps, type Call } from './call.ts'
import { push, type JobConversation } from './conversation.ts'

/** The calls with the same fingerprint, in order. */
export function byFingerprint (calls: readonly Call[]): Call[][] {
  return groupBy(calls, ({ fingerprint }) => fingerprint)
}

/** The calls grouped by a key, in the order of the first of each group. */
export function groupBy (calls: readonly Call[], keyOf: (call: Call) => string | number): Call[][] {
  const groups = new Map<string | number, Call[]>()
  for (const call of calls) push(groups, keyOf(call), call)
  return [...groups.values()]
}

/** The first call after the one at `index` that was sent when the response to that one was known. */
export function nextOf (calls: readonly Call[], index: number): Call | undefined {
  for (let next = index + 1; next < calls.length; next++) if (!overlaps(calls[index]!, calls[next]!)) return calls[next]
  return undefined
}

/** Each failed call with its retries: the same request again, until one succeeds. All calls but the last have failed. */
export const retrySequences = remembered(findRetries)

function findRetries (calls: readonly Call[]): readonly Call[][] {
  const sequences: Call[][] = []
  for (const group of byFingerprint(calls)) {
    let sequence: Call[] = []
    for (const call of group) {
      const previous = sequence.at(-1)
      // a request that was sent before the failure was known is not a retry
      if (previous !== undefined && overlaps(previous, call)) continue
      sequence.push(call)
      if (hasFailed(call)) continue
      if (sequence.length > 1) sequences.push(sequence)
      sequence = []
    }
    if (sequence.length > 1) sequences.push(sequence)
  }
  return sequences
}

/** The requests for the status of the job that one client sent after another, for each client. */
export const pollsByClient = remembered(({ calls }: JobConversation): readonly Call[][] =>
  groupBy(calls.filter(({ roles }) => roles.has('status')), ({ client }) => client))

/** A pure function that several rules apply to the same thing: it is computed once, and forgotten with the thing. */
function remembered<T extends object, Result extends object> (compute: (thing: T) => Result): (thing: T) => Result {
  const results = new WeakMap<T, Result>()
  return thing => {
    const known = results.get(thing)
    if (known !== undefined) return known
    const result = compute(thing)
    results.set(thing, result)
    return result
  }
}

/** The first call whose response showed that the job had ended. */
export function firstEnd ({ calls, job }: JobConversation): Call | undefined {
  return calls.find(call => showsEnd(call, job))
}

export function showsEnd ({ asked }: Call, job: string): boolean {
  const shown = asked.get(job)
  return shown !== undefined && !shown.missing && !shown.unknownStatus && isFinal(shown.state)
}
