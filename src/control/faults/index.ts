import { profiles, type NewFault } from '../../faults/index.ts'
import { mustBeOperation, mustBeProvider, mustHaveArguments, mustStartJobs, type Part } from '../../http/nearest.ts'
import type { App } from '../../providers/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { mustFit } from '../../validation/index.ts'
import {
  changeFault, createFault as createFaultSchema, deleteFault, deleteFaults, getFault, listFaults, listProfiles,
  NewFaultSchema, ProfileOrderSchema
} from './schema.ts'

/** Creates, shows, changes and deletes the fault rules of a sandbox. */
export function faultRoutes (app: App, parts: readonly Part[]): void {
  app.post('/__admin/faults', { schema: createFaultSchema }, ({ sandbox, body }, reply) => {
    const created = JSON.stringify(createFault(sandbox, body, parts))
    // sent as text: a serializer of the union would first have to validate which of the two it is
    reply.code(201).type('application/json; charset=utf-8').send(created as never)
  })

  app.get('/__admin/faults', { schema: listFaults }, ({ sandbox }) =>
    ({ items: sandbox.faults.list(), next: null }))

  app.delete('/__admin/faults', { schema: deleteFaults }, ({ sandbox }, reply) => {
    sandbox.faults.clear()
    reply.code(204).send(null)
  })

  app.get('/__admin/faults/profiles', { schema: listProfiles }, () =>
    ({ items: profiles.map(({ rules, ...profile }) => ({ ...profile, rules: [...rules] })), next: null }))

  app.get('/__admin/faults/:id', { schema: getFault }, ({ sandbox, params }) =>
    sandbox.faults.get(params.id))

  app.patch('/__admin/faults/:id', { schema: changeFault }, ({ sandbox, params, body }) => {
    mustBeKnown(sandbox, body, parts)
    return sandbox.faults.change(params.id, body)
  })

  app.delete('/__admin/faults/:id', { schema: deleteFault }, ({ sandbox, params }, reply) => {
    sandbox.faults.remove(params.id)
    reply.code(204).send(null)
  })
}

/** Creates one fault rule, or those of a profile. Returns the rule or the list. Throws InvalidField, FAULT_LIMIT, LIFECYCLE_UNKNOWN. */
export function createFault (sandbox: Sandbox, order: object, parts: readonly Part[]): object {
  if ('profile' in order) {
    mustFit(ProfileOrderSchema, order, '')
    mustMatch(order.match, parts)
    return { items: sandbox.faults.addProfile(order.profile, order.match), next: null }
  }
  mustFit(NewFaultSchema, order, '')
  mustBeKnown(sandbox, order, parts)
  return sandbox.faults.add(order)
}

/** Throws InvalidField for an unknown provider, operation or argument. */
function mustMatch (match: NewFault['match'], parts: readonly Part[]): void {
  mustBeProvider(parts, match?.provider, 'match.provider')
  mustBeOperation(parts, match?.operation, 'match.operation')
  mustHaveArguments(parts, match?.operation, match?.arguments, 'match.arguments')
}

/** Throws InvalidField for an unknown provider, operation or lifecycle: a fault rule with it would never take effect, without a message. */
function mustBeKnown (sandbox: Sandbox, { match, then }: Partial<NewFault>, parts: readonly Part[]): void {
  mustMatch(match, parts)
  if (then?.lifecycle === undefined) return
  mustStartJobs(parts, match?.operation, 'match.operation')
  sandbox.lifecycles.choose(then.lifecycle, 'then.lifecycle')
}
