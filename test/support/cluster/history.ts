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
const maxAttempts = 100_000

/**
 * Searches an order in which a sequential server gives the same responses: a request that began after the response to another comes after
 * it. Returns undefined if there is one, else the requests that fit nowhere. (Wing and Gong, "Testing and verifying concurrent objects".)
 */
export function findMisfits<State, Request extends Seen> (history: readonly Request[], model: Sequential<State, Request>): Request[] | undefined {
  const requests = [...history].sort((one, other) => one.begin - other.begin)
  const isRequired = requests.map(({ end, isCertain }) => end < Infinity || isCertain === true)
  const isDone = requests.map(() => false)
  const failed = new Set<string>()
  let attempts = 0
  let best = { count: -1, misfits: requests }

  function place (state: State, first: number, required: number): boolean {
    if (required === 0) return true
    while (isDone[first]) first++
    const possible: number[] = []
    let [key, bound] = [`${first} ${model.keyOf(state)}`, Infinity]
    // those that begin before any of the others has ended
    for (let index = first; index < requests.length && requests[index]!.begin <= bound; index++) {
      if (isDone[index]) key += ` ${index}`
      else {
        possible.push(index)
        bound = Math.min(bound, requests[index]!.end)
      }
    }
    if (failed.has(key)) return false
    if (++attempts > maxAttempts) throw new Error('the history is too entangled to be checked')
    const count = isRequired.filter(Boolean).length - required
    if (count > best.count) best = { count, misfits: possible.map(index => requests[index]!) }
    const tried = new Set<string>()
    // those with a response first: most of the others never happened
    for (const index of possible.sort((one, other) => requests[one]!.end - requests[other]!.end)) {
      const request = requests[index]!
      // of several without a response that do the same, the first
      const { begin: _begin, ...rest } = request
      const alike = JSON.stringify(rest)
      if (!isRequired[index] && tried.has(alike)) continue
      tried.add(alike)
      const next = model.apply(state, request)
      if (next === undefined) continue
      isDone[index] = true
      if (place(next, first, required - Number(isRequired[index]))) return true
      isDone[index] = false
    }
    failed.add(key)
    return false
  }

  return place(model.initial, 0, isRequired.filter(Boolean).length) ? undefined : best.misfits
}
