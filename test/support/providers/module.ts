import { join } from 'node:path'
import type { Test } from 'tap'

/** A module that exports a provider without jobs, with a switch and a variable. `others`: the files beside it. */
export function moduleIn (t: Test, others: Record<string, string> = {}): string {
  const statuses = "['queued', 'running', 'retrying', 'waiting', 'succeeded', 'failed', 'cancelled', 'expired'].map(state => [state, state])"
  return join(t.testdir({
    ...others,
    'toaster.mjs': `const words = Object.fromEntries(${statuses})
export default {
  name: 'toaster', kind: 'toast', statuses: { documented: words, observed: words }, nearest: ['expired'], env: { TOASTER_URL: '{url}/toaster' },
  switches: { dark: 'toasts twice' }, starts: [], polls: () => [], report: { roles: {} }, collections: [], newId: () => 'x',
  routes: async app => { app.get('/toaster/v1/bread', () => ({ bread: 3 })) }
}
`
  }), 'toaster.mjs')
}
