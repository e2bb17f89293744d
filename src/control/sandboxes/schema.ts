import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { originOf } from '../../providers/index.ts'
import { prefixOf, type Sandbox } from '../../sandboxes/index.ts'
import { toIso } from '../../time/index.ts'
import { custom } from '../../validation/index.ts'
import { ClockChangeSchema, ClockSchema } from '../clock/schema.ts'
import { toClock } from '../map.ts'
import { DialectsSchema, toDialects } from '../dialects.ts'
import { bodyErrors, closed, ErrorSchema, growthErrors, NothingSchema } from '../schema.ts'

const SeedSchema = Type.Union([Type.Integer(), Type.String()])

/** A sandbox as the control API shows it. */
export const SandboxSchema = Type.Object({
  name: Type.String(),
  url: Type.String(),
  seed: SeedSchema,
  clock: ClockSchema,
  dialects: DialectsSchema,
  lifecycle: Type.String(),
  jobs: Type.Integer(),
  waits: Type.Integer({ description: 'The number of requests that wait for jobs' }),
  lastUsed: Type.String({ format: 'date-time', description: 'When the last request arrived, in real time' })
}, closed)
export interface ShownSandbox extends Static<typeof SandboxSchema> {}

/** A sandbox as the control API shows it. Its URL has the address that the client used for `request`. */
export function toSandbox (sandbox: Sandbox, request: FastifyRequest): ShownSandbox {
  return withUrl(toShown(sandbox), request)
}

export function withUrl ({ name, ...shown }: Omit<ShownSandbox, 'url'>, request: FastifyRequest): ShownSandbox {
  return { name, url: originOf(request) + prefixOf(name), ...shown }
}

/** A sandbox without its URL, which depends on the client that asks. */
export function toShown (sandbox: Sandbox): Omit<ShownSandbox, 'url'> {
  const { name, seed, clock, lifecycle, jobs, contents, lastUsed } = sandbox
  return {
    name,
    seed,
    clock: toClock(clock.read()),
    dialects: toDialects(sandbox),
    lifecycle,
    jobs: contents.store.size,
    waits: jobs.openWaits,
    lastUsed: toIso(lastUsed)
  }
}

export const SandboxListSchema = Type.Object({ items: Type.Array(SandboxSchema), next: Type.Union([Type.String(), Type.Null()]) }, closed)

const NewSeedSchema = custom<number | string>({ type: ['integer', 'string'] },
  value => Number.isSafeInteger(value) || (typeof value === 'string' && value.length > 0 && value.length <= 200),
  'must be a whole number or a text of 1 to 200 characters')

export const NewSandboxSchema = Type.Object({
  name: Type.Optional(Type.String({ description: '1 to 64 of a-z A-Z 0-9 . _ -; drawn if missing' })),
  seed: Type.Optional(NewSeedSchema),
  clock: Type.Optional(ClockChangeSchema),
  dialects: Type.Optional(DialectsSchema),
  lifecycle: Type.Optional(Type.String({ description: 'The name of a lifecycle' })),
  scene: Type.Optional(Type.Literal('demo', { description: 'Clients that play in it' }))
}, closed)

export const SandboxQuerySchema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String())
}, closed)

export const SandboxNameSchema = Type.Object({ name: Type.String() })

export const getSandbox = {
  operationId: 'getSandbox',
  response: { 200: SandboxSchema }
}

export const resetSandbox = {
  operationId: 'reset',
  response: { 200: SandboxSchema, ...bodyErrors }
}

export const listSandboxes = {
  operationId: 'listSandboxes',
  querystring: SandboxQuerySchema,
  response: { 200: SandboxListSchema, 400: ErrorSchema }
}

export const createSandbox = {
  operationId: 'createSandbox',
  body: NewSandboxSchema,
  response: { 201: SandboxSchema, ...growthErrors, 409: ErrorSchema }
}

export const findSandbox = {
  operationId: 'findSandbox',
  params: SandboxNameSchema,
  response: { 200: SandboxSchema, 404: ErrorSchema }
}

export const deleteSandbox = {
  operationId: 'deleteSandbox',
  params: SandboxNameSchema,
  response: { 204: NothingSchema, ...bodyErrors, 404: ErrorSchema, 409: ErrorSchema }
}
