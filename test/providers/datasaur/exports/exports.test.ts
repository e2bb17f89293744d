import { unzipSync } from 'fflate'
import t from 'tap'
import { moment } from '../../../support/double.ts'
import { ann, exporter, mail, messagesOf, notes } from '../../../support/providers/datasaur-exporter.ts'

const formats = 'JSON_ADVANCED, DATASAUR_SCHEMA, JSON, JSON_TABULAR, CONLL_2003, CONLL_U, CSV, TSV, TSV_IOB, TSV_NON_IOB, XLSX, PLAIN'
const rootFolder = 'ROOT-odile_marchetti_example_com'

t.test('an export is a zip in the layout of recorded exports, also of one document without labelers', async t => {
  const { advance, project, exportTextProject, get, fetch } = await exporter(t)
  await project('p1', { name: '[News] v1.0' })
  const { fileUrl } = (await exportTextProject({ fileName: 'my export' })).data.result
  await advance('5s')
  const { headers, rawPayload } = await get(fileUrl)
  t.match(headers, { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="my export.zip"' })
  t.same(Object.keys(unzipSync(rawPayload)).sort(), [
    '_News_ v1_0-p1/', '_News_ v1_0-p1/REVIEW/', '_News_ v1_0-p1/REVIEW/notes.txt.json', `_News_ v1_0-p1/${rootFolder}/`, `_News_ v1_0-p1/${rootFolder}/notes.txt.json`,
    '_News_ v1_0-p1/project-data.json'
  ])
  t.same((await fetch(exportTextProject({})))['_News_ v1_0-p1/project-data.json'], '{"project":{"id":"p1","title":"[News] v1.0","tags":[]}}')
})

t.test('each labeler who has begun has a folder', async t => {
  const { project, exportTextProject, fetch } = await exporter(t)
  const bob = { email: 'bob@example.com', role: 'REVIEWER' }
  const labelers = [ann, ann, { email: 'ann@example.com ', role: 'LABELER_AND_REVIEWER' }, { email: 'new.labeler@example.com', role: 'LABELER' }, { email: 'late@example.com', role: 'LABELER', begun: false }]
  await project('p1', { status: 'IN_PROGRESS', documents: [notes, mail, { id: 'd3', name: '../notes.txt' }], assignees: [...labelers, bob] })
  const files = await fetch(exportTextProject({ role: 'REVIEWER' }))
  const names = ['notes.txt', 'mail.txt', '_notes.txt']
  const folders = ['DOCUMENT-ann_example_com', 'DOCUMENT-ann_example_com (2)', 'DOCUMENT-new_labeler_example_com', 'REVIEW', rootFolder]
  t.same(Object.keys(files).sort(), [...folders.flatMap(folder => names.map(name => `News-p1/${folder}/${name}.json`)), 'News-p1/project-data.json'].sort())
  const [review, labeler, processed] = ['REVIEW', 'DOCUMENT-ann_example_com', rootFolder].map(folder => JSON.parse(files[`News-p1/${folder}/notes.txt.json`]))
  t.match([review, labeler, processed].map(({ labelerInfo }) => labelerInfo.email), ['odile.marchetti@example.com', 'ann@example.com', 'odile.marchetti@example.com'])
  t.same(labeler.sentences.map(({ content }: any) => content), review.sentences.map(({ content }: any) => content))
  t.ok(review.labels.length > 0 && labeler.labels.length > 0)
  t.same([processed.labels, processed.sentences.flatMap(({ labels }: any) => labels)], [[], []], 'the processed document has no labels')
  t.same(JSON.parse(files['News-p1/DOCUMENT-new_labeler_example_com/notes.txt.json']).labelerInfo, { id: null, email: 'new.labeler@example.com', displayName: 'new.labeler@example.com' })
  const foldersOf = async (input: object) => [...new Set(Object.keys(await fetch(exportTextProject({ format: 'csv', ...input }))).map(path => path.split('/')[1]))].sort()
  t.same(await foldersOf({ role: 'LABELER' }), [...folders.slice(0, 3), rootFolder, 'project-data.json'])
  t.same(await foldersOf({ filteredCabinetRole: 'REVIEWER', role: 'LABELER' }), ['REVIEW', rootFolder, 'project-data.json'])
})

t.test('project-data.json has the tags and the assignments of a project', async t => {
  const { project, exportTextProject, query, fetch } = await exporter(t)
  const { data: { tag } } = await query('mutation { tag: createTag(input: { name: "urgent" }) { id } }', {})
  await project('p1', { tagIds: [tag.id], documents: [notes, mail], assignees: [ann, { email: 'new.labeler@example.com', role: 'LABELER_AND_REVIEWER', documents: ['mail.txt'] }] })
  t.same(JSON.parse((await fetch(exportTextProject({})))['News-p1/project-data.json']), {
    project: {
      id: 'p1',
      title: 'News',
      tags: ['urgent'],
      assignments: [
        { id: 1, displayName: 'ann', email: 'ann@example.com', role: 'LABELER', documentInfos: [{ name: 'notes.txt', part: 0 }, { name: 'mail.txt', part: 0 }] },
        { id: 2, displayName: 'new.labeler@example.com', email: 'new.labeler@example.com', role: 'LABELER_AND_REVIEWER', documentInfos: [{ name: 'mail.txt', part: 0 }] }
      ]
    }
  })
})

t.test('each of several projects has a folder, and each of several documents a name', async t => {
  const { project, exportTextProject, fetch } = await exporter(t)
  await project('p.1')
  await project('p@1', { documents: [notes, { ...mail, name: 'notes.txt' }, { id: 'd3', name: 'Table', fileName: 'table.csv' }] })
  const paths = Object.keys(await fetch(exportTextProject({ projectIds: ['p.1', 'p@1', 'p.1'], format: 'csv' })))
  t.same(paths.filter(path => !path.includes('ROOT')).sort(), [
    'News-p_1 (2)/REVIEW/notes (2).txt.csv', 'News-p_1 (2)/REVIEW/notes.txt.csv', 'News-p_1 (2)/REVIEW/table.csv', 'News-p_1 (2)/project-data.json',
    'News-p_1/REVIEW/notes.txt.csv', 'News-p_1/project-data.json'
  ])
})

t.test('projects of rows and of documents export their tables, the processed documents without answers', async t => {
  const { project, exportTextProject, fetch } = await exporter(t)
  const question = { id: 0, name: 'Checked', type: 'CHECKBOX' }
  await project('p1', { kinds: ['ROW_BASED'], rowQuestions: [question], documents: [{ ...notes, header: ['Text'] }] })
  await project('p2', { kinds: ['DOCUMENT_BASED'], documentQuestions: [question], documents: [notes] })
  await project('p3', { kinds: ['BBOX_BASED'], documents: [{ id: 'd3', name: 'a.jpg', url: 'https://example.com/a.jpg' }] })
  const tables = await fetch(exportTextProject({ projectIds: ['p1', 'p2'], format: 'CSV' }))
  const [root, reviewed] = [rootFolder, 'REVIEW'].map(folder => tables[`News-p1/${folder}/notes.txt.csv`].split('\r\n'))
  t.match(reviewed, ['Text,Checked', /,(true|false)$/])
  t.same(root, reviewed.map((row: string) => row.replace(/,[^,]*$/, '')))
  t.match(tables['News-p2/REVIEW/notes.txt.csv'], /^File,Checked\r\nnotes.txt,(true|false)\r\n$/)
  t.equal(tables[`News-p2/${rootFolder}/notes.txt.csv`], 'File\r\nnotes.txt\r\n')
  const images = await fetch(exportTextProject({ projectIds: ['p3'], format: 'DATASAUR_SCHEMA' }))
  t.match(JSON.parse(images['News-p3/REVIEW/a.jpg.json']).data, { kinds: ['BBOX_BASED'], bboxLabels: [{ bboxLabelClassName: 'Person', labeledBy: 'REVIEWER' }] })
  t.match(JSON.parse(images[`News-p3/${rootFolder}/a.jpg.json`]).data.bboxLabels, [])
})

t.test('the review has the answers that clients have given, each in place of one that was drawn', async t => {
  const { project, exportTextProject, query, fetch } = await exporter(t)
  const rowQuestions = [{ id: 1, name: 'Town', type: 'TEXT' }, { id: 2, name: 'Tags', type: 'TEXT' }]
  await project('p1', { status: 'IN_PROGRESS', assignees: [ann], kinds: ['ROW_BASED'], rowQuestions, documents: [notes] })
  await project('p2', { kinds: ['ROW_BASED'], documents: [mail] })
  for (const [textDocumentId, rowAnswers] of [['d1', [{ line: 1, answers: { Q1: 'Oslo', 2: ['a', 'b'] } }, { line: 2, answers: 'odd' }, { line: 9999, answers: {} }]], ['d2', [{ line: 0, answers: { Q1: 'x' } }]]]) {
    await query('mutation ($input: UpdateMultiRowAnswersInput!) { updateMultiRowAnswers(input: $input) { document { id } } }', { input: { textDocumentId, rowAnswers } })
  }
  const tables = await fetch(exportTextProject({ projectIds: ['p1', 'p2'], format: 'TSV' }))
  const rows = tables['News-p1/REVIEW/notes.txt.tsv'].split('\r\n').map((row: string) => row.split('\t').slice(1))
  t.same([rows[0], rows[2], rows[3]], [['Town', 'Tags'], ['Oslo', '["a","b"]'], ['', '']])
  t.match(rows[1], [/\w+ \w+/, /\w+ \w+/])
  t.notMatch(tables['News-p1/DOCUMENT-ann_example_com/notes.txt.tsv'], 'Oslo')
  t.match(tables['News-p2/REVIEW/mail.txt.tsv'], /^Column 1\r\n/, 'a project without questions has no columns for answers')
})

t.test('a project without documents has no files in its export, a project without labels has no labels', async t => {
  const { project, exportTextProject, fetch } = await exporter(t)
  await project('p1', { documents: [] })
  await project('p2', { labelSets: [] })
  t.same(Object.keys(await fetch(exportTextProject({}))), ['News-p1/project-data.json'])
  t.same(JSON.parse((await fetch(exportTextProject({ projectIds: ['p2'] })))['News-p2/REVIEW/notes.txt.json']).labels, [])
})

t.test('an export shows the projects as they were when it was requested', async t => {
  const { ask, project, exportTextProject, query, fetch } = await exporter(t)
  await project('p1')
  const exports = Array.from({ length: 3 }, () => exportTextProject({ format: 'XLSX' }))
  await ask('POST /graphql', { query: 'mutation { updateProject(input: { projectId: "p1", name: "Later" }) { id } }' }, { authorization: 'Bearer abc' })
  for (const exported of exports) t.match(Object.keys(await fetch(exported))[0], /^News-p1/)
  t.same((await query('{ getProject(input: { projectId: "p1" }) { name } }', {})).data, { getProject: { name: 'Later' } })
})

t.test('a single document of any project is exported in its reviewed version', async t => {
  const { project, exportTextProject, exportTextProjectDocument, fetch, query } = await exporter(t)
  await project('p1', { documents: [notes, mail], assignees: [ann] })
  await project('p2', { documents: [] })
  const { data: { result } } = await exportTextProjectDocument({ documentId: 'd2' })
  t.match(result, { fileUrl: /\/doc\.csv$/, redirect: result.fileUrl })
  const file = await fetch(exportTextProjectDocument({ documentId: 'd2', format: 'JSON_ADVANCED' }))
  t.equal(file, (await fetch(exportTextProject({})))['News-p1/REVIEW/mail.txt.json'])
  t.same(messagesOf(await exportTextProjectDocument({ documentId: 'd9' })), ['Document not found'])
  t.same((await query('{ getProject(input: { projectId: "p2" }) { exportedDate } }', {})).data, { getProject: { exportedDate: null } })
})

t.test('a project has the date of its last export', async t => {
  const { advance, project, exportTextProject, query } = await exporter(t)
  await project('p1')
  await project('p2')
  await advance('7s')
  await exportTextProject({ projectIds: ['p1', 'p2'], method: 'EMAIL' })
  for (const id of ['p1', 'p2']) {
    t.same((await query('query ($id: ID!) { getProject(input: { projectId: $id }) { exportedDate } }', { id })).data, { getProject: { exportedDate: moment(7) } })
  }
})

t.test('the team overview is a table of the team’s projects', async t => {
  const { advance, project, exportTeamOverview, fetch } = await exporter(t)
  await project('p1', { teamId: '7', name: 'News, "daily"', assignees: [ann, { email: 'bob@example.com', role: 'LABELER_AND_REVIEWER' }] })
  await project('p2', { teamId: '8' })
  await advance('1s')
  const { data: { result } } = await exportTeamOverview({})
  t.match(result.fileUrl, /\/Team%20Overview%20-%20Team%207\.zip$/)
  const head = 'Project ID,Project Name,Status,Kinds,Purpose,Created Date,Updated Date,Completed Date,Exported Date,Documents,Labelers,Reviewers\r\n'
  t.same(await fetch(exportTeamOverview({})), {
    'Team Overview - Team 7.csv': `${head}p1,"News, ""daily""",CREATED,TOKEN_BASED,LABELING,${moment(0)},${moment(0)},,,1,2,1\r\n`
  })
  t.same(await fetch(exportTeamOverview({ teamId: 'unknown' })), { 'Team Overview - Team unknown.csv': head })
})

t.test('an export that is sent somewhere has no file, and its secrets are not kept', async t => {
  const { ask, advance, project, exportTextProject, exportTextProjectDocument, exportTeamOverview, statusOf, get } = await exporter(t)
  await project('p1')
  const storage = { accessKeyId: 'id', bucketName: 'b', objectPath: 'o', secretAccessKey: 'hush' }
  const exported = [
    exportTextProject({ method: 'EMAIL' }),
    exportTextProject({ method: 'CUSTOM_WEBHOOK', url: 'https://example.com/hook', secret: 'hush' }),
    exportTextProject({ method: 'EXTERNAL_FILE_STORAGE', externalFileStorageParameter: storage }),
    exportTextProject({ method: 'EXTERNAL_OBJECT_STORAGE', externalObjectStorageParameter: { externalObjectStorageId: '1' } }),
    exportTextProjectDocument({ method: 'EXTERNAL_OBJECT_STORAGE' }),
    exportTeamOverview({ method: 'EMAIL' })
  ]
  const results = (await Promise.all(exported)).map(({ data }) => data.result)
  await advance('5s')
  for (const { exportId, ...result } of results) {
    t.same(result, { fileUrl: null, fileUrlExpiredAt: null, queued: true, redirect: null, key: null })
    t.equal((await statusOf(exportId)).deliveryStatus, 'DELIVERED')
    t.equal((await get(`/api/static/exports/${exportId}/datasaur.json`)).statusCode, 404)
  }
  t.notMatch((await ask('GET /__admin/jobs')).text, /hush/)
})

t.test('an export that cannot be delivered is rejected, and no job starts', async t => {
  const { app, ask, project, exportTextProject, exportTextProjectDocument, exportTeamOverview, query } = await exporter(t)
  await project('p1')
  const refusals: Array<[Promise<any>, string]> = [
    [exportTextProject({ projectIds: ['p1', 'p9'] }), 'Project not found'],
    [exportTextProject({ projectIds: [] }), 'projectIds must name at least one project'],
    [exportTextProject({ format: 'custom' }), `Export format "custom" is not supported: use one of ${formats}`],
    [exportTextProject({ method: 'CUSTOM_WEBHOOK' }), 'Method CUSTOM_WEBHOOK needs url'],
    [exportTextProject({ method: 'EXTERNAL_FILE_STORAGE' }), 'Method EXTERNAL_FILE_STORAGE needs externalFileStorageParameter'],
    [exportTextProject({ method: 'EXTERNAL_OBJECT_STORAGE' }), 'Method EXTERNAL_OBJECT_STORAGE needs externalObjectStorageParameter'],
    [exportTextProjectDocument({ method: 'CUSTOM_WEBHOOK', url: '' }), 'Method CUSTOM_WEBHOOK needs url'],
    [exportTextProjectDocument({ format: 'DOCX' }), `Export format "DOCX" is not supported: use one of ${formats}`],
    [exportTeamOverview({ method: 'CUSTOM_WEBHOOK' }), 'Method CUSTOM_WEBHOOK needs url']
  ]
  for (const [exported, message] of refusals) {
    const body = await exported
    t.same([messagesOf(body), body.data], [[message], null])
  }
  t.equal((await ask('GET /__admin/jobs?kind=ExportQueue')).body.items.filter(({ kind }: { kind: string }) => kind === 'ExportQueue').length, 0)
  t.same((await query('{ getProject(input: { projectId: "p1" }) { exportedDate } }', {})).data, { getProject: { exportedDate: null } })
  t.equal((await app.inject('/api/static/exports/x/y')).statusCode, 404)
})

t.test('a job that is not an export has the delivery status NONE, and so has an unknown id', async t => {
  const { make, project, statusOf, get } = await exporter(t)
  const { id } = await project('p1')
  const ordered = await make({ provider: 'datasaur', kind: 'ExportQueue', lifecycle: 'instant' })
  t.same(await statusOf(ordered.id), { deliveryStatus: 'DELIVERED', errors: [] })
  t.equal((await get(`/api/static/exports/${ordered.id}/x.zip`)).statusCode, 404, 'the control API creates jobs without files')
  for (const other of ['unknown', id]) t.same(await statusOf(other), { deliveryStatus: 'NONE', errors: [] })
})

t.test('the labels that clients have given replace those of the review', async t => {
  const { project, query, exportTextProject, fetch } = await exporter(t)
  await project('p1', { assignees: [] })
  const { signature } = (await query('query { result: getTextDocument(fileId: "d1") { signature } }', {})).data.result
  const at = (sentenceId: number, tokenId: number) => ({ sentenceId, tokenId, charId: 0 })
  const label = (id: string, start: object, end = start, l = 'l1') => ({ id, l, layer: 0, start, end })
  const update = async (labels: object[], action = 'LABEL') => (await query(
    'mutation ($input: UpdateTokenLabelsInput!) { result: updateLabels(input: $input) { updatedTokenLabels { id } } }',
    { input: { action, documentId: 'd1', signature, labels } }
  )).data.result.updatedTokenLabels.length
  /** The labels of the review by line: the indexes of their first and last tokens. */
  const exported = async () => {
    const files = await fetch(exportTextProject({}))
    const path = Object.keys(files).find(path => path.includes('/REVIEW/'))!
    const { sentences } = JSON.parse(files[path]) as { sentences: Array<{ labels: Array<{ s: number, e: number }>, tokens: string[] }> }
    return sentences.map(({ labels, tokens }) => labels.map(({ s, e }) => [s, e === tokens.length - 1 ? 'end' : e]))
  }
  const lines = (await exported()).length
  const rest = (count: number) => Array.from({ length: lines - count }, () => [])
  t.equal(await update([label('b', at(0, 1)), label('a', at(0, 0)), label('unknown', at(0, 0), at(0, 0), 'l9'), label('two lines', at(0, 2), at(1, 0))]), 4)
  t.same(await exported(), [[[0, 0], [1, 1], [2, 'end']], [[0, 0]], ...rest(2)])
  await update([{ ...label('two lines', at(0, 2), at(1, 0)), deleted: true }])
  await update([label('b', at(0, 1))], 'UNDO')
  t.same(await exported(), [[[0, 0]], ...rest(1)])
})
