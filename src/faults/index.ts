/** The only door into faults. */
export { type Decision, type Facts, type Firing, type Outline } from './decide.ts'
export { Faults } from './faults.ts'
export { profiles } from './profiles.ts'
export { type Quota } from './quota.ts'
export { type Action, type Rule } from './rule.ts'
export { SavedFaultsSchema, type SavedFaults } from './saved.ts'
export { FaultChangeSchema, FaultOrderSchema, FaultSchema, MatchSchema, type Fault, type FaultChange, type FaultOrder, type Match, type Phase } from './schema.ts'
