import { Type } from '@sinclair/typebox'
import type { Sandbox } from '../../../src/sandboxes/sandbox.ts'
import { putSnapshot, takeSnapshot } from '../../../src/sandboxes/snapshot/index.ts'
import type { Snapshot } from '../../../src/sandboxes/snapshot/schema.ts'
import { sandbox } from './make.ts'

const ThingSchema = Type.Union([Type.Number(), Type.String(), Type.Object({})])
export const things = { name: 'things', schema: ThingSchema }
export const others = { name: 'others', schema: ThingSchema }
export const kinds = [things, others]

/** The snapshot of a sandbox as it goes over the wire. */
export const textOf = (subject: Sandbox) => JSON.stringify(takeSnapshot(subject, '1.2.3'))

/** A sandbox in which the snapshot of another was put. */
export function copyOf (subject: Sandbox, copy = sandbox({ seed: 'another' })): Sandbox {
  putSnapshot(copy, JSON.parse(textOf(subject)), kinds)
  return copy
}

/** The snapshot of a sandbox, changed. */
export function changed (subject: Sandbox, change: (snapshot: any) => void): Snapshot {
  const snapshot = JSON.parse(textOf(subject))
  change(snapshot)
  return snapshot
}
