import t from 'tap'
import { moment } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { asking, create, getProject, getProjects, launch, launched, text, updateProject } from '../../../support/providers/datasaur-projects.ts'
import { encode, file } from '../../../support/multipart-body.ts'

t.test('a project exists as soon as its launch is DELIVERED, with the id in its job', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const input = { name: 'Invoices', teamId: '1', kinds: ['DOCUMENT_BASED'], purpose: 'VALIDATION', documents: [{ document: { name: 'a.txt', externalUrl: 'https://example.com/a.txt' }, extras: [] }] }
  const { name, job } = await run(create, { input })
  t.match(job.id, /^ProjectLaunchQueue:[0-9a-f-]{36}$/)
  t.same([name, job], ['Invoices', { id: job.id, status: 'QUEUED', progress: 0, resultId: null, errors: [] }])
  const status = async () => (await run('query ($ids: [String!]!) { result: getJobs(jobIds: $ids) { status resultId } }', { ids: [job.id] }))[0]
  await double_.advance('4999ms')
  t.same([await status(), (await run(getProjects, { input: {} })).nodes], [{ status: 'IN_PROGRESS', resultId: null }, []])
  await double_.advance('1ms')
  const { status: end, resultId } = await status()
  t.equal(end, 'DELIVERED')
  t.match(resultId, /^[A-Za-z0-9]{11}$/)
  const project = { id: resultId, name: 'Invoices', status: 'CREATED', purpose: 'VALIDATION', isArchived: false, createdDate: moment(5), updatedDate: moment(5), completedDate: null, exportedDate: null, tags: [], assignees: [] }
  t.same(await run(getProject, { input: { projectId: resultId } }), project)
  t.same(await run(getProjects, { input: {} }), { totalCount: 1, nodes: [{ ...project, __typename: 'Project' }], pageInfo: { nextCursor: null, prevCursor: null, __typename: 'PageInfo' } })
})

t.test('a launch that fails, is cancelled or never ends creates no project', async t => {
  for (const lifecycle of ['failure', 'cancelled', 'stuck']) {
    const double_ = await double(t, { lifecycle })
    const run = asking(double_)
    const { job } = await run(launch, { input: { name: 'Lost', ...text } })
    await double_.advance('1h')
    const { resultId, errors } = await run('query ($id: String!) { result: getJob(jobId: $id) { resultId errors { id } } }', { id: job.id })
    t.same([resultId, errors.length], [null, lifecycle === 'stuck' ? 0 : 1], lifecycle)
    t.same((await run(getProjects, { input: {} })).totalCount, 0)
    const [{ input }] = (await double_.ask('GET /__admin/jobs')).body.items
    t.same(await run(getProject, { input: { projectId: input.projectId } }), ['Project not found'])
  }
})

t.test('a launch job of the control API creates a project with the fields of its input', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const given = { projectId: 'HvdyIL2iwZn', name: 'Given', status: 'COMPLETE', completedDate: moment(1), tagIds: ['no tag'], documents: 'none', assignees: [{ role: 'REVIEWER', email: 'rea@example.com' }, 7] }
  await double_.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: given })
  await double_.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: 'nothing' })
  const plain = { status: 'CREATED', purpose: 'LABELING', isArchived: false, createdDate: moment(0), updatedDate: moment(0), completedDate: null, exportedDate: null, tags: [], assignees: [] }
  t.same(await run(getProject, { input: { projectId: 'HvdyIL2iwZn' } }), { ...plain, id: 'HvdyIL2iwZn', name: 'Given', status: 'COMPLETE', completedDate: moment(1) })
  t.same((await run(getProjects, { input: {} })).nodes.map(({ name }: { name: string }) => name), ['Untitled', 'Given'])
  await double_.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { projectId: 'assigned', assignees: given.assignees.slice(0, 1) } })
  t.same((await run(getProject, { input: { projectId: 'assigned' } })).assignees, [{ role: 'REVIEWER', teamMember: { user: { email: 'rea@example.com' } } }])
})

t.test('a project has the tags, members and label sets of its launch', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const { id } = await run('mutation ($input: CreateLabelSetInput!) { result: createLabelSet(input: $input) { id } }', { input: { name: 'Entities', tagItems: [{ id: 'p', tagName: 'PER', color: 'red' }] } })
  const projectId = await launched(double_, {
    teamId: 1,
    kinds: ['TOKEN_BASED', 'DOCUMENT_BASED'],
    labelSetId: id,
    labelSetIDs: [id],
    labelSets: [{ name: 'Places', options: [{ id: 'g', label: 'GEO' }, { id: 'h', label: 'CITY', parentId: 'g' }] }],
    tagNames: ['urgent', 'urgent', 'second'],
    assignees: [{ email: 'ivan@example.com' }],
    documentAssignments: [{ email: 'lena@example.com', role: 'LABELER' }, { teamMemberId: 'member-1', role: 'REVIEWER' }]
  })
  const project = await run(getProject, { input: { projectId } })
  t.same(project.tags.map(({ name }: { name: string }) => name), ['urgent', 'second'])
  t.same(project.assignees.slice(0, 2), [{ role: 'LABELER_AND_REVIEWER', teamMember: { user: { email: 'ivan@example.com' } } }, { role: 'LABELER', teamMember: { user: { email: 'lena@example.com' } } }])
  const [{ input }] = (await double_.ask('GET /__admin/jobs')).body.items
  t.same(input.labelSets.map(({ name, labels }: { name: string, labels: object[] }) => [name, labels]), [
    ['Entities', [{ id: 'p', label: 'PER', color: 'red' }]], ['Entities', [{ id: 'p', label: 'PER', color: 'red' }]], ['Places', [{ id: 'g', label: 'GEO', color: null }, { id: 'h', label: 'CITY', color: null, parentId: 'g' }]]
  ])
  t.same(await run(launch, { input: { name: 'x', ...text, labelSetId: 'none' } }), ['Label set not found'])
})

t.test('label sets of createProject, whose shape is not published, are read as far as possible', async t => {
  const double_ = await double(t)
  const tokenLabelSets = [{ name: 'A', options: [{ id: '7', label: 'PER', color: 'red' }, 5, { label: 1 }] }, { tagItems: [{ tagName: 'GEO' }] }, { labels: [{ name: 'ORG' }] }, 'x', null]
  await asking(double_)(create, { input: { name: 'x', kinds: ['TOKEN_BASED'], documents: [], tokenLabelSets: tokenLabelSets.slice(0, 4) } })
  const [{ input }] = (await double_.ask('GET /__admin/jobs')).body.items
  t.same(input.labelSets, [
    { name: 'A', signature: null, labels: [{ id: '7', label: 'PER', color: 'red' }] },
    { name: 'Label set 2', signature: null, labels: [{ id: '1', label: 'GEO', color: null }] },
    { name: 'Label set 3', signature: null, labels: [{ id: '1', label: 'ORG', color: null }] },
    { name: 'Label set 4', signature: null, labels: [] }
  ])
})

t.test('a document is uploaded, at a URL or in the launch; any other document is rejected', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const refused: Array<[object, string]> = [
    [{ name: 'a' }, 'documents[0].document must have either an objectKey or an externalUrl'],
    [{ name: 'a', objectKey: 'k', externalUrl: 'u' }, 'documents[0].document must have either an objectKey or an externalUrl'],
    [{ name: 'a', objectKey: 'temp/upload-proxy/none.txt' }, 'documents[0].document.objectKey: nothing has been uploaded as temp/upload-proxy/none.txt']
  ]
  for (const [document, message] of refused) t.same(await run(create, { input: { name: 'x', kinds: ['TOKEN_BASED'], documents: [{ document }] } }), [message])
  t.same(await run(create, { input: { name: ' ', kinds: ['TOKEN_BASED'], documents: [] } }), ['name must not be empty'])
  t.equal((await double_.ask('GET /__admin/jobs')).body.total, 0)
  await run(create, { input: { name: 'x', kinds: ['TOKEN_BASED'], externalObjectStorageId: '7', documents: [{ document: { name: 'a', objectKey: 'bucket/a.txt' } }] } })
  t.same((await double_.ask('GET /__admin/jobs')).body.items[0].input.documents.map(({ url }: { url: string }) => url), ['bucket/a.txt'])
  const documents = [{ fileName: 'a.txt', externalImportableUrl: 'https://example.com/a' }, { fileName: 'b.txt', name: 'B', fileUrl: 'https://example.com/b' }, { fileName: 'c.txt' }]
  await run(launch, { input: { name: 'x', ...text, documents } })
  const [{ input }] = (await double_.ask('GET /__admin/jobs')).body.items
  t.same(input.documents.map(({ id, ...document }: { id: string }) => document), [{ name: 'a.txt', url: 'https://example.com/a' }, { name: 'B', fileName: 'b.txt', url: 'https://example.com/b' }, { name: 'c.txt' }])
})

t.test('a launch that cannot start is rejected', async t => {
  const double_ = await double(t, { maxJobs: 1, lifecycle: 'stuck' })
  const { payload, type } = encode([
    { name: 'operations', text: JSON.stringify({ query: launch, variables: { input: { name: 'x', ...text, documents: [{ fileName: 'a.txt', file: null }] } } }) },
    { name: 'map', text: '{"0":["variables.input.documents.0.file"]}' },
    file('0', 'a.txt', 'hello')
  ])
  const send = async () => (await double_.inject({ method: 'POST', url: '/graphql', payload, headers: { authorization: 'Bearer any', 'content-type': type } })).json()
  t.match((await send()).data.launchTextProjectAsync.job.id, /^ProjectLaunchQueue:/)
  t.match((await send()).errors[0].message, /^A sandbox keeps at most 1 jobs/)
})

t.test('an assignment to some documents shows only those', async t => {
  const double_ = await double(t)
  const projectId = await launched(double_, {
    documents: [{ fileName: 'a.txt', name: 'A' }, { fileName: 'b.txt' }],
    assignees: [{ email: 'ivan@example.com', documentNames: ['b.txt'] }, { email: 'lena@example.com', role: 'REVIEWER', documentNames: [] }],
    documentAssignments: [{ email: 'olga@example.com', role: 'LABELER', documents: [{ fileName: 'a.txt', part: 0 }] }]
  })
  const query = 'query ($input: GetProjectInput!) { result: getProject(input: $input) { workspaceSettings { kinds } assignees { documents { name fileName } } labelerCabinets { id role owner { email } } reviewCabinet { id role owner { email } } } }'
  const { assignees, labelerCabinets, reviewCabinet, workspaceSettings } = await asking(double_)(query, { input: { projectId } })
  t.same(assignees.map(({ documents }: { documents: Array<{ name: string }> }) => documents.map(({ name }) => name)), [['b.txt'], ['A', 'b.txt'], ['A']])
  t.same(labelerCabinets, [], 'no labeler has begun')
  t.same([reviewCabinet.role, reviewCabinet.owner, workspaceSettings.kinds], ['REVIEWER', null, ['TOKEN_BASED']])
})

t.test('a labeler has a cabinet from the time of beginning, not from the assignment', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const [ann, bob, rea] = [['ann', 'LABELER'], ['bob', 'LABELER_AND_REVIEWER'], ['rea', 'REVIEWER']].map(([name, role]) => ({ email: `${name}@example.com`, role }))
  const cabinetsOf = async (projectId: string) => (await run('query ($id: ID!) { result: getProject(input: { projectId: $id }) { labelerCabinets { role owner { email } } } }', { id: projectId }))
    .labelerCabinets.map(({ role, owner }: any) => `${role} ${owner.email}`)
  const make = async (projectId: string, input: object) => await double_.make({ provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { projectId, ...input } })
  await make('begun', { status: 'IN_PROGRESS', assignees: [ann, { ...ann }, bob, rea, { email: 'late@example.com', role: 'LABELER', begun: false }] })
  t.same(await cabinetsOf('begun'), ['LABELER ann@example.com', 'LABELER bob@example.com'])
  await make('one', { assignees: [{ ...ann, begun: true }, bob] })
  t.same(await cabinetsOf('one'), ['LABELER ann@example.com'])

  const projectId = await launched(double_, { assignees: [ann, bob, rea] })
  const autoLabel = async (labelerEmail: string, role?: string) => await run('mutation ($input: AutoLabelTokenBasedProjectInput!) { result: autoLabelTokenBasedProject(input: $input) { id } }',
    { input: { labelerEmail, role, projectId, options: { numberOfFilesPerRequest: 1 }, targetAPI: { endpoint: 'https://example.com', secretKey: 'x' } } })
  for (const [email, role] of [['bob@example.com'], ['ann@example.com', 'REVIEWER'], ['other@example.com', 'LABELER']] as const) await autoLabel(email, role)
  for (const input of [null, { projectId }]) await double_.make({ provider: 'datasaur', kind: 'AutoLabelQueue', lifecycle: 'instant', input })
  t.same(await cabinetsOf(projectId), [], 'the jobs are still running')
  await double_.advance('10s')
  t.same(await cabinetsOf(projectId), ['LABELER bob@example.com'])
})

t.test('an empty list of kinds is a missing one, and a tag is kept once', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const projectId = await launched(double_, { kinds: [], documentSettings: { kind: 'ROW_BASED' }, tagNames: ['one'] })
  t.same((await run(getProjects, { input: { filter: { kinds: ['ROW_BASED'] } } })).nodes.map(({ id }: { id: string }) => id), [projectId])
  const { tags: [{ id }] } = await run(getProject, { input: { projectId } })
  t.same((await run(updateProject, { input: { projectId, tagIds: [id, id] } })).tags.map(({ name }: { name: string }) => name), ['one'])
})

t.test('a project has the questions and columns of its launch', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const inputOf = async () => (await double_.ask('GET /__admin/jobs')).body.items[0].input
  const questions = [{ name: 'Stars', type: 'SLIDER', config: { min: 1, max: 5 } }, { id: 7, label: 'Why?', required: true, bindToColumn: 'City', type: 'TEXT' }, {}]
  const asked = [
    { id: 0, name: 'Stars', label: 'Stars', type: 'SLIDER', required: false, config: { min: 1, max: 5 } },
    { id: 7, name: 'Why?', label: 'Why?', type: 'TEXT', required: true, column: 'City' },
    { id: 2, name: 'Question 3', label: 'Question 3', type: 'TEXT', required: false }
  ]
  const documents = [
    { fileName: 'a.csv', docFileOptions: { customHeaderColumns: [{ name: 'City', displayed: true, labelerRestricted: false }] } },
    { fileName: 'b.csv', settings: { questions }, docFileOptions: { firstRowAsHeader: false, customHeaderColumns: [] } }
  ]
  const textInput = { name: 'x', documentSettings: { kind: 'ROW_BASED', firstRowAsHeader: true }, documents }
  await run(launch, { input: textInput })
  t.match(await inputOf(), { rowQuestions: asked, documentQuestions: [], documents: [{ name: 'a.csv', header: ['City'], firstRowAsHeader: true }, { name: 'b.csv', header: undefined, firstRowAsHeader: undefined }] })
  await run(launch, { input: { ...textInput, kinds: ['DOCUMENT_BASED'] } })
  t.match(await inputOf(), { rowQuestions: [], documentQuestions: asked })
  const input = { name: 'x', kinds: ['ROW_BASED'], documents: [{ document: { name: 'a', externalUrl: 'u' } }], rowQuestions: questions, documentQuestions: ['odd'], creationSettings: { firstRowAsHeader: true } }
  await run(create, { input })
  t.match(await inputOf(), { rowQuestions: asked, documentQuestions: [{ id: 0, name: 'Question 1', type: 'TEXT' }], documents: [{ name: 'a', firstRowAsHeader: true }] })
  t.same(await run(create, { input: { ...input, rowQuestions: Array.from({ length: 101 }, () => ({})) } }), ['A project has at most 100 questions'])
})

t.test('updateProject changes the name and the tags; missing fields stay the same', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const projectId = await launched(double_, { name: 'Old', tagNames: ['one'] })
  const { id } = await run('mutation { result: createTag(input: { name: "two" }) { id } }', {})
  const seen = async (input: object) => {
    const { name, tags, createdDate, updatedDate } = await run(updateProject, { input: { projectId, ...input } })
    return [name, tags.map(({ name }: { name: string }) => name), createdDate, updatedDate]
  }
  t.same(await seen({ tagIds: [id] }), ['Old', ['two'], moment(5), moment(10)])
  await double_.advance('5s')
  t.same(await seen({ name: 'New' }), ['New', ['two'], moment(5), moment(15)])
  t.same(await seen({ tagIds: [] }), ['New', [], moment(5), moment(15)])
  t.same(await run(updateProject, { input: { projectId, name: '' } }), ['name must not be empty'])
  t.same(await run(updateProject, { input: { projectId, tagIds: ['none'] } }), ['Tag not found'])
  t.same(await run(updateProject, { input: { projectId: 'none' } }), ['Project not found'])
})

t.test('a project is kept as long as its launch job, and so are its changes', async t => {
  const double_ = await double(t, { maxJobs: 2, maxThings: 2 })
  const run = asking(double_)
  for (let number = 1; number <= 4; number++) {
    const projectId = await launched(double_, { name: `P${number}` })
    t.equal((await run(updateProject, { input: { projectId, name: `Q${number}` } })).name, `Q${number}`)
  }
  t.same((await run(getProjects, { input: {} })).nodes.map(({ name }: { name: string }) => name), ['Q4', 'Q3'])
})

t.test('each field that only starts a job has a queue of its own', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  const fields: Array<[string, RegExp]> = [
    ['mutation { result: calculateAgreementTables(projectId: "p") { id } }', /^AgreementTablesQueue:/],
    ['mutation { result: collectDataset(input: { mlModelSettingId: "m", teamId: "1", version: 1 }) { id } }', /^CollectDatasetQueue:/],
    ['mutation { result: runAutomation(automationId: "a", type: PROJECT_CREATION) { id additionalData { automationActivityId } } }', /^AutomationQueue:/],
    ['{ result: getDataProgrammingPredictions(input: { dataProgrammingId: "d", documents: [] }) { id } }', /^DataProgrammingQueue:/],
    ['{ result: replicateCabinet(projectId: "p", role: LABELER) { id } }', /^CabinetReplicationJobQueue:[0-9a-f]{64}$/]
  ]
  for (const [query, id] of fields) t.match((await run(query, {})).id, id, query)
  const { items } = (await double_.ask('GET /__admin/jobs')).body
  t.same(items.map(({ input }: { input: unknown }) => input), [
    { projectId: 'p', role: 'LABELER' }, { dataProgrammingId: 'd', documents: [] }, { automationId: 'a', type: 'PROJECT_CREATION' }, { mlModelSettingId: 'm', teamId: '1', version: 1 }, { projectId: 'p' }
  ])
})

t.test('a lifecycle rule chooses the lifecycle of a launch by the variables of its request', async t => {
  const double_ = await double(t)
  const run = asking(double_)
  await double_.ask('POST /__admin/lifecycles/rules', { provider: 'datasaur', operation: 'datasaur.launchTextProjectAsync', match: { variables: { input: { name: 'Doomed' } } }, lifecycle: 'failure' })
  const ids = []
  for (const name of ['Doomed', 'Fine']) ids.push((await run(launch, { input: { name, ...text } })).job.id)
  await double_.advance('10s')
  t.same(await run('query ($ids: [String!]!) { result: getJobs(jobIds: $ids) { status } }', { ids }), [{ status: 'FAILED' }, { status: 'DELIVERED' }])
})
