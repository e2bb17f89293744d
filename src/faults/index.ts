/** The only door into faults. */
export { type Decision, type Firing, type RequestFacts } from './decide.ts'
export { Faults } from './faults.ts'
export { profiles } from './profiles.ts'
export { type Quota } from './quota.ts'
export { type Action, type FaultRule } from './rule.ts'
export { SavedFaultsSchema, type SavedFaults } from './saved.ts'
export { FaultChangeSchema, NewFaultSchema, FaultSchema, ArgumentsSchema, MatchSchema, type Fault, type FaultChange, type NewFault, type Match, type Phase } from './schema.ts'
