import t from 'tap'
import { labelSets } from '../../../../src/providers/datasaur/collections.ts'
import type { Context } from '../../../../src/providers/datasaur/graphql/request.ts'
import { datasaur } from '../../../../src/providers/datasaur/index.ts'
import { createLabelSet, labelSetOf } from '../../../../src/providers/datasaur/team/label-sets.ts'
import { addAssignees, allMembers, findMember, mustName } from '../../../../src/providers/datasaur/team/members.ts'
import { tagOf, tagsNamed, tagsOf, tagsWith } from '../../../../src/providers/datasaur/team/tags.ts'
import type { Sandbox } from '../../../../src/sandboxes/index.ts'
import { credentials as token } from '../../../support/credentials.ts'
import { type Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { registry, sandbox as newSandbox } from '../../../support/sandboxes/make.ts'

const documents = {
  getTeamMembersPaginated: 'query ($input: GetTeamMembersPaginatedInput!) { result: getTeamMembersPaginated(input: $input) { nodes { id invitationEmail invitationKey invitationStatus isDeleted joinedDate user { displayName email id name username } } pageInfo { nextCursor prevCursor __typename } totalCount } }',
  getTags: 'query ($input: GetTagsInput!) { result: getTags(input: $input) { id name globalTag } }',
  createTag: 'mutation ($input: CreateTagInput!) { result: createTag(input: $input) { id name globalTag __typename } }',
  createLabelSet: 'mutation ($input: CreateLabelSetInput!, $projectId: ID) { result: createLabelSet(input: $input, projectId: $projectId) { id index name signature arrowLabelRequired tagItems { id parentId color desc tagName type } } }'
}

async function ask ({ ask }: Double, operation: keyof typeof documents, input: unknown, projectId?: string, prefix = '') {
  const { status, body } = await ask(`POST ${prefix}/graphql`, { query: documents[operation], variables: { input, projectId } }, token)
  t.equal(status, 200)
  return body.errors === undefined ? body.data.result : body.errors.map(({ message }: { message: string }) => message)
}

/** What a resolver receives for a request in the sandbox. */
function contextOf (sandbox: Sandbox): Context {
  return { sandbox, jobs: sandbox.provider(datasaur), dialect: 'documented', body: {}, linkTo: path => path, explainUnknownJob: () => {}, logDefect: error => { throw error } }
}

const membersOf = async (it: Double, filter: object, more: object = {}) => await ask(it, 'getTeamMembersPaginated', { filter: { teamId: '1', ...filter }, ...more })
const addressOf = ({ user, invitationEmail }: { user: { email: string } | null, invitationEmail: string }) => (user?.email ?? invitationEmail).replace('@example.com', '')
const addresses = async (it: Double, filter: object, more?: object) => (await membersOf(it, filter, more)).nodes.map(addressOf)

t.test('every team of a seed has the same members, and some have not accepted their invitation', async t => {
  const [it, same, other] = [await double(t), await double(t), await double(t, { seed: 2 })]
  const all = await membersOf(it, {})
  const { nodes } = all
  t.same(all, { nodes, pageInfo: { nextCursor: null, prevCursor: null, __typename: 'PageInfo' }, totalCount: 10 })
  t.match(nodes[0], {
    id: /^\d{9}$/,
    invitationEmail: null,
    invitationKey: null,
    invitationStatus: 'ACCEPTED',
    isDeleted: false,
    joinedDate: '2023-03-06T08:30:00.000Z',
    user: { displayName: 'Odile Marchetti', email: 'odile.marchetti@example.com', id: /^\d{9}$/, name: 'Odile Marchetti', username: 'odile' }
  })
  t.match(nodes[9], { id: /^\d{9}$/, invitationEmail: 'new.reviewer@example.com', invitationKey: /^[0-9a-f]{32}$/, invitationStatus: 'PENDING', user: null })
  t.equal(new Set(nodes.map(({ id }: { id: string }) => id)).size, 10)
  t.same(await membersOf(it, { teamId: 'another' }), all)
  t.same(await ask(it, 'getTeamMembersPaginated', {}), all)
  t.same(await membersOf(same, {}), all)
  t.not((await membersOf(other, {})).nodes[0].id, nodes[0].id)
})

t.test('a client finds members by keyword and role, sorts them, and reads them page by page', async t => {
  const it = await double(t)
  t.equal((await membersOf(it, { keyword: '', roleId: [] }, { cursor: '', sort: [] })).totalCount, 10)
  t.same(await addresses(it, { keyword: 'SUZUKI' }), ['hana.suzuki'])
  t.same(await addresses(it, { keyword: 'aydın' }), ['emre.aydin'])
  t.same(await addresses(it, { keyword: 'NEW.' }), ['new.labeler', 'new.reviewer'])
  t.same(await addresses(it, { keyword: 'unknown' }), [])
  t.same(await addresses(it, { roleId: ['4'] }), ['nkechi.obafemi', 'rafael.quintero', 'new.reviewer'])
  t.same(await addresses(it, { roleId: ['1', '2'] }), ['odile.marchetti', 'tobias.lindqvist'])
  t.same(await addresses(it, { roleId: ['99'] }), [])
  for (const field of ['displayName', 'name', 'username', 'email', 'joinedDate', 'id', 'roleId', 'invitationEmail', 'invitationStatus']) {
    t.equal((await addresses(it, {}, { sort: [{ field, order: 'DESC' }] })).length, 10, field)
  }
  t.same((await addresses(it, {}, { sort: [{ field: 'email', order: 'DESC' }] })).slice(0, 2), ['tobias.lindqvist', 'rafael.quintero'])
  t.same(await membersOf(it, {}, { sort: [{ field: 'salary', order: 'ASC' }] }), ['sort.field must be one of id, displayName, name, username, email, invitationEmail, invitationStatus, joinedDate, roleId'])
  t.same(await membersOf(it, {}, { page: { skip: 0, take: -1 } }), ['page.take must be from 1 to 10000'])
  t.same(await membersOf(it, {}, { cursor: 'x' }), ['cursor is not one that a list gave out'])
  const seen = []
  for (let input: object = { page: { skip: 0, take: 4 } }; ;) {
    const { nodes, pageInfo: { nextCursor } } = await membersOf(it, {}, input)
    seen.push(nodes.length)
    if (nextCursor === null) break
    input = { cursor: nextCursor }
  }
  t.same(seen, [4, 4, 2])
})

t.test('the member of an assignment is found in the team, or made up and added to it', async t => {
  const { sandboxes } = registry()
  const [sandbox, other] = [sandboxes.get('a'), sandboxes.get('b')]
  const [owner] = allMembers(sandbox)
  t.same(findMember(sandbox, { email: 'Odile.Marchetti@Example.com' }), owner)
  t.same(findMember(sandbox, { teamMemberId: owner!.id, email: '' }), owner)
  t.match(findMember(sandbox, { email: 'new.labeler@example.com' }), { invitationStatus: 'PENDING' })

  const mine = findMember(sandbox, { email: 'Me@mine.test' })
  t.match(mine, { id: /^\d{9}$/, invitationStatus: 'ACCEPTED', user: { displayName: 'Me', email: 'Me@mine.test', username: 'Me' } })
  t.equal(findMember(other, { email: 'me@MINE.test' }).id, mine.id)
  t.equal(allMembers(sandbox).length, 10, 'findMember adds no member')
  t.not(findMember(sandbox, { teamMemberId: mine.id }).user!.email, 'Me@mine.test')
  const add = (...names: object[]) => addAssignees(sandbox, { assignees: names.map(name => ({ ...name, role: 'LABELER' })) }, 'ProjectLaunchQueue')
  const undo = add({ email: 'Me@mine.test' }, {})
  const undoNothing = add({ email: 'me@mine.TEST' })
  t.same(findMember(sandbox, { teamMemberId: mine.id }), mine)
  for (const takeBack of [undoNothing, add({ email: 'hana.suzuki@example.com' })]) takeBack()
  t.same(allMembers(sandbox).slice(10), [mine], 'a member that existed before stays')
  undo()
  t.equal(allMembers(sandbox).length, 10)

  add({ teamMemberId: '42' })
  t.match(allMembers(sandbox)[10], { id: '42', user: { email: 'member-42@example.com' } })
  t.match(findMember(sandbox, {}), { id: /^\d{9}$/ })
  for (const named of [{}, { email: '', teamMemberId: null }]) t.throws(() => mustName(named), { message: 'An assignment must name a team member by email or teamMemberId' })
  sandbox.reset()
  t.equal(allMembers(sandbox).length, 10)
})

t.test('the assignees of a launch become members together or not at all, also of one that the control API starts', async t => {
  const it = await double(t, { maxJobs: 1, lifecycle: 'stuck' })
  const launch = (...emails: string[]) => it.ask('POST /__admin/jobs', { provider: 'datasaur', kind: 'ProjectLaunchQueue', input: { assignees: emails.map(email => ({ email, role: 'LABELER' })) } })
  const added = async () => (await membersOf(it, {})).nodes.slice(10).map(({ user }: any) => user.email)
  t.equal((await launch('ann@mine.test', 'bob@mine.test')).status, 201)
  t.same(await added(), ['ann@mine.test', 'bob@mine.test'])
  t.equal((await launch('cid@mine.test')).status, 507)
  t.same(await added(), ['ann@mine.test', 'bob@mine.test'])
  const sandbox = newSandbox({ limits: { thingBytes: 2000 } })
  const input = { assignees: ['dan@mine.test', `${'x'.repeat(3000)}@mine.test`].map(email => ({ email, role: 'LABELER' })) }
  t.throws(() => addAssignees(sandbox, input, 'ProjectLaunchQueue'), { code: 'COLLECTION_FULL' })
  t.equal(allMembers(sandbox).length, 10)
})

t.test('a tag is created and listed for a team, and a second one of its name is the first', async t => {
  const it = await double(t)
  const tag = await ask(it, 'createTag', { name: 'urgent', teamId: '1' })
  t.match(tag, { id: /^\d{9}$/, name: 'urgent', globalTag: false, __typename: 'Tag' })
  t.same(await ask(it, 'createTag', { name: 'urgent', teamId: '1' }), tag)
  const own = await ask(it, 'createTag', { name: 'urgent' })
  t.not(own.id, tag.id)
  const { __typename, ...plain } = tag
  for (const filter of [undefined, { includeGlobalTag: true }, { includeGlobalTag: false }]) t.same(await ask(it, 'getTags', { teamId: '1', filter }), [plain])
  t.same((await ask(it, 'getTags', {})).map(({ id }: { id: string }) => id), [own.id])
  t.same(await ask(it, 'getTags', { teamId: '2' }), [])
  t.same(await ask(it, 'getTags', { teamId: '1' }, undefined, '/@other'), [])
  t.same(await ask(it, 'createTag', { name: ' ' }), ['The name of a tag must not be empty'])
  t.same(await ask(it, 'createTag', { name: 'x'.repeat(256) }), ['The name of a tag must have at most 255 characters'])
  t.equal((await ask(it, 'createTag', { name: 'x'.repeat(255) })).name.length, 255)
})

t.test('tags are found or created by their names, all or none', async t => {
  const sandbox = newSandbox({ limits: { things: 3 } })
  const { tags: [b] } = tagsNamed(sandbox, '1', ['b'])
  const { tags } = tagsNamed(sandbox, '1', ['a', 'b', 'a'])
  t.same(tags.map(({ name }) => name), ['a', 'b'])
  t.equal(tags[1], b)
  t.same(tagOf(sandbox, b!.id), b)
  t.throws(() => tagOf(sandbox, 'nothing'), { message: 'Tag not found' })
  t.same(tagsWith(sandbox, ['nothing', b!.id]), [b])
  for (const given of [['c', ''], ['c', 'd']]) {
    t.throws(() => tagsNamed(sandbox, '1', given))
    t.same(tagsOf(sandbox, { teamId: '1' }).map(({ name }) => name), ['b', 'a'], 'no tag has been created')
  }
  t.same(tagsNamed(sandbox, null, []).tags, [])
})

t.test('a label set has the fields with which it was created', async t => {
  const it = await double(t)
  // real clients send neither a name nor types
  const plain = { tagItems: [{ id: 'p', parentId: null, desc: null, color: 'red', tagName: 'PER' }, { id: 'q', parentId: 'p', tagName: 'ORG' }] }
  const first = await ask(it, 'createLabelSet', plain)
  t.match(first.id, /^[\w-]{11}$/)
  t.match(first.signature, /^[0-9a-f]{32}$/)
  t.same(first, {
    id: first.id,
    index: 0,
    name: '',
    signature: first.signature,
    arrowLabelRequired: false,
    tagItems: [
      { id: 'p', parentId: null, color: 'red', desc: null, tagName: 'PER', type: 'SPAN' },
      { id: 'q', parentId: 'p', color: null, desc: null, tagName: 'ORG', type: 'SPAN' }
    ]
  })
  const again = await ask(it, 'createLabelSet', plain)
  t.not(again.id, first.id)
  t.equal(again.signature, first.signature)
  const tagItems = [{ id: '1', tagName: 'is', type: 'ARROW', color: '#fff', desc: 'of', arrowRules: [{ originIds: [], destinationIds: [] }] }]
  const whole = await ask(it, 'createLabelSet', { name: 'Relations', index: 4, arrowLabelRequired: true, tagItems })
  const { arrowRules, ...item } = tagItems[0]!
  t.same(whole, { id: whole.id, index: 4, name: 'Relations', signature: whole.signature, arrowLabelRequired: true, tagItems: [{ ...item, parentId: null }] })
  t.same((await ask(it, 'createLabelSet', { tagItems: [] })).tagItems, [])
})

t.test('a label set is found by its id', async t => {
  const sandbox = newSandbox()
  const labelSet = createLabelSet(contextOf(sandbox), { name: 'Entities', tagItems: [] })
  t.equal(labelSetOf(sandbox, labelSet.id), labelSet)
  t.throws(() => labelSetOf(sandbox, 'nothing'), { message: 'Label set not found' })
})

t.test('the label sets of a project are numbered, and an unknown project is rejected', async t => {
  const it = await double(t)
  const { body: { data: { createProject: { job: { id } } } } } = await it.ask('POST /graphql', { query: 'mutation { createProject(input: { name: "P", kinds: [TOKEN_BASED], documents: [] }) { job { id } } }' }, token)
  await it.advance('10s')
  const { body: { data: { getJob: { resultId } } } } = await it.ask('POST /graphql', { query: `{ getJob(jobId: "${id}") { resultId } }` }, token)
  const indexes = []
  for (const index of [undefined, null, 7, undefined]) indexes.push((await ask(it, 'createLabelSet', { index, tagItems: [] }, resultId)).index)
  t.same(indexes, [0, 1, 7, 3])
  t.same(await ask(it, 'createLabelSet', { tagItems: [] }, 'nothing'), ['Project not found'])
})

t.test('a label set whose items are not trees is rejected', async t => {
  const it = await double(t)
  const item = (id: string, parentId?: string, tagName = 'X') => ({ id, parentId, tagName })
  const cases: Array<{ tagItems: object[], message: string }> = [
    { tagItems: [item('')], message: 'tagItems[0].id must not be empty' },
    { tagItems: [item('a'), item('b', undefined, ' ')], message: 'tagItems[1].tagName must not be empty' },
    { tagItems: [item('a'), item('a')], message: 'tagItems[1].id repeats the id of another item' },
    { tagItems: [item('a'), item('b', 'c')], message: 'tagItems[1].parentId is not the id of an item' },
    { tagItems: [item('a', 'a')], message: 'tagItems[0].parentId makes the item its own ancestor' },
    { tagItems: [item('x'), item('a', 'c'), item('b', 'a'), item('c', 'b')], message: 'tagItems[1].parentId makes the item its own ancestor' }
  ]
  for (const { tagItems, message } of cases) t.same(await ask(it, 'createLabelSet', { tagItems }), [message])
  t.same(await ask(it, 'createLabelSet', { tagItems: [], index: -1 }), ['index must be at least 0'])
  const deep = Array.from({ length: 10_000 }, (_, place) => item(String(place), place === 0 ? undefined : String(place - 1)))
  t.equal((await ask(it, 'createLabelSet', { tagItems: deep })).tagItems.length, 10_000)
})

t.test('a label set that cannot be added to its project is not kept', async t => {
  const it = await double(t, { maxThings: 1 })
  for (const projectId of ['first', 'second']) await it.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { projectId } })
  const sandbox = it.app.sandboxes.get('main')
  const { id } = createLabelSet(contextOf(sandbox), { name: 'A', tagItems: [] }, 'first')
  sandbox.collection(labelSets).delete(id)
  t.throws(() => createLabelSet(contextOf(sandbox), { name: 'B', tagItems: [] }, 'second'), { code: 'COLLECTION_FULL' })
  t.equal(sandbox.collection(labelSets).size, 0)
})
