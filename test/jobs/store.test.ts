import t from 'tap'
import type { JobStore } from '../../src/jobs/store.ts'
import { MemoryStore } from '../../src/jobs/store.ts'
import { storeSuite } from './store-suite.ts'
import { turn } from './world.ts'

/** The store of a process that has to ask another one: each answer takes a turn. */
function remote (store: JobStore): JobStore {
  const later = <Args extends unknown[], Answer>(method: (...args: Args) => Answer | Promise<Answer>) => async (...args: Args) => {
    await turn()
    return await method.apply(store, args)
  }
  return {
    create: later(store.create),
    get: later(store.get),
    many: later(store.many),
    list: later(store.list),
    update: later(store.update),
    onWrite: listener => store.onWrite(listener)
  }
}

storeSuite(t, 'in memory', limit => new MemoryStore(limit))
storeSuite(t, 'behind promises', limit => remote(new MemoryStore(limit)))
