import createError from '@fastify/error'
import type { JobView } from '../../../jobs/index.ts'
import type { Delivery, ExportTextProjectInput } from '../schema/exports.ts'

export const DeliveryIncomplete = createError('DELIVERY_INCOMPLETE', 'Method %s needs %s', 400)

/** The queue of exports. */
export const exportQueue = 'ExportQueue'

/** The methods with which a client downloads a file. The others send it somewhere, which the double never does. */
const downloadMethods = new Set<unknown>(['DOWNLOAD', 'DOWNLOAD_REQUEST', 'FILE_STORAGE'])

/** ms for which a file can be downloaded: six hours, from the vendor's page «Export project». */
const lifetime = 6 * 60 * 60 * 1000

/** The time (ms) at which the link to the file of an export expires; undefined for a job without a file. */
export function expiryOf ({ kind, input, createdAt }: JobView): number | undefined {
  const { method } = (input ?? {}) as { method?: unknown }
  return kind === exportQueue && downloadMethods.has(method) ? Date.parse(createdAt) + lifetime : undefined
}

export function hasFile ({ method }: Delivery): boolean {
  return downloadMethods.has(method)
}

/** All fields that can describe a delivery; not every operation accepts all of them. */
type Target = Delivery & Partial<Pick<ExportTextProjectInput, 'externalFileStorageParameter' | 'externalObjectStorageParameter'>>

/** The fields that methods need, in the operations that accept them. */
const needs: ReadonlyArray<{ method: Target['method'], field: keyof Target }> = [
  { method: 'CUSTOM_WEBHOOK', field: 'url' },
  { method: 'EXTERNAL_FILE_STORAGE', field: 'externalFileStorageParameter' },
  { method: 'EXTERNAL_OBJECT_STORAGE', field: 'externalObjectStorageParameter' }
]

/** Throws DELIVERY_INCOMPLETE unless the target has the field that its method needs. `accepted` are the fields of the operation. */
export function mustBeComplete (target: Target, accepted: ReadonlyArray<keyof Target>): void {
  for (const { method, field } of needs) {
    if (target.method === method && accepted.includes(field) && !target[field]) throw new DeliveryIncomplete(method, field)
  }
}

/** Removes the secrets of a client, so that they are not kept. */
export function redactSecrets<T extends Target> (input: T): T {
  const { secret, externalFileStorageParameter: storage } = input
  return {
    ...input,
    ...secret && { secret: '…' },
    ...storage && { externalFileStorageParameter: { ...storage, secretAccessKey: '…' } }
  }
}
