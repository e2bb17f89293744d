import createError from '@fastify/error'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { assets } from '../../../assets.ts'
import { randomStream, type Seed } from '../../../random/index.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { members, type Member } from '../collections.ts'

export const AssignmentInvalid = createError('ASSIGNMENT_INVALID', 'An assignment must name a team member by email or teamMemberId', 400)

/** How an assignment names a member. */
export interface MemberName { email?: string | null | undefined, teamMemberId?: string | null | undefined }

/** A member in the fixture. */
interface Person { name?: string, email: string, username?: string, role: keyof typeof roles, joined: string, invited?: boolean }

/** The ids of the roles in a team; the real ones are not published. */
export const roles = { owner: '1', admin: '2', labeler: '3', reviewer: '4' } as const

/** The members of the fixture for one seed. */
interface Roster { seed: Seed, members: readonly Member[], byId: ReadonlyMap<string, Member>, byEmail: ReadonlyMap<string, Member> }

const rosters = new WeakMap<Sandbox, Roster>()
let people: Person[] | undefined

/** The members of every team: those of the fixture, then those whom assignments have named, oldest first. */
export function allMembers (sandbox: Sandbox): Member[] {
  return [...rosterOf(sandbox).members, ...Array.from(addedTo(sandbox).entries(), ([, member]) => member)]
}

/** The member of an assignment. One that is not in the team is made up from its name: a client can assign its own people (inferred). */
export function findMember (sandbox: Sandbox, { email, teamMemberId }: MemberName): Member {
  const { byId, byEmail } = rosterOf(sandbox)
  const address = email || undefined
  const id = teamMemberId || byEmail.get(address?.toLowerCase() ?? '')?.id || draw(sandbox.seed, `member ${address?.toLowerCase()}`)
  return byId.get(id) ?? addedTo(sandbox).get(id) ?? makeUp(sandbox.seed, id, address)
}

/** Throws ASSIGNMENT_INVALID. */
export function mustName ({ email, teamMemberId }: MemberName): void {
  if (!email && !teamMemberId) throw new AssignmentInvalid()
}

/** Adds the member of a new assignment to the team. Returns a function that takes this back. Throws SHELF_FULL. */
export function addMember (sandbox: Sandbox, named: MemberName): () => void {
  const member = findMember(sandbox, named)
  const added = addedTo(sandbox)
  if (rosterOf(sandbox).byId.has(member.id) || added.get(member.id) !== undefined) return () => {}
  added.put(member.id, member, () => true)
  return () => { added.delete(member.id) }
}

/** A reset can change the seed. */
function rosterOf (sandbox: Sandbox): Roster {
  const { seed } = sandbox
  let roster = rosters.get(sandbox)
  if (roster?.seed !== seed) {
    people ??= parse(readFileSync(new URL('fixtures/datasaur/members.yaml', assets), 'utf8')) as Person[]
    const members = people.map(person => toMember(seed, person))
    const byId = new Map(members.map(member => [member.id, member]))
    // a member without a user has an invitation
    const byEmail = new Map(members.map(member => [member.user?.email ?? member.invitationEmail!, member]))
    rosters.set(sandbox, roster = { seed, members, byId, byEmail })
  }
  return roster
}

function toMember (seed: Seed, person: Person, id = draw(seed, `member ${person.email}`)): Member {
  const { name = '', email, username = '', role, joined, invited = false } = person
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

/** A member that joined on the first day of the frozen clock. The name is the part before the @. */
function makeUp (seed: Seed, id: string, email = `member-${id}@example.com`): Member {
  const name = email.replace(/@.*/s, '')
  return toMember(seed, { name, email, username: name, role: 'labeler', joined: '2025-01-01T00:00:00.000Z' }, id)
}

/** An id of nine digits. */
function draw (seed: Seed, purpose: string): string {
  return String(randomStream(seed, `datasaur ${purpose}`).integer(100_000_000, 999_999_999))
}

/** The members whom assignments have named. */
function addedTo (sandbox: Sandbox) {
  return sandbox.collection(members)
}
