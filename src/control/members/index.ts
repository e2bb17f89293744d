import createError from '@fastify/error'
import type { App, Members, Provider, TeamMember } from '../../providers/index.ts'
import { CursorUnknown } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { toIso } from '../../time/index.ts'
import { shorten } from '../../validation/text.ts'
import { changeMember, createMember, deleteMember, getMember, listMembers } from './schema.ts'

export const MemberUnknown = createError('MEMBER_UNKNOWN', 'There is no member %s; GET /__admin/members lists all', 404)
export const MemberExists = createError('MEMBER_EXISTS', 'The team already has the member %s; PATCH /__admin/members/ID changes it', 409)

/** Creates, shows, changes and deletes the members of a provider's teams, if a provider with teams is served. */
export function memberRoutes (app: App, providers: readonly Provider[]): void {
  const members = providers.find(({ members }) => members !== undefined)?.members
  if (members === undefined) return

  app.post('/__admin/members', { schema: createMember }, ({ sandbox, body }, reply) => {
    const id = members.idOf(sandbox, body.email)
    if (find(members, sandbox, id) !== undefined) throw new MemberExists(shorten(body.email))
    const defaults = { name: '', username: '', role: 'labeler', invitation: 'accepted', joinedAt: toIso(sandbox.clock.now()) } as const
    members.put(sandbox, { id, ...defaults, ...body })
    reply.code(201)
    return memberOf(members, sandbox, id)
  })

  app.get('/__admin/members', { schema: listMembers }, ({ sandbox, query: { limit = 100, cursor } }) => {
    const all = members.list(sandbox)
    const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1
    if (start === 0 && cursor !== undefined) throw new CursorUnknown(shorten(cursor))
    const items = all.slice(start, start + limit)
    return { items, next: start + limit < all.length ? items.at(-1)!.id : null }
  })

  app.get('/__admin/members/:id', { schema: getMember }, ({ sandbox, params }) =>
    memberOf(members, sandbox, params.id))

  app.patch('/__admin/members/:id', { schema: changeMember }, ({ sandbox, params, body }) => {
    members.put(sandbox, { ...memberOf(members, sandbox, params.id), ...body })
    return memberOf(members, sandbox, params.id)
  })

  app.delete('/__admin/members/:id', { schema: deleteMember }, ({ sandbox, params }, reply) => {
    memberOf(members, sandbox, params.id)
    members.delete(sandbox, params.id)
    reply.code(204).send(null)
  })
}

function find (members: Members, sandbox: Sandbox, id: string): TeamMember | undefined {
  return members.list(sandbox).find(member => member.id === id)
}

/** Throws MEMBER_UNKNOWN. */
function memberOf (members: Members, sandbox: Sandbox, id: string): TeamMember {
  const member = find(members, sandbox, id)
  if (member === undefined) throw new MemberUnknown(shorten(id))
  return member
}
