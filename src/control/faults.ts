import { Type } from '@sinclair/typebox'
import { profiles, type FaultOrder } from '../faults/index.ts'
import type { Part } from '../http/nearest.ts'
import type { App } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { mustFit } from '../validation.ts'
import { mustBeOperation } from './operation-names.ts'
import { ChangedFaultSchema, FaultListSchema, FaultOrProfileSchema, NewFaultSchema, ProfileListSchema, ProfileOrderSchema, ShownFaultSchema } from './schema-faults.ts'
import { ErrorSchema } from './schema.ts'

const IdSchema = Type.Object({ id: Type.String() })

/** Makes, shows, changes and removes the rules by which requests are spoilt. */
export function faultRoutes (app: App, parts: readonly Part[]): void {
  app.post('/__admin/faults', { schema: { operationId: 'createFault', body: FaultOrProfileSchema, response: { 201: Type.Union([ShownFaultSchema, FaultListSchema]), 400: ErrorSchema, 413: ErrorSchema, 507: ErrorSchema } } }, async ({ sandbox, body }, reply) =>
    // as text, past a serializer that would have to find out which of the two it is
    reply.code(201).type('application/json; charset=utf-8').send(JSON.stringify(create(sandbox, body, parts)) as never))

  app.get('/__admin/faults', { schema: { operationId: 'listFaults', response: { 200: FaultListSchema } } }, async ({ sandbox }) =>
    ({ items: sandbox.faults.list(), next: null }))

  app.delete('/__admin/faults', { schema: { operationId: 'deleteFaults', response: { 204: Type.Null(), 400: ErrorSchema, 413: ErrorSchema } } }, async ({ sandbox }, reply) => {
    sandbox.faults.clear()
    return reply.code(204).send(null)
  })

  app.get('/__admin/faults/profiles', { schema: { operationId: 'listProfiles', response: { 200: ProfileListSchema } } }, async () =>
    ({ items: profiles.map(({ rules, ...profile }) => ({ ...profile, rules: [...rules] })), next: null }))

  app.get('/__admin/faults/:id', { schema: { operationId: 'getFault', params: IdSchema, response: { 200: ShownFaultSchema, 404: ErrorSchema } } }, async ({ sandbox, params }) =>
    sandbox.faults.get(params.id))

  app.patch('/__admin/faults/:id', { schema: { operationId: 'changeFault', params: IdSchema, body: ChangedFaultSchema, response: { 200: ShownFaultSchema, 400: ErrorSchema, 404: ErrorSchema, 413: ErrorSchema, 507: ErrorSchema } } }, async ({ sandbox, params, body }) => {
    mustBeKnown(sandbox, body, parts)
    return sandbox.faults.change(params.id, body)
  })

  app.delete('/__admin/faults/:id', { schema: { operationId: 'deleteFault', params: IdSchema, response: { 204: Type.Null(), 400: ErrorSchema, 404: ErrorSchema, 413: ErrorSchema } } }, async ({ sandbox, params }, reply) => {
    sandbox.faults.remove(params.id)
    return reply.code(204).send(null)
  })
}

/** The fault, or the list of those of a profile. */
function create (sandbox: Sandbox, order: object, parts: readonly Part[]): object {
  if ('profile' in order) {
    mustFit(ProfileOrderSchema, order, '')
    mustBeOperation(parts, order.match?.operation, 'match.operation')
    return { items: sandbox.faults.addProfile(order.profile, order.match), next: null }
  }
  mustFit(NewFaultSchema, order, '')
  mustBeKnown(sandbox, order, parts)
  return sandbox.faults.add(order)
}

/** An operation or a lifecycle that is none is refused when the rule is made, not passed over when it should fire. */
function mustBeKnown (sandbox: Sandbox, { match, then }: Partial<FaultOrder>, parts: readonly Part[]): void {
  mustBeOperation(parts, match?.operation, 'match.operation')
  if (then?.lifecycle !== undefined) sandbox.lifecycles.choose(then.lifecycle, 'then.lifecycle')
}
