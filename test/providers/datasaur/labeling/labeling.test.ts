import t from 'tap'
import { moment } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'
import { asking, create, getProject, launch, launched, text } from '../../../support/providers/datasaur-projects.ts'
import { encode, file } from '../../../support/multipart-body.ts'

const documentFields = 'id name fileName projectId part type isCompleted createdAt signature settings { textLang labelSets { id index name tagItems { id tagName color parentId desc type } } } statistic { documentId numberOfSentences numberOfTokens }'
const getTextDocument = `query ($fileId: ID!) { result: getTextDocument(fileId: $fileId) { ${documentFields} } }`
const getCabinet = 'query GetCabinet($projectId: ID!, $role: Role!) { result: getCabinet(projectId: $projectId, role: $role) { id documents { id } role status lastOpenedDocumentId statistic { id numberOfTokens numberOfLines } } }'
const getLabelSets = 'query ($cabinetId: ID!) { result: getCabinetLabelSetsById(cabinetId: $cabinetId) { id index name tagItems { id tagName } } }'
const append = 'mutation AppendLabelSetTagItems($input: AppendLabelSetTagItemsInput!) { result: appendLabelSetTagItems(input: $input) { id color parentId tagName } }'
const update = 'mutation ($input: UpdateTextDocumentInput!) { result: updateTextDocument(input: $input) { id name fileName isCompleted settings { labelSets { id name index } } } }'
const updateLabels = 'mutation UpdateLabels($input: UpdateTokenLabelsInput!) { result: updateLabels(input: $input) { document { id } previousTokenLabels { id } rejectedLabels { reason label { id } } updatedCellLines updatedSentences { id documentId content tokens } updatedTokenLabels { id l layer deleted hashCode documentId start { sentenceId tokenId charId } end { tokenId } } } }'
const updateRows = 'mutation ($input: UpdateMultiRowAnswersInput!) { result: updateMultiRowAnswers(input: $input) { document { id } previousAnswers { line answers documentId } updatedAnswers { line answers } updatedLabels { id } } }'
const createLabelSet = 'mutation ($input: CreateLabelSetInput!, $projectId: ID) { result: createLabelSet(input: $input, projectId: $projectId) { id signature } }'

/** A project with a file of two lines, and what asks about it. */
async function withDocument (t: Parameters<typeof double>[0], input: object = {}) {
  const the = await double(t)
  const ask = asking(the)
  const query = launch
  const variables = { input: { name: 'Letters', ...text, documents: [{ fileName: 'a.txt', name: 'First' }], labelSets: [{ name: 'NER', options: [{ id: 'p', label: 'PER', color: '#111111' }] }], ...input } }
  const { payload, type } = encode([
    { name: 'operations', text: JSON.stringify({ query, variables }) }, { name: 'map', text: '{"1":["variables.input.documents.0.file"]}' }, file('1', 'a.txt', 'Dear Ann,\n\nhow are you?')
  ])
  const { job } = (await the.inject({ method: 'POST', url: '/graphql', payload, headers: { authorization: 'Bearer any', 'content-type': type } })).json().data.launchTextProjectAsync
  await the.advance('10s')
  const { resultId: projectId } = await ask('query ($id: String!) { result: getJob(jobId: $id) { resultId } }', { id: job.id })
  const { documents: [{ id }] } = await ask('query ($projectId: ID!) { result: getCabinet(projectId: $projectId, role: REVIEWER) { documents { id } } }', { projectId })
  return { ...the, query: ask, projectId, id }
}

t.test('a document has its size, its signature and the label sets of its project', async t => {
  const { query, projectId, id } = await withDocument(t)
  const document = await query(getTextDocument, { fileId: id })
  t.same(document, {
    id,
    name: 'First',
    fileName: 'a.txt',
    projectId,
    part: 0,
    type: 'NER',
    isCompleted: false,
    createdAt: moment(5),
    signature: document.signature,
    settings: { textLang: null, labelSets: [{ id: document.settings.labelSets[0].id, index: 0, name: 'NER', tagItems: [{ id: 'p', tagName: 'PER', color: '#111111', parentId: null, desc: null, type: 'SPAN' }] }] },
    statistic: { documentId: id, numberOfSentences: 2, numberOfTokens: 7 }
  })
  t.match(document.signature, /^[0-9a-f]{64}$/)
  t.same(await query(getTextDocument, { fileId: id }), document)
  t.same(await query(getTextDocument, { fileId: 'unknown' }), ['Document not found'])
})

t.test('a project has a cabinet for the review, and one for each labeler who has begun', async t => {
  const { query, projectId, id, ask } = await withDocument(t)
  t.same(await query(getCabinet, { projectId, role: 'REVIEWER' }), {
    id: `${projectId}-review`, documents: [{ id }], role: 'REVIEWER', status: 'IN_PROGRESS', lastOpenedDocumentId: id, statistic: { id: `${projectId}-review`, numberOfTokens: 7, numberOfLines: 2 }
  })
  t.same(await query(getCabinet, { projectId, role: 'LABELER' }), ['Cabinet not found'])
  t.same(await query(getCabinet, { projectId: 'unknown', role: 'LABELER' }), ['Project not found'])
  await ask('POST /__admin/jobs', { provider: 'datasaur', kind: 'ProjectLaunchQueue', lifecycle: 'instant', input: { projectId: 'begun', status: 'COMPLETE', assignees: [{ email: 'ann@example.com', role: 'LABELER' }] } })
  const cabinet = await query(getCabinet, { projectId: 'begun', role: 'LABELER' })
  t.match(cabinet, { id: /^begun-\d{9}$/, documents: [], role: 'LABELER', status: 'COMPLETE', lastOpenedDocumentId: null, statistic: { numberOfTokens: 0, numberOfLines: 0 } })
  const all = await query('query ($projectId: ID!) { result: getProjectCabinets(projectId: $projectId) { id owner { email } } }', { projectId: 'begun' })
  t.same(all, [{ id: 'begun-review', owner: null }, { id: cabinet.id, owner: { email: 'ann@example.com' } }])
})

t.test('the label sets of a cabinet are those of its project, and a label can be appended to them', async t => {
  const { query, projectId, id } = await withDocument(t)
  const cabinetId = `${projectId}-review`
  const [first] = await query(getLabelSets, { cabinetId })
  t.same(first, { id: first.id, index: 0, name: 'NER', tagItems: [{ id: 'p', tagName: 'PER' }] })
  for (const unknown of [`${projectId}-unknown`, 'unknown']) t.same(await query(getLabelSets, { cabinetId: unknown }), ['Cabinet not found'])
  const added = await query(append, { input: { labelSetId: first.id, tagItems: [{ tagName: 'LOC', color: null }, { id: 'g', tagName: 'GPE', color: '#222222', desc: 'Places', type: 'ALL' }] } })
  t.same(added, [{ id: added[0].id, color: null, parentId: null, tagName: 'LOC' }, { id: 'g', color: '#222222', parentId: null, tagName: 'GPE' }])
  t.same((await query(getLabelSets, { cabinetId }))[0].tagItems, [{ id: 'p', tagName: 'PER' }, { id: added[0].id, tagName: 'LOC' }, { id: 'g', tagName: 'GPE' }])
  t.equal((await query(getTextDocument, { fileId: id })).settings.labelSets[0].tagItems.length, 3)
  t.same(await query(append, { input: { labelSetId: first.id, tagItems: [{ id: 'g', tagName: 'GPE' }] } }), ['tagItems[3].id repeats the id of another item'])
  t.same(await query(append, { input: { labelSetId: 'unknown', tagItems: [] } }), ['Label set not found'])
})

t.test('a label that is appended to a label set belongs to every project that has the set', async t => {
  const { query, projectId, ...the } = await withDocument(t)
  const input = { name: 'Places', tagItems: [{ id: 'c', tagName: 'City' }] }
  const alone = await query(createLabelSet, { input })
  t.same((await query(append, { input: { labelSetId: alone.id, tagItems: [{ id: 'r', tagName: 'River' }] } })).length, 1)
  const { id } = await query(createLabelSet, { input, projectId })
  await query(append, { input: { labelSetId: id, tagItems: [{ id: 'r', tagName: 'River' }] } })
  const sets = await query(getLabelSets, { cabinetId: `${projectId}-review` })
  t.same(sets[1], { id, index: 1, name: 'Places', tagItems: [{ id: 'c', tagName: 'City' }, { id: 'r', tagName: 'River' }] })

  const other = await launched(the, { labelSetId: id, documents: [{ fileName: 'c.txt' }] })
  const { documents: [document] } = await query(getCabinet, { projectId: other, role: 'REVIEWER' })
  const items = (id: string) => `input: {labelSetId: "${alone.id}", tagItems: [{id: "${id}", tagName: "${id}"}]}`
  await query(`mutation { a: appendLabelSetTagItems(${items('x')}) { id } b: appendLabelSetTagItems(${items('y')}) { id }
    result: updateTextDocument(input: {id: "${document.id}", settings: {labelSets: [{id: "${alone.id}", index: 1}]}}) { id } d: appendLabelSetTagItems(${items('z')}) { id } }`, {})
  const names = (await query(getLabelSets, { cabinetId: `${other}-review` })).map(({ tagItems }: any) => tagItems.map(({ id }: any) => id).join())
  t.same(names, ['c,r', 'c,r,x,y,z'])
  const after = `mutation { a: appendLabelSetTagItems(${items('v')}) { id } b: deleteProject(input: {projectId: "${other}"}) { id } result: appendLabelSetTagItems(${items('w')}) { id } }`
  t.same(await query(after, {}), [{ id: 'w' }])
})

t.test('a document can be renamed and completed, and get label sets', async t => {
  const { query, id } = await withDocument(t, { documents: [{ fileName: 'a.txt' }, { fileName: 'b.txt' }] })
  const labelSet = await query(createLabelSet, { input: { name: 'Places', tagItems: [{ id: 'c', tagName: 'City' }] } })
  const first = (await query(getTextDocument, { fileId: id })).settings.labelSets[0]
  const renamed = await query(update, { input: { id, name: 'Letter', fileName: 'letter.txt', isCompleted: true } })
  t.same(renamed, { id, name: 'Letter', fileName: 'letter.txt', isCompleted: true, settings: { labelSets: [{ id: first.id, name: 'NER', index: 0 }] } })
  const set = await query(update, { input: { id, settings: { labelSets: [{ id: labelSet.id, index: 1 }] } } })
  t.same(set, { ...renamed, settings: { labelSets: [{ id: first.id, name: 'NER', index: 0 }, { id: labelSet.id, name: 'Places', index: 1 }] } })
  const swapped = await query(update, { input: { id, settings: { labelSets: [{ id: labelSet.id, index: 0 }, { id: first.id, index: -1 }] } } })
  t.same(swapped.settings.labelSets.map(({ name }: { name: string }) => name), ['Places', 'Places', 'NER'])
  t.equal((await query(update, { input: { id, name: 'Again' } })).fileName, 'letter.txt')
  t.same(await query(update, { input: { id, name: ' ' } }), ['name must not be empty'])
  t.same(await query(update, { input: { id, settings: { labelSets: [{ id: 'unknown', index: 0 }] } } }), ['Label set not found'])
  t.same(await query(update, { input: { id: 'unknown' } }), ['Document not found'])
})

t.test('labels are accepted inside the text, and rejected outside of it', async t => {
  const { query, id } = await withDocument(t)
  const { signature } = await query(getTextDocument, { fileId: id })
  const label = (sentenceId: number, tokenId: number) => ({ id: `SPAN:p:${sentenceId}`, l: 'p', layer: 0, deleted: false, start: { sentenceId, tokenId, charId: 0 }, end: { sentenceId, tokenId, charId: 2 } })
  const good = label(1, 2)
  const input = { documentId: id, signature, action: 'LABEL', labels: [good, label(1, 9), label(7, 0)] }
  const reason = 'The document has no such token'
  t.same(await query(updateLabels, { input }), {
    document: { id },
    previousTokenLabels: [],
    rejectedLabels: [{ reason, label: { id: 'SPAN:p:1' } }, { reason, label: { id: 'SPAN:p:7' } }],
    updatedCellLines: [1],
    updatedSentences: [{ id: 1, documentId: id, content: 'how are you?', tokens: ['how', 'are', 'you', '?'] }],
    updatedTokenLabels: [{ ...good, hashCode: good.id, documentId: id, end: { tokenId: 2 } }]
  })
  t.same(await query(updateLabels, { input: { ...input, signature: 'old' } }), ['signature is not that of the document'])
  t.same(await query(updateLabels, { input: { ...input, documentId: 'unknown' } }), ['Document not found'])
})

t.test('the answers of rows are kept', async t => {
  const { query, id } = await withDocument(t)
  const first = await query(updateRows, { input: { textDocumentId: id, rowAnswers: [{ line: 0, answers: { Q1: 'yes' } }, { line: 3, answers: { Q1: [1] } }] } })
  t.same(first, { document: { id }, previousAnswers: [], updatedAnswers: [{ line: 0, answers: { Q1: 'yes' } }, { line: 3, answers: { Q1: [1] } }], updatedLabels: [] })
  const second = await query(updateRows, { input: { textDocumentId: id, rowAnswers: [{ line: 0, answers: { Q1: 'no' } }] } })
  t.same([second.previousAnswers, second.updatedAnswers], [[{ line: 0, answers: { Q1: 'yes' }, documentId: id }], [{ line: 0, answers: { Q1: 'no' } }]])
  t.same(await query(updateRows, { input: { textDocumentId: id, rowAnswers: [{ line: -1, answers: {} }] } }), ['rowAnswers[0].line must be at least 0'])
  t.same(await query(updateRows, { input: { textDocumentId: 'unknown', rowAnswers: [] } }), ['Document not found'])
})

t.test('there are no events of rows', async t => {
  const query = asking(await double(t))
  const list = 'query getRowAnalyticEvents($input: RowAnalyticEventInput!) { result: getRowAnalyticEvents(input: $input) { totalCount pageInfo { nextCursor } nodes { cell { line document { id fileName project { id name } } } createdAt event id user { id email roleName } } } }'
  t.same(await query(list, { input: { cursor: null, filter: { teamId: '1' }, sort: [{ field: 'id', order: 'ASC' }], page: { take: 500 } } }), { totalCount: 0, pageInfo: { nextCursor: null }, nodes: [] })
})

t.test('documents that are added belong to the project once the job is DELIVERED', async t => {
  const { query, projectId, id, advance, ask } = await withDocument(t)
  const add = 'mutation AddDocumentsToProjectMutation($input: AddDocumentsToProjectInput!) { result: addDocumentsToProject(input: $input) { job { ...JobFragment __typename } name __typename } } fragment JobFragment on Job { id status progress errors { id stack args __typename } resultId createdAt updatedAt result additionalData { documentIds __typename } __typename }'
  const poll = 'query ($id: String!) { result: getJob(jobId: $id) { status resultId additionalData { documentIds automationActivityId } } }'
  const documentIds = async () => (await query(getCabinet, { projectId, role: 'REVIEWER' })).documents.map(({ id }: { id: string }) => id)
  const input = { projectId, documents: [{ document: { name: 'b.txt', externalUrl: 'https://example.com/b.txt' } }] }
  const { job, name, __typename } = await query(add, { input })
  t.same([name, __typename, job.status, job.additionalData, /^AddDocumentsToProjectQueue:/.test(job.id)], ['Letters', 'ProjectLaunchJob', 'QUEUED', null, true])
  t.same(await documentIds(), [id])
  await advance('10s')
  const { status, resultId, additionalData } = await query(poll, { id: job.id })
  t.same([status, resultId, additionalData.automationActivityId, additionalData.documentIds.length], ['DELIVERED', null, null, 1])
  t.same(await documentIds(), [id, ...additionalData.documentIds])
  t.equal((await query(getTextDocument, { fileId: additionalData.documentIds[0] })).name, 'b.txt')

  await ask('POST /__admin/lifecycles/rules', { operation: 'datasaur.addDocumentsToProject', arguments: { input: { projectId } }, lifecycle: 'failure' })
  await query(add, { input })
  await query(add, { input })
  await advance('10s')
  t.equal((await documentIds()).length, 2)
  await ask('DELETE /__admin/lifecycles/rules')
  await query(add, { input })
  await query(add, { input })
  await advance('10s')
  t.equal((await documentIds()).length, 4)
  t.same(await query(add, { input: { ...input, documents: [] } }), ['documents must have at least one document'])
  t.same(await query(add, { input: { ...input, projectId: 'unknown' } }), ['Project not found'])
  t.same(await query(add, { input: { ...input, documents: [{ document: { name: 'b.txt' } }] } }), ['documents[0].document must have either an objectKey or an externalUrl'])
})

t.test('an addition that the control API has created without a project adds to none', async t => {
  const { ask, query, projectId } = await withDocument(t)
  await ask('POST /__admin/jobs', { provider: 'datasaur', kind: 'AddDocumentsToProjectQueue', lifecycle: 'instant', input: null })
  t.equal((await query(getCabinet, { projectId, role: 'REVIEWER' })).documents.length, 1)
})

t.test('a deleted project is unknown, and stays so', async t => {
  const the = await double(t, { maxThings: 1 })
  const query = asking(the)
  const projectId = await launched(the, {})
  const other = await launched(the, { name: 'Other' })
  const remove = 'mutation ($input: DeleteProjectInput!) { result: deleteProject(input: $input) { id name } }'
  t.same(await query(remove, { input: { projectId } }), { id: projectId, name: 'A project' })
  t.same(await query(getProject, { input: { projectId } }), ['Project not found'])
  t.same(await query(remove, { input: { projectId } }), ['Project not found'])
  t.same((await query('query { result: getProjects(input: {}) { nodes { name } } }', {})).nodes, [{ name: 'Other' }])
  t.match(await query(remove, { input: { projectId: other } }), [/^A sandbox keeps at most 1 /])
  t.same(await query(getProject, { input: { projectId } }), ['Project not found'])
})

t.test('launchTextProject returns the project, which exists at once', async t => {
  const the = await double(t, { lifecycle: 'stuck' })
  const query = asking(the)
  const now = 'mutation ($input: LaunchTextProjectInput!) { result: launchTextProject(input: $input) { id name status } }'
  const project = await query(now, { input: { name: 'Now', ...text } })
  t.same(project, { id: project.id, name: 'Now', status: 'CREATED' })
  t.equal((await query(getProject, { input: { projectId: project.id } })).name, 'Now')
  t.same(await query(now, { input: { name: '', ...text } }), ['name must not be empty'])
})

t.test('a project has its team, its settings, its type and the documents of its assignees', async t => {
  const the = await double(t)
  const query = asking(the)
  const fields = 'isOwnerMe isReviewByMeAllowed type team { id name members { id } } assignees { documentIds documents { id fileName } } settings { autoMarkDocumentAsComplete conflictResolution { consensus mode } dynamicReviewMemberId dynamicReviewMethod enableEditLabelSet enableDeleteSentence }'
  const get = `query ($input: GetProjectInput!) { result: getProject(input: $input) { ${fields} } }`
  const given = { enableDeleteSentence: true, conflictResolution: { consensus: 2, mode: 'PEER_REVIEW' }, dynamicReviewMethod: 'ANY_REVIEWER' }
  const projectId = await launched(the, { teamId: '7', projectSettings: given, documents: [{ fileName: 'a.txt' }], assignees: [{ email: 'ann@example.com' }] })
  const project = await query(get, { input: { projectId } })
  const [{ documentIds }] = project.assignees
  t.same(project, {
    isOwnerMe: true,
    isReviewByMeAllowed: true,
    type: 'NER',
    team: { id: '7', name: 'Team 7', members: null },
    assignees: [{ documentIds, documents: [{ id: documentIds[0], fileName: 'a.txt' }] }],
    settings: { autoMarkDocumentAsComplete: false, dynamicReviewMemberId: null, enableEditLabelSet: true, ...given }
  })
  const types = [{ type: 'ASR' }, { kinds: ['BBOX_BASED'] }, { kinds: ['ROW_BASED'] }].map(async input => (await query(get, { input: { projectId: await launched(the, input) } })).type)
  t.same(await Promise.all(types), ['ASR', 'BOUNDING_BOX', 'DOC'])
  const { job } = await query(create, { input: { name: 'P', kinds: ['TOKEN_BASED'], documents: [], projectSettings: 'strange' } })
  await the.advance('10s')
  const { resultId } = await query('query ($id: String!) { result: getJob(jobId: $id) { resultId } }', { id: job.id })
  t.match(await query(get, { input: { projectId: resultId } }), { team: null, settings: { conflictResolution: { consensus: 1, mode: 'MANUAL' } } })
})
