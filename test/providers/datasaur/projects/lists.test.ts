import t from 'tap'
import { moment } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { asking, getProjects, launched } from '../../../support/providers/datasaur-projects.ts'

t.test('each filter finds its projects', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const { id } = await run('mutation ($input: CreateLabelSetInput!) { result: createLabelSet(input: $input) { id signature } }', { input: { name: 'Entities', tagItems: [{ id: 'p', tagName: 'PER' }] } })
  await launched(double_, { name: 'Red Fox', teamId: '1', type: 'NER', tagNames: ['TAG_NAME'], labelSetId: id })
  await launched(double_, { name: 'Blue fox', teamId: '2', kinds: ['ROW_BASED'], assignees: [{ email: 'lena@example.com', role: 'LABELER' }, { email: 'rea@example.com', role: 'REVIEWER' }] })
  await double_.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { name: 'Done', status: 'COMPLETE', isArchived: true } })
  const names = async (filter: object | null) => {
    const found = await run(getProjects, { input: { filter } })
    return found.nodes?.map(({ name }: { name: string }) => name) ?? found
  }
  const [tag] = await run('{ result: getTags(input: { teamId: "1" }) { id } }', {})
  const member = async (email: string) => (await run('query ($input: GetTeamMembersPaginatedInput!) { result: getTeamMembersPaginated(input: $input) { nodes { id user { email } } } }', { input: { filter: { teamId: '2', keyword: email } } })).nodes[0]?.id
  const all = ['Done', 'Blue fox', 'Red Fox']
  const table: Array<[object | null, string[]]> = [
    [null, all],
    [{}, all],
    [{ keyword: 'FOX' }, ['Blue fox', 'Red Fox']],
    [{ keyword: '', tags: [], kinds: [] }, all],
    [{ teamId: '1' }, ['Red Fox']],
    [{ isArchived: false }, ['Blue fox', 'Red Fox']],
    [{ kinds: ['ROW_BASED', 'BBOX_BASED'] }, ['Blue fox']],
    [{ types: ['NER'] }, ['Red Fox']],
    [{ statuses: ['COMPLETE'] }, ['Done']],
    [{ statuses: ['NOT_STARTED'] }, []],
    [{ tags: ['TAG_NAME'] }, ['Red Fox']],
    [{ tags: [tag.id] }, ['Red Fox']],
    [{ labelSetSignatures: ['none'] }, []],
    [{ labelerTeamMemberIds: ['none'] }, []],
    [{ labelerTeamMemberIds: [await member('lena@example.com')] }, ['Blue fox']],
    [{ reviewerTeamMemberIds: [await member('rea@example.com')] }, ['Blue fox']],
    [{ daysCreatedRange: { newestDate: moment(5) } }, ['Red Fox']],
    [{ daysCreatedRange: { newestDate: '2025-01-01', oldestDate: moment(6) } }, ['Done', 'Blue fox']],
    [{ daysCreatedRange: { newestDate: '2024-12-31' } }, []],
    [{ daysCreatedRange: { newestDate: 'soon' } }, ['filter.daysCreatedRange.newestDate must be a date such as 2025-01-31T00:00:00.000Z']]
  ]
  for (const [filter, expected] of table) t.same(await names(filter), expected, JSON.stringify(filter))
})

t.test('a client reads projects page by page, by offset and by cursor, until the next cursor is null', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  for (let number = 1; number <= 5; number++) await launched(double_, { name: `P${number}` })
  const names = ({ nodes }: { nodes: Array<{ name: string }> }) => nodes.map(({ name }) => name)
  const sort = [{ field: 'name', order: 'ASC' }]
  t.same(names(await run(getProjects, { input: { cursor: '', page: { skip: 1, take: 2 }, sort } })), ['P2', 'P3'])
  const seen: string[][] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: any = await run(getProjects, { input: { cursor, page: { skip: 0, take: 2 } } })
    t.equal(page.totalCount, 5)
    seen.push(names(page))
    cursor = page.pageInfo.nextCursor
  }
  t.same(seen, [['P5', 'P4'], ['P3', 'P2'], ['P1']])
})

t.test('projects are sorted by their fields', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const given = [{ name: 'b', status: 'CREATED', completedDate: moment(9) }, { name: 'a', status: 'COMPLETE', completedDate: moment(8) }]
  for (const input of given) {
    await double_.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input })
    await double_.advance('1s')
  }
  for (const [field, names] of [['name', 'ab'], ['status', 'ab'], ['completedDate', 'ab'], ['createdDate', 'ba'], ['updatedDate', 'ba'], ['exportedDate', 'ab']]) {
    const { nodes } = await run(getProjects, { input: { sort: [{ field, order: 'ASC' }] } })
    t.same([field, nodes.map(({ name }: { name: string }) => name).join('')], [field, names])
  }
  t.same(await run(getProjects, { input: { sort: [{ field: 'size', order: 'ASC' }] } }), ['sort.field must be one of name, createdDate, updatedDate, completedDate, exportedDate, status'])
})
