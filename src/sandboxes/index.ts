/** The only door into sandboxes. */
export { Changes, type Item, type Part } from './changes.ts'
export type { CollectionKind } from './collection.ts'
export { type Contents } from './contents.ts'
export { eventKinds, Events, type EventData, type EventKind } from './events.ts'
export { Files, type Reservation, type StoredFile } from './files.ts'
export { type Rule, type RuleOrder, type StartRequest } from './lifecycle-rules.ts'
export { ProviderJobs, type JobOrder, type JobTraits, type ProviderJob } from './provider-jobs.ts'
export { mustBeName, type SandboxOrder } from './registry/order.ts'
export { SandboxExists, Sandboxes } from './registry/registry.ts'
export { mainSandbox, prefixOf, Sandbox, type SandboxSetup } from './sandbox.ts'
export { allFields, isItem, readFields, writeField } from './stored.ts'
export { dialects, type Dialect, type Limits, type SandboxDefaults } from './settings.ts'
export { NewStubSchema, redactStub, StubSchema, type NewStub, type Stub } from './stub.ts'
export {
  restoreSnapshot, snapshotLimit, SnapshotSchema, takeSnapshot, writeSnapshot, type ProviderRecords, type Snapshot
} from './snapshot/index.ts'
