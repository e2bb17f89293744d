import createError from '@fastify/error'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { assets } from '../../../assets.ts'
import { randomStream, type Seed } from '../../../jobs/index.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { members, type Member } from '../shelves.ts'

export type { Member } from '../shelves.ts'

export const AssignmentInvalid = createError('ASSIGNMENT_INVALID', 'An assignment must name a team member by email or teamMemberId', 400)

/** How an assignment names a member. */
export interface Named { email?: string | null | undefined, teamMemberId?: string | null | undefined }

/** One line of the fixture; moments are texts, as the reader of YAML leaves them. */
interface Person { name?: string, email: string, username?: string, role: keyof typeof roles, joined: string, invited?: boolean }

/** The ids of the roles in a team: nobody has published the real ones. */
export const roles = { owner: '1', admin: '2', labeler: '3', reviewer: '4' } as const

/** Everybody of one seed, and where they are found. */
interface Roster { seed: Seed, members: readonly Member[], byId: ReadonlyMap<string, Member>, byEmail: ReadonlyMap<string, Member> }

const rosters = new WeakMap<Sandbox, Roster>()
let people: Person[] | undefined

/** Those who are in every team: the fixture's, then those whom assignments have named, oldest first. */
export function allMembers (sandbox: Sandbox): Member[] {
  return [...rosterOf(sandbox).members, ...Array.from(keptOf(sandbox).entries(), ([, member]) => member)]
}

/** The member of an assignment. Whoever is in no team is made up from the name: a client's own people work (inferred). */
export function findMember (sandbox: Sandbox, { email, teamMemberId }: Named, _teamId?: string | null): Member {
  const { byId, byEmail } = rosterOf(sandbox)
  const address = email || undefined
  const id = teamMemberId || byEmail.get(address?.toLowerCase() ?? '')?.id || draw(sandbox.seed, `member ${address?.toLowerCase()}`)
  return byId.get(id) ?? keptOf(sandbox).get(id) ?? makeUp(sandbox.seed, id, address)
}

/** Throws ASSIGNMENT_INVALID. */
export function mustName ({ email, teamMemberId }: Named): void {
  if (!email && !teamMemberId) throw new AssignmentInvalid()
}

/** Lets a member whom a new assignment names be one of the team; returns what takes it back. Throws SHELF_FULL. */
export function keepMember (sandbox: Sandbox, named: Named): () => void {
  const member = findMember(sandbox, named)
  const kept = keptOf(sandbox)
  if (rosterOf(sandbox).byId.has(member.id) || kept.get(member.id) !== undefined) return () => {}
  kept.put(member.id, member, () => true)
  return () => { kept.delete(member.id) }
}

function rosterOf (sandbox: Sandbox): Roster {
  const { seed } = sandbox
  let roster = rosters.get(sandbox)
  if (roster?.seed !== seed) {
    people ??= parse(readFileSync(new URL('fixtures/datasaur/members.yaml', assets), 'utf8')) as Person[]
    const everybody = people.map(person => toMember(seed, person))
    const byEmail = new Map(everybody.map(member => [member.user?.email ?? member.invitationEmail!, member]))
    rosters.set(sandbox, roster = { seed, members: everybody, byId: new Map(everybody.map(member => [member.id, member])), byEmail })
  }
  return roster
}

function toMember (seed: Seed, { name = '', email, username = '', role, joined, invited = false }: Person, id = draw(seed, `member ${email}`)): Member {
  return {
    id,
    invitationEmail: invited ? email : null,
    invitationKey: invited ? Buffer.from(randomStream(seed, `datasaur invitation ${email}`).bytes(16)).toString('hex') : null,
    invitationStatus: invited ? 'PENDING' : 'ACCEPTED',
    isDeleted: false,
    joinedDate: joined,
    user: invited ? null : { displayName: name, email, id: draw(seed, `user ${email}`), name, username },
    roleId: roles[role]
  }
}

/** Joined on the first day of the frozen clock; the part before the @ is the name. */
function makeUp (seed: Seed, id: string, email = `member-${id}@example.com`): Member {
  const name = email.replace(/@.*/s, '')
  return toMember(seed, { name, email, username: name, role: 'labeler', joined: '2025-01-01T00:00:00.000Z' }, id)
}

/** An id of nine digits. */
function draw (seed: Seed, purpose: string): string {
  return String(randomStream(seed, `datasaur ${purpose}`).integer(100_000_000, 999_999_999))
}

function keptOf (sandbox: Sandbox) {
  return sandbox.shelf(members)
}
