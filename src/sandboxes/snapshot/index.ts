/** The only door into snapshots. */
export { putSnapshot } from './contents.ts'
export { restoreSnapshot, type ProviderRecords } from './restore.ts'
export { SnapshotSchema, type Snapshot } from './schema.ts'
export { snapshotLimit, takeSnapshot, writeSnapshot } from './take.ts'
