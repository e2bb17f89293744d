import { Type, type Static } from '@sinclair/typebox'
import { FaultChangeSchema, FaultOrderSchema, FaultSchema, MatchSchema, type Fault, type FaultChange, type FaultOrder, type Match } from '../faults/index.ts'
import { providers } from '../providers/index.ts'
import { custom, oneOf } from '../validation.ts'

const closed = { additionalProperties: false }
const provider = { provider: Type.Optional(oneOf(providers.map(({ name }) => name))) }

/** As faults know it, but that the providers are known too. */
const KnownMatchSchema = Type.Unsafe<Match>(Type.Object({ ...MatchSchema.properties, ...provider }, closed))
const match = { match: Type.Optional(KnownMatchSchema) }

export const ShownFaultSchema = Type.Unsafe<Fault>(Type.Object({ ...FaultSchema.properties, match: KnownMatchSchema }, closed))
export const FaultListSchema = Type.Object({ items: Type.Array(ShownFaultSchema), next: Type.Null() }, closed)

export const NewFaultSchema = Type.Unsafe<FaultOrder>(Type.Object({ ...FaultOrderSchema.properties, ...match }, closed))
export const ChangedFaultSchema = Type.Unsafe<FaultChange>(Type.Object({ ...FaultChangeSchema.properties, ...match }, closed))

export const ProfileOrderSchema = Type.Object({ profile: Type.String({ minLength: 1, description: 'The name of a profile' }), ...match }, closed)
export interface ProfileOrder extends Static<typeof ProfileOrderSchema> {}

/** Which of the two it is to be is decided when it is read, to name the place of a mistake. */
export const FaultOrProfileSchema = custom<FaultOrder | ProfileOrder>('FaultOrProfile', { anyOf: [NewFaultSchema, ProfileOrderSchema] },
  value => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be a fault, or {profile}')

export const ProfileListSchema = Type.Object({
  items: Type.Array(Type.Object({ name: Type.String(), description: Type.String(), rules: Type.Array(NewFaultSchema) }, closed)),
  next: Type.Null()
}, closed)
