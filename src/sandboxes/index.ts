/** The only door into sandboxes. */
export type { CollectionKind } from './collection.ts'
export { eventKinds, Events, type EventData, type EventKind } from './events.ts'
export { Files, type Reservation, type StoredFile } from './files.ts'
export { type Rule, type RuleOrder, type StartRequest } from './lifecycle-rules.ts'
export { ProviderJobs, type JobOrder, type JobTraits, type ProviderJob } from './provider-jobs.ts'
export { mustBeName, Sandboxes, type SandboxOrder } from './registry/registry.ts'
export { mainSandbox, Sandbox } from './sandbox.ts'
export { dialects, type Dialect, type Limits, type SandboxDefaults, type SandboxSetup } from './settings.ts'
export { NewStubSchema, redactStub, StubSchema, type NewStub, type Stub } from './stub.ts'
export {
  restoreSnapshot, snapshotLimit, SnapshotSchema, takeSnapshot, writeSnapshot, type ProviderRecords, type Snapshot
} from './snapshot/index.ts'
