import createError from '@fastify/error'
import type { JobView } from '../../../jobs/index.ts'
import type { Delivery, ExportTextProjectInput } from '../schema/exports.ts'

export const DeliveryIncomplete = createError('DELIVERY_INCOMPLETE', 'Method %s needs %s', 400)

/** The queue of exports. */
export const exportQueue = 'ExportQueue'

/** With these methods a client fetches a file; with the others it is sent somewhere, which the double never does. */
const fetched = new Set<unknown>(['DOWNLOAD', 'DOWNLOAD_REQUEST', 'FILE_STORAGE'])

const lifetime = 6 * 60 * 60 * 1000

/** Until when (ms) the file of an export can be fetched: for six hours, by the vendor's page «Export project». undefined if there is none. */
export function expiryOf ({ kind, input, createdAt }: JobView): number | undefined {
  const { method } = (input ?? {}) as { method?: unknown }
  return kind === exportQueue && fetched.has(method) ? Date.parse(createdAt) + lifetime : undefined
}

export function hasFile ({ method }: Delivery): boolean {
  return fetched.has(method)
}

/** All that an export may be told of its delivery; not every operation takes all of it. */
type Target = Delivery & Partial<Pick<ExportTextProjectInput, 'externalFileStorageParameter' | 'externalObjectStorageParameter'>>

/** What a method needs, where the operation takes it. */
const needs: ReadonlyArray<[method: Target['method'], field: keyof Target]> = [
  ['CUSTOM_WEBHOOK', 'url'],
  ['EXTERNAL_FILE_STORAGE', 'externalFileStorageParameter'],
  ['EXTERNAL_OBJECT_STORAGE', 'externalObjectStorageParameter']
]

/** Throws DELIVERY_INCOMPLETE. */
export function mustBeComplete (target: Target, taken: ReadonlyArray<keyof Target>): void {
  for (const [method, field] of needs) {
    if (target.method === method && taken.includes(field) && !target[field]) throw new DeliveryIncomplete(method, field)
  }
}

/** Nobody needs to read a client's secrets back. */
export function withoutSecrets<T extends Target> (input: T): T {
  const { secret, externalFileStorageParameter: storage } = input
  return { ...input, ...secret && { secret: '…' }, ...storage && { externalFileStorageParameter: { ...storage, secretAccessKey: '…' } } }
}
