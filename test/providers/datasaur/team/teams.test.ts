import t from 'tap'
import { memberFields } from '../../../../src/providers/datasaur/team/teams.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { asking, launched } from '../../../support/providers/datasaur-projects.ts'

const members = 'query ($input: GetTeamMembersPaginatedInput!) { result: getTeamMembersPaginated(input: $input) { nodes { invitationEmail invitationKey invitationStatus joinedDate role { id name } user { email name package profilePicture allowedActions } } } }'
const invite = 'mutation ($input: InviteTeamMembersInput!) { result: inviteTeamMembers(input: $input) { id invitationEmail invitationStatus invitationKey user { email } } }'
const accept = 'mutation ($key: String!) { result: acceptInvitation(invitationKey: $key) { id } }'

t.test('every team that a client names exists, and the list has those of projects and tags', async t => {
  const the = await double(t)
  const query = asking(the)
  await launched(the, { teamId: '7' })
  await query('mutation { result: createTag(input: {name: "x", teamId: "8"}) { id } }', {})
  t.same(await query('{ result: getAllTeams { id name members { id } setting { enableWipeData } } }', {}), ['1', '7', '8'].map(id => ({ id, name: `Team ${id}`, members: null, setting: { enableWipeData: true } })))
  const detail = 'query ($input: GetTeamDetailInput) { result: getTeamDetail(input: $input) { id name logoURL isExpired expiredAt members { id } membersScalar owner { email emailVerified teamPackage totpAuthEnabled companyName } setting { allowedAdminExportMethods allowedASRProviders commentNotificationType customAPICreationLimit enableDemo } } }'
  const team = await query(detail, { input: { id: '9' } })
  t.match(team, { id: '9', name: 'Team 9', logoURL: null, isExpired: false, owner: { emailVerified: true, teamPackage: 'ENTERPRISE', totpAuthEnabled: false, companyName: null }, setting: { customAPICreationLimit: 10 } })
  t.same(team.members.map(({ id }: { id: string }) => id), team.membersScalar.map(({ id }: { id: string }) => id))
  t.same(await query(detail, {}), ['input.id must name a team'])
  const owner = (await the.ask('GET /__admin/members')).body.items.find(({ role }: any) => role === 'owner')
  await the.ask(`DELETE /__admin/members/${owner.id}`)
  t.equal((await query(detail, { input: { id: '9' } })).owner, null)
})

t.test('a member has a role, and a user what all users have', async t => {
  const query = asking(await double(t))
  const { nodes } = await query(members, { input: { filter: { teamId: '1', keyword: '' } } })
  t.same([...new Set(nodes.map(({ role }: any) => `${role.id} ${role.name}`))].sort(), ['1 ADMIN', '2 ADMIN', '3 LABELER', '4 REVIEWER'])
  t.same(memberFields.role({ roleId: '9' }), { id: '9', name: 'LABELER' }, 'a snapshot can have any role')
  t.match(nodes[0].user, { package: 'ENTERPRISE', profilePicture: null, allowedActions: [] })
})

t.test('an invitation is pending until it is accepted', async t => {
  const the = await double(t)
  const query = asking(the)
  const [first, second, third] = await query(invite, { input: { teamId: '1', members: [{ email: 'new@example.com' }, { email: 'NEW@example.com' }, { email: 'later@example.com' }] } })
  t.same(second, first)
  t.match(first, { invitationEmail: 'new@example.com', invitationStatus: 'PENDING', invitationKey: /^[0-9a-f]{32}$/, user: null })
  t.same((await query(invite, { input: { teamId: '1', members: [{ email: 'new@example.com' }] } })), [first])
  await the.advance('1h')
  t.same(await query(accept, { key: first.invitationKey }), { id: '1' })
  const find = async (keyword: string) => (await query(members, { input: { filter: { teamId: '1', keyword } } })).nodes
  t.match(await find('new@'), [{ invitationEmail: null, invitationStatus: 'ACCEPTED', joinedDate: '2025-01-01T01:00:00.000Z', role: { name: 'LABELER' }, user: { email: 'new@example.com', name: 'new' } }])
  t.match(await find('later@'), [{ invitationStatus: 'PENDING', invitationKey: third.invitationKey }])
  t.same(await query(accept, { key: first.invitationKey }), ['Invitation not found'])
  t.same(await query(accept, { key: 'unknown' }), ['Invitation not found'])
  t.same(await query(invite, { input: { teamId: '1', members: [{ email: 'ok@example.com' }, { email: 'no-address' }] } }), ['members[1].email must be an e-mail address'])
  t.same(await find('ok@'), [])
})

t.test('guidelines belong to a team, or to none', async t => {
  const query = asking(await double(t))
  const create = 'mutation ($name: String!, $teamId: ID) { result: createGuideline(name: $name, content: "# Read me", teamId: $teamId) { id name content } }'
  const list = 'query ($teamId: ID) { result: getGuidelines(teamId: $teamId) { id name content } }'
  const [own, shared] = [await query(create, { name: 'Own' }), await query(create, { name: 'Shared', teamId: '1' })]
  t.match(own, { id: /^[\w-]{11}$/, name: 'Own', content: '# Read me' })
  t.same(await query(list, {}), [own])
  t.same(await query(list, { teamId: '1' }), [shared])
  t.same(await query(create, { name: ' ' }), ['name must not be empty'])
})

t.test('POST /api/v1/users creates a user, with credentials on request', async t => {
  const { ask } = await double(t)
  const create = async (body: object, headers: Record<string, string> = { authorization: 'Bearer any' }) => {
    const response = await ask('POST /api/v1/users', body, headers)
    return [response.status, response.body]
  }
  const user = { email: 'a@example.com', name: 'Ann', password: 'x', emailVerified: 0, generateCredentials: 0 }
  const [status, { data }] = await create(user) as [number, any]
  t.same([status, Object.keys(data)], [200, ['id']])
  const [, { data: other }] = await create({ ...user, email: 'b@example.com', generateCredentials: 1 }) as [number, any]
  t.match(other, { id: /^\d{9}$/, clientId: /^[0-9a-f]{32}$/, clientSecret: /^[0-9a-f]{64}$/ })
  t.same(await create({ ...user, email: 'A@example.com' }), [409, { message: 'There is a user with this e-mail address' }])
  t.same(await create({ ...user, name: '' }), [400, { message: 'name must not be empty' }])
  t.same(await create([]), [400, { message: 'The request body must be an object' }])
  t.same(await create(user, {}), [401, { message: 'Unauthorized' }])
  const wrong = await ask('GET /api/v1/users', undefined, { authorization: 'Bearer any' })
  t.same([wrong.status, wrong.headers.allow, wrong.body], [405, 'POST', { message: 'Only POST is served here' }])
})
