/** The states of a job. The word of a provider for a state is its *status*. */
export const states = ['queued', 'running', 'retrying', 'waiting', 'succeeded', 'failed', 'cancelled', 'expired'] as const

export type State = typeof states[number]

/** The states that may follow each state. A lifecycle with other transitions must have `illegal: true`. */
export const transitions: Readonly<Record<State, readonly State[]>> = {
  queued: ['running', 'retrying', 'failed', 'cancelled', 'expired'],
  running: ['waiting', 'retrying', 'succeeded', 'failed', 'cancelled', 'expired'],
  retrying: ['running', 'failed', 'cancelled', 'expired'],
  waiting: ['running', 'failed', 'cancelled', 'expired'],
  succeeded: [],
  failed: [],
  cancelled: [],
  expired: []
}

/** Whether a state is final. Only a lifecycle with `illegal: true` has steps after it. */
export function isFinal (state: State): boolean {
  return transitions[state].length === 0
}
