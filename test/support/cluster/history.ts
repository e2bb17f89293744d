/** A request of a client as it was seen from outside, in ms of one monotonic timer. */
export interface Seen {
  begin: number
  /** When its response arrived; Infinity if none did: it may have happened at any time since, or never. */
  end: number
  /** Whether it must have happened, although there was no response. */
  isCertain?: boolean | undefined
}

/** What a server does that handles one request after the other. */
export interface Sequential<State, Request extends Seen> {
  initial: State
  /** The state after a request; undefined if a server in this state does not respond like that. */
  apply (state: State, request: Request): State | undefined
  /** The same text for the same state. */
  keyOf (state: State): string
}

/** More attempts than a history needs that agrees with the model. */
const maxAttempts = 200_000

/**
 * Searches an order in which a sequential server gives the same responses: a request that began after the response to another comes after
 * it. Returns undefined if there is one, else the requests that fit nowhere. (Wing and Gong, "Testing and verifying concurrent objects".)
 */
export function findMisfits<State, Request extends Seen> (history: readonly Request[], model: Sequential<State, Request>): Request[] | undefined {
  const requests = [...history].sort((one, other) => one.begin - other.begin)
  const isDone = requests.map(() => false)
  const failed = new Set<string>()
  let attempts = 0
  let best = { count: -1, misfits: requests }

  function place (state: State, first: number, count: number): boolean {
    while (isDone[first]) first++
    const open = requests.map((_request, index) => index).slice(first).filter(index => !isDone[index])
    const required = open.filter(index => requests[index]!.end < Infinity || requests[index]!.isCertain)
    if (required.length === 0) return true
    const bound = Math.min(...open.map(index => requests[index]!.end))
    const possible = open.filter(index => requests[index]!.begin <= bound)
    if (count > best.count) best = { count, misfits: possible.map(index => requests[index]!) }
    const key = `${first} ${isDone.map((done, index) => done && index > first ? index : '').filter(String).join(' ')} ${model.keyOf(state)}`
    if (failed.has(key)) return false
    if (++attempts > maxAttempts) throw new Error('the history is too entangled to be checked')
    // those with a response first: most of the others never happened
    for (const index of possible.sort((one, other) => requests[one]!.end - requests[other]!.end)) {
      const next = model.apply(state, requests[index]!)
      if (next === undefined) continue
      isDone[index] = true
      if (place(next, first, count + 1)) return true
      isDone[index] = false
    }
    failed.add(key)
    return false
  }

  return place(model.initial, 0, 0) ? undefined : best.misfits
}
