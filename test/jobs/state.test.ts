import t from 'tap'
import { isFinal, states, transitions, type State } from '../../src/jobs/state.ts'

const legal: Record<State, string> = {
  queued: 'running retrying failed cancelled expired',
  running: 'waiting retrying succeeded failed cancelled expired',
  retrying: 'running failed cancelled expired',
  waiting: 'running failed cancelled expired',
  succeeded: '',
  failed: '',
  cancelled: '',
  expired: ''
}

t.test('these transitions are legal', async t => {
  t.strictSame(states.map(state => [state, transitions[state].join(' ')]), Object.entries(legal))
})

t.test('four states are final', async t => {
  t.strictSame(states.filter(isFinal), ['succeeded', 'failed', 'cancelled', 'expired'])
})

t.test('every state can be reached from queued, and a final state from every state', async t => {
  const from = (state: State, seen = new Set<State>()): Set<State> => {
    for (const next of transitions[state]) if (!seen.has(next)) from(next, seen.add(next))
    return seen
  }
  t.strictSame(states.filter(state => state !== 'queued' && !from('queued').has(state)), [])
  t.strictSame(states.filter(state => !isFinal(state) && ![...from(state)].some(isFinal)), [])
})
