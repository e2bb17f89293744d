import t from 'tap'
import type { Static } from '@sinclair/typebox'
import type * as client from '../../src/index.ts'
import { states, type Script, type State } from '../../src/jobs/index.ts'
import type { ClockMode } from '../../src/time/index.ts'
import { isFinal } from '../../src/jobs/state.ts'
import type { AdvancedSchema, ClockSchema } from '../../src/control/clock/schema.ts'
import type { Job, JobQuerySchema, NewJobSchema } from '../../src/control/jobs/schema.ts'
import type { LifecycleSchema, RuleSchema } from '../../src/control/lifecycles/schema.ts'
import type { NewSandboxSchema, ShownSandbox } from '../../src/control/sandboxes/schema.ts'
import type { CountedSchema, MatchOrder, RequestListSchema, Unmatched, VerifiedSchema } from '../../src/control/requests/schema.ts'
import type { Report, ReportSettings, Severity } from '../../src/report/index.ts'
import type { Fault, NewFault } from '../../src/faults/index.ts'
import type { ExchangeView } from '../../src/journal/index.ts'
import type { Dialect, EventKind } from '../../src/sandboxes/index.ts'

/** `never` unless the type of the server has all that the client promises. */
type Promised<Client, Server> = [Server] extends [Client] ? true : never
/** `never` unless the two are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : never

// The client imports no types of the server, so only this test holds them against each other.
export const held: [
  Same<client.State, State>,
  Same<client.ClockMode, ClockMode>,
  Same<client.Dialect, Dialect>,
  Same<keyof client.Job, keyof Job>,
  Promised<Omit<client.Job, 'provider'>, Job>,
  Promised<client.ClockReading, Static<typeof ClockSchema>>,
  Promised<Omit<client.Transition, 'provider'>, Static<typeof AdvancedSchema>['transitions'][number]>,
  Same<keyof client.LifecycleRule, keyof Static<typeof RuleSchema>>,
  Same<keyof client.Script, keyof Script>,
  Same<keyof client.Lifecycle, keyof Static<typeof LifecycleSchema>>,
  Same<keyof client.SandboxInfo, keyof ShownSandbox>,
  Same<keyof client.NewJob, keyof Static<typeof NewJobSchema>>,
  Same<keyof client.JobFilter, keyof Static<typeof JobQuerySchema>>,
  Same<Exclude<keyof client.SandboxOptions, 'signal'>, Exclude<keyof Static<typeof NewSandboxSchema>, 'name'>>,
  Same<keyof client.Fault, keyof Fault>,
  Same<keyof client.NewFault, keyof NewFault>,
  Same<keyof client.FaultAction, keyof Fault['then']>,
  Same<keyof client.FaultTiming, keyof Fault['when']>,
  Same<keyof client.FaultMatch, keyof Fault['match']>,
  Same<keyof client.RecordedRequest, keyof ExchangeView>,
  Promised<Omit<client.RecordedRequest, 'provider'>, ExchangeView>,
  Same<keyof client.UnmatchedRequest, keyof Unmatched>,
  Same<keyof client.RequestMatch, keyof MatchOrder>,
  Same<keyof client.RequestCount, keyof Static<typeof CountedSchema>>,
  Same<keyof client.RequestPage, keyof Static<typeof RequestListSchema>>,
  Same<keyof client.Verification, keyof Static<typeof VerifiedSchema>>,
  Same<client.Severity, Severity>,
  Same<keyof client.Report, keyof Report>,
  Promised<Omit<client.Report, 'findings' | 'checked' | 'jobs' | 'coverage'>, Report>,
  Same<keyof client.Finding, keyof Report['findings'][number]>,
  Promised<Omit<client.Finding, 'rule' | 'provider'>, Report['findings'][number]>,
  Promised<Omit<client.JobTimeline, 'provider'>, Report['jobs'][number]>,
  Promised<Omit<client.Coverage, 'provider'>, Report['coverage'][number]>,
  Promised<client.ReportSettings, ReportSettings>,
  Same<client.EventKind, EventKind>
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]

t.test('the client knows the states in which a job has ended', async t => {
  const final: Record<client.FinalState, true> = { succeeded: true, failed: true, cancelled: true, expired: true }
  t.same(Object.keys(final), states.filter(isFinal))
})
