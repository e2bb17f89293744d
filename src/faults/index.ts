/** Other folders import only this file. */
export { mustBeHeader } from './contradictions.ts'
export { type Decision, type Firing, type RequestFacts } from './decide.ts'
export { Faults } from './faults.ts'
export { profiles } from './profiles.ts'
export { type Quota } from './quota.ts'
export { type Action, type FaultRule } from './rule.ts'
export { SavedFaultsSchema, type SavedFaults } from './saved.ts'
export {
  ArgumentsSchema, FaultChangeSchema, FaultSchema, MatchSchema, NewFaultSchema, OperationsSchema,
  type Fault, type FaultChange, type Match, type NewFault, type Phase
} from './schema.ts'
