import { Type } from '@sinclair/typebox'
import { NewStubSchema, StubSchema } from '../../sandboxes/index.ts'
import { bodyErrors, closed, ErrorSchema, growthErrors, IdSchema, NothingSchema } from '../schema.ts'

export const createStub = {
  operationId: 'createStub',
  body: NewStubSchema,
  response: { 201: StubSchema, ...growthErrors }
}

export const listStubs = {
  operationId: 'listStubs',
  response: { 200: Type.Object({ items: Type.Array(StubSchema), next: Type.Null() }, closed) }
}

export const deleteStubs = {
  operationId: 'deleteStubs',
  response: { 204: NothingSchema, ...bodyErrors }
}

export const getStub = {
  operationId: 'getStub',
  params: IdSchema,
  response: { 200: StubSchema, 404: ErrorSchema }
}

export const deleteStub = {
  operationId: 'deleteStub',
  params: IdSchema,
  response: { 204: NothingSchema, ...bodyErrors, 404: ErrorSchema }
}
