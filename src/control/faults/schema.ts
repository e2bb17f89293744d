import { Type, type Static } from '@sinclair/typebox'
import {
  FaultChangeSchema, FaultSchema, NewFaultSchema as AnyFaultSchema, MatchSchema,
  type Fault, type FaultChange, type NewFault, type Match
} from '../../faults/index.ts'
import { custom } from '../../validation/index.ts'
import { bodyErrors, closed, ErrorSchema, growthErrors, IdSchema, NothingSchema, ProviderSchema } from '../schema.ts'

const provider = { provider: Type.Optional(ProviderSchema) }

/** The match of a fault rule, whose provider is one of the known names. */
const KnownMatchSchema = Type.Unsafe<Match>(Type.Object({ ...MatchSchema.properties, ...provider }, closed))
const match = { match: Type.Optional(KnownMatchSchema) }

export const ShownFaultSchema = Type.Unsafe<Fault>(Type.Object({ ...FaultSchema.properties, match: KnownMatchSchema }, closed))
export const FaultListSchema = Type.Object({ items: Type.Array(ShownFaultSchema), next: Type.Null() }, closed)

export const NewFaultSchema = Type.Unsafe<NewFault>(Type.Object({ ...AnyFaultSchema.properties, ...match }, closed))
export const ChangedFaultSchema = Type.Unsafe<FaultChange>(Type.Object({ ...FaultChangeSchema.properties, ...match }, closed))

export const ProfileOrderSchema = Type.Object({
  profile: Type.String({ minLength: 1, description: 'The name of a profile' }),
  ...match
}, closed)
export interface ProfileOrder extends Static<typeof ProfileOrderSchema> {}

/** Validated by the handler, so that the error is about the schema that applies. */
export const FaultOrProfileSchema = custom<NewFault | ProfileOrder>({ anyOf: [NewFaultSchema, ProfileOrderSchema] },
  value => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be a fault rule, or {profile: "NAME"}')

export const ProfileListSchema = Type.Object({
  items: Type.Array(Type.Object({ name: Type.String(), description: Type.String(), rules: Type.Array(NewFaultSchema) }, closed)),
  next: Type.Null()
}, closed)

export const createFault = {
  operationId: 'createFault',
  body: FaultOrProfileSchema,
  response: { 201: Type.Union([ShownFaultSchema, FaultListSchema]), ...growthErrors }
}

export const listFaults = {
  operationId: 'listFaults',
  response: { 200: FaultListSchema }
}

export const deleteFaults = {
  operationId: 'deleteFaults',
  response: { 204: NothingSchema, ...bodyErrors }
}

export const listProfiles = {
  operationId: 'listProfiles',
  response: { 200: ProfileListSchema }
}

export const getFault = {
  operationId: 'getFault',
  params: IdSchema,
  response: { 200: ShownFaultSchema, 404: ErrorSchema }
}

export const changeFault = {
  operationId: 'changeFault',
  params: IdSchema,
  body: ChangedFaultSchema,
  response: { 200: ShownFaultSchema, ...growthErrors, 404: ErrorSchema }
}

export const deleteFault = {
  operationId: 'deleteFault',
  params: IdSchema,
  response: { 204: NothingSchema, ...bodyErrors, 404: ErrorSchema }
}
