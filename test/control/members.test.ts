import t from 'tap'
import { double, moment } from '../support/double.ts'

const query = 'query ($input: GetTeamMembersPaginatedInput!) { getTeamMembersPaginated(input: $input) { totalCount nodes { id invitationStatus invitationEmail joinedDate user { displayName email username } } } }'

t.test('a member is created, changed and deleted, and clients see the member', async t => {
  const { ask, advance } = await double(t)
  const seen = async () => {
    const { body } = await ask('POST /graphql', { query, variables: { input: { filter: { teamId: '1', keyword: 'ann' } } } }, { authorization: 'Bearer any' })
    return body.data.getTeamMembersPaginated.nodes
  }
  await advance('1s')
  const { status, body: ann } = await ask('POST /__admin/members', { email: 'Ann@mine.test' })
  t.equal(status, 201)
  t.same(ann, { id: ann.id, email: 'Ann@mine.test', name: 'Ann', username: 'Ann', role: 'labeler', invitation: 'accepted', joinedAt: moment(1) })
  t.same((await ask(`GET /__admin/members/${ann.id}`)).body, ann)
  t.same(await seen(), [{ id: ann.id, invitationStatus: 'ACCEPTED', invitationEmail: null, joinedDate: moment(1), user: { displayName: 'Ann', email: 'Ann@mine.test', username: 'Ann' } }])
  const changed = { ...ann, name: 'Ann Lee', role: 'owner' }
  t.same((await ask(`PATCH /__admin/members/${ann.id}`, { name: 'Ann Lee', role: 'owner' })).body, changed)
  t.same((await ask(`PATCH /__admin/members/${ann.id}`, { invitation: 'pending' })).body, { ...changed, name: '', username: '', invitation: 'pending' })
  t.match(await seen(), [{ id: ann.id, invitationStatus: 'PENDING', invitationEmail: 'Ann@mine.test', user: null }])
  t.match((await ask(`PATCH /__admin/members/${ann.id}`, { invitation: 'accepted', username: 'ann' })).body, { name: 'Ann', username: 'ann', role: 'owner' })
  t.equal((await ask(`DELETE /__admin/members/${ann.id}`)).status, 204)
  t.same(await seen(), [])
  t.equal((await ask('POST /__admin/members', { email: 'ann@MINE.test', role: 'reviewer' })).body.id, ann.id, 'the address can be used again')
})

t.test('the members of the fixture can be changed too, and keep their places', async t => {
  const { ask } = await double(t)
  const emails = async () => (await ask('GET /__admin/members')).body.items.map(({ email }: { email: string }) => email)
  const before = await emails()
  t.equal(before.length, 10)
  const [{ id }] = (await ask('GET /__admin/members?limit=1')).body.items
  t.match((await ask(`PATCH /__admin/members/${id}`, { role: 'labeler' })).body, { name: 'Odile Marchetti', role: 'labeler' })
  t.same(await emails(), before)
  t.equal((await ask(`DELETE /__admin/members/${id}`)).status, 204)
  t.same(await emails(), before.slice(1))
  t.equal((await ask('GET /@other/__admin/members')).body.items.length, 10)
  await ask('POST /__admin/reset')
  t.same(await emails(), before)
})

t.test('a deleted member keeps the assignments, and the exports of the projects', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { projectId: 'p1', assignees: [{ email: 'ann@mine.test', role: 'LABELER', begun: true }] } })
  const [member] = (await ask('GET /__admin/members')).body.items.slice(10)
  t.match(member, { email: 'ann@mine.test', role: 'labeler' }, 'an assignee of a launch is a member')
  await ask(`DELETE /__admin/members/${member.id}`)
  const { body } = await ask('POST /graphql', { query: '{ getProject(input: { projectId: "p1" }) { assignees { teamMember { id isDeleted } } labelerCabinets { owner { email } } } }' }, { authorization: 'Bearer any' })
  t.same(body.data.getProject, { assignees: [{ teamMember: { id: member.id, isDeleted: true } }], labelerCabinets: [{ owner: { email: 'ann@mine.test' } }] })
})

t.test('a list of members has pages', async t => {
  const { ask } = await double(t)
  const pages = []
  for (let next: string | null = ''; next !== null;) {
    const { body } = await ask(`GET /__admin/members?limit=4${next === '' ? '' : `&cursor=${next}`}`)
    pages.push(body.items.length)
    next = body.next
  }
  t.same(pages, [4, 4, 2])
  t.match(await ask('GET /__admin/members?cursor=none'), { status: 400, body: { error: { code: 'CURSOR_UNKNOWN' } } })
})

t.test('a member that exists, is unknown or is not valid is rejected', async t => {
  const { ask } = await double(t, { maxThings: 1 })
  t.match(await ask('POST /__admin/members', { email: 'Hana.Suzuki@example.com' }), { status: 409, body: { error: { code: 'MEMBER_EXISTS', message: 'The team already has the member Hana.Suzuki@example.com' } } })
  for (const request of ['GET', 'DELETE', 'PATCH']) t.match(await ask(`${request} /__admin/members/none`, request === 'PATCH' ? {} : undefined), { status: 404, body: { error: { code: 'MEMBER_UNKNOWN', message: 'There is no member none' } } })
  t.match(await ask('POST /__admin/members', { email: 'ann@mine.test', role: 'boss' }), { status: 400, body: { error: { field: 'role' } } })
  t.match(await ask('POST /__admin/members', {}), { status: 400, body: { error: { field: 'email' } } })
  const [first, second] = ['ann', 'bob'].map(name => ({ email: `${name}@mine.test` }))
  t.equal((await ask('POST /__admin/members', first)).status, 201)
  t.match(await ask('POST /__admin/members', second), { status: 507, body: { error: { code: 'COLLECTION_FULL' } } })
})

t.test('a member that only an assignment names makes room for one of the control API', async t => {
  const { ask, make } = await double(t, { maxThings: 1 })
  await make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { assignees: [{ email: 'ann@mine.test', role: 'LABELER' }] } })
  const { body: bob } = await ask('POST /__admin/members', { email: 'bob@mine.test' })
  t.equal((await ask(`DELETE /__admin/members/${bob.id}`)).status, 204)
})

t.test('there are no members where Datasaur is not served', async t => {
  const { app } = await double(t, { providers: ['julep'] })
  t.equal((await app.inject('/__admin/members')).statusCode, 404)
})
