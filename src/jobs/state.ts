/** The states a job can be in. Providers have words of their own for them: their *status*. */
export const states = ['queued', 'running', 'retrying', 'waiting', 'succeeded', 'failed', 'cancelled', 'expired'] as const

export type State = typeof states[number]

/** Where a job may go from each state. A lifecycle that leaves this table must say `illegal: true`. */
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

/** A job in a final state has ended: it never moves again by itself, and no command moves it. */
export function isFinal (state: State): boolean {
  return transitions[state].length === 0
}
