import { toPages, type Page, type PageOptions, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import type { Moment } from './words.ts'

/** A person in the teams of Datasaur. */
export interface Member {
  id: string
  /** It cannot be changed. */
  email: string
  /** Empty until the invitation is accepted. */
  name: string
  /** Empty until the invitation is accepted. */
  username: string
  role: 'owner' | 'admin' | 'labeler' | 'reviewer'
  invitation: 'accepted' | 'pending'
  joinedAt: Moment
}

/** What can be changed of a member. */
export type MemberChange = Partial<Pick<Member, 'name' | 'username' | 'role' | 'invitation'>>

/** A new member: by default a labeler who has accepted the invitation, named by the part of the address before the @. */
export interface NewMember extends MemberChange { email: string }

/** A member, or its id. */
export type MemberRef = string | { readonly id: string }

/** The members of Datasaur's teams in a sandbox. Every team has all of them. */
export interface Members {
  /** Throws `MEMBER_EXISTS`. */
  create (member: NewMember, options?: CallOptions): Promise<Member>
  /** Throws `MEMBER_UNKNOWN`, as the other calls for one member do. */
  get (member: MemberRef, options?: CallOptions): Promise<Member>
  /** Oldest first: the members of every sandbox, then those that launches have assigned or this client has created. */
  list (filter?: PageOptions, options?: CallOptions): Pages<Page<Member>>
  update (member: MemberRef, change: MemberChange, options?: CallOptions): Promise<Member>
  /** Removes a member from the team. Projects still show the assignments of the member. */
  delete (member: MemberRef, options?: CallOptions): Promise<void>
}

export function membersOf (request: Request): Members {
  const toPath = (member: MemberRef) => `/__admin/members/${encodeURIComponent(typeof member === 'string' ? member : member.id)}`
  return {
    create: async (member, options) => await request('POST /__admin/members', { ...options, body: member }),
    get: async (member, options) => await request(`GET ${toPath(member)}`, options),
    list: (filter, options) => toPages(async next => await request('GET /__admin/members', { ...options, query: { ...filter, ...next } })),
    update: async (member, change, options) => await request(`PATCH ${toPath(member)}`, { ...options, body: change }),
    delete: async (member, options) => { await request(`DELETE ${toPath(member)}`, options) }
  }
}
