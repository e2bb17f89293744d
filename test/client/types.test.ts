import t from 'tap'
import type { Static } from '@sinclair/typebox'
import type * as client from '../../src/index.ts'
import { states, type ClockMode, type Script, type State } from '../../src/jobs/index.ts'
import { isFinal } from '../../src/jobs/state.ts'
import type { LifecycleSchema } from '../../src/control/schema-lifecycles.ts'
import type { NewSandboxSchema, ShownSandbox } from '../../src/control/schema-sandboxes.ts'
import type { AdvancedSchema, ClockSchema, Job, jobQuerySchema, newJobSchema, RuleSchema } from '../../src/control/schema.ts'
import type { Dialect } from '../../src/sandboxes/index.ts'

/** `never` unless what the server says is what the client promises. */
type Promised<Client, Server> = [Server] extends [Client] ? true : never
/** `never` unless the two are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : never

// The client's types stand alone, so nothing but this holds them against the server's.
export const held: [
  Same<client.State, State>,
  Same<client.ClockMode, ClockMode>,
  Same<client.Dialect, Dialect>,
  Same<keyof client.Job, keyof Job>,
  Promised<Omit<client.Job, 'provider'>, Job>,
  Promised<client.ClockReading, Static<typeof ClockSchema>>,
  Promised<Omit<client.Transition, 'provider'>, Static<typeof AdvancedSchema>['transitions'][number]>,
  Same<keyof client.Rule, keyof Static<typeof RuleSchema>>,
  Same<keyof client.Script, keyof Script>,
  Same<keyof client.Lifecycle, keyof Static<typeof LifecycleSchema>>,
  Same<keyof client.SandboxInfo, keyof ShownSandbox>,
  Same<keyof client.NewJob, keyof Static<ReturnType<typeof newJobSchema>>>,
  Same<keyof client.JobFilter, keyof Static<ReturnType<typeof jobQuerySchema>>>,
  Same<Exclude<keyof client.SandboxOptions, 'signal'>, Exclude<keyof Static<typeof NewSandboxSchema>, 'name'>>
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true]

t.test('the client knows the states in which a job has ended', async t => {
  const final: Record<client.FinalState, true> = { succeeded: true, failed: true, cancelled: true, expired: true }
  t.same(Object.keys(final), states.filter(isFinal))
})
