/** The only door into snapshots. */
export { putSnapshot, toContents } from './contents.ts'
export { restoreSnapshot, type ProviderRecords } from './restore.ts'
export { SnapshotSchema, snapshotVersion, type Snapshot } from './schema.ts'
export { snapshotLimit, takeSnapshot, writeSnapshot } from './take.ts'
