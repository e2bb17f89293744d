import { Type } from '@sinclair/typebox'
import { ScriptSchema } from '../jobs/index.ts'
import { custom, oneOf } from '../validation.ts'

const closed = { additionalProperties: false }

/** A script as it was written, under its name; where it comes from; and which of its states a provider can only show by the nearest of its words. */
export const LifecycleSchema = Type.Object({
  ...ScriptSchema.properties,
  name: Type.String(),
  description: Type.String(),
  source: oneOf(['built-in', 'uploaded']),
  nearest: Type.Unsafe<Record<string, Record<string, string>>>(Type.Object({}, { additionalProperties: Type.Object({}, { additionalProperties: Type.String() }), description: 'By provider, the states for which it has no word of their own, each with the word that it shows' }))
}, closed)
export const LifecycleListSchema = Type.Object({ items: Type.Array(LifecycleSchema), next: Type.Union([Type.String(), Type.Null()]) }, closed)

/** Checked where it is read, to name the place of a mistake, in YAML also by its line. */
export const UploadSchema = custom<unknown>('Upload', ScriptSchema, () => true, '')
