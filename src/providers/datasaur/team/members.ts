import createError from '@fastify/error'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { assets } from '../../../assets.ts'
import { randomStream, type Seed } from '../../../random/index.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { members, type Member } from '../collections.ts'
import { launchQueue, toDraft } from '../projects/draft.ts'

export const AssignmentInvalid = createError('ASSIGNMENT_INVALID', 'An assignment must name a team member by email or teamMemberId', 400)

/** How an assignment names a member. */
export interface MemberName { email?: string | null | undefined, teamMemberId?: string | null | undefined }

/** A member in the fixture. */
interface Person { name?: string, email: string, username?: string, role: keyof typeof roles, joined: string, invited?: boolean }

/** The ids of the roles in a team; the real ones are not published. */
export const roles = { owner: '1', admin: '2', labeler: '3', reviewer: '4' } as const

/** The members of the fixture for one seed, by id. */
interface Roster { seed: Seed, members: ReadonlyMap<string, Member> }

const rosters = new WeakMap<Place, Roster>()
let people: Person[] | undefined

/** What of a sandbox members depend on. */
type Place = Pick<Sandbox, 'seed' | 'collection'>

/** The members of every team: those of the fixture, then those that assignments have named or the control API has created, oldest first. */
export function allMembers (sandbox: Place): Member[] {
  const members = new Map(rosterOf(sandbox).members)
  // a member of the fixture that the control API has changed keeps its place
  for (const [id, member] of addedTo(sandbox).entries()) members.set(id, member)
  return [...members.values()].filter(({ isDeleted }) => !isDeleted)
}

/** The owner of every team. */
export function ownerOf (sandbox: Place): Member {
  const all = [...allMembers(sandbox), ...rosterOf(sandbox).members.values()]
  // the fixture has one
  return all.find(({ roleId }) => roleId === roles.owner)!
}

/** The member of an assignment. One that is not in the team is made up from its name: a client can assign its own people (inferred). */
export function findMember (sandbox: Place, { email, teamMemberId }: MemberName): Member {
  const address = email || undefined
  const id = teamMemberId || idOf(sandbox, address ?? '')
  return addedTo(sandbox).get(id) ?? rosterOf(sandbox).members.get(id) ?? makeUp(sandbox.seed, id, address)
}

/** Throws ASSIGNMENT_INVALID. */
export function mustName ({ email, teamMemberId }: MemberName): void {
  if (!email && !teamMemberId) throw new AssignmentInvalid()
}

/**
 * Adds the assignees of a launch to the team, whether a client or the control API has started it. Returns a function that takes this
 * back. Throws COLLECTION_FULL.
 */
export function addAssignees (sandbox: Place, input: unknown, kind: string): () => void {
  const undo: Array<() => void> = []
  const takeBack = () => { for (const remove of undo) remove() }
  try {
    for (const assignee of kind === launchQueue ? toDraft(input).assignees : []) {
      if (assignee.email || assignee.teamMemberId) undo.push(addMember(sandbox, assignee))
    }
  } catch (error) {
    takeBack()
    throw error
  }
  return takeBack
}

function addMember (sandbox: Place, named: MemberName): () => void {
  const member = findMember(sandbox, named)
  const added = addedTo(sandbox)
  if (rosterOf(sandbox).members.has(member.id) || added.get(member.id) !== undefined) return () => {}
  // a member that only an assignment names can be made up again
  added.put(member.id, member, ({ isSet }) => isSet === undefined)
  return () => { added.delete(member.id) }
}

/** The id of the member with this address, whose case does not matter. */
export function idOf ({ seed }: Place, email: string): string {
  return draw(seed, `member ${email.toLowerCase()}`)
}

/** A reset can change the seed. */
function rosterOf (sandbox: Place): Roster {
  const { seed } = sandbox
  let roster = rosters.get(sandbox)
  if (roster?.seed !== seed) {
    people ??= parse(readFileSync(new URL('fixtures/datasaur/members.yaml', assets), 'utf8')) as Person[]
    const members = people.map(person => toMember(seed, person, idOf(sandbox, person.email)))
    rosters.set(sandbox, roster = { seed, members: new Map(members.map(member => [member.id, member])) })
  }
  return roster
}

export function toMember (seed: Seed, person: Person, id: string): Member {
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

/** The members that are not as in the fixture. */
function addedTo (sandbox: Place) {
  return sandbox.collection(members)
}
