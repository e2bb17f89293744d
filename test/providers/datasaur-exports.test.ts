import t from 'tap'
import { moment } from '../helper.ts'
import { ann, exporter, mail, messagesOf, notes } from './datasaur-exporter.ts'

t.test('a single document in a single version is exported without a zip, for every role', async t => {
  const { project, exportTextProject, fetch } = await exporter(t)
  await project('p1')
  await project('p2', { documents: [mail], assignees: [ann] })
  t.match(await fetch(exportTextProject({ format: 'conll_2003' })), /^-DOCSTART- -X- -X- O\n\n(.+ -X- -X- (O|[BI]-Person)\n|\n)*$/)
  t.match(await fetch(exportTextProject({ format: 'csv', role: 'REVIEWER' })), /^File,Line,Begin Offset,End Offset,Type\r\nnotes.txt,0,\d+,\d+,Person\r\n/)
  t.match(JSON.parse(await fetch(exportTextProject({ role: 'LABELER' }))).labels[0], { labeledBy: 'LABELER', labeledByUserId: null })
  t.match(JSON.parse(await fetch(exportTextProject({ projectIds: ['p2'], filteredCabinetRole: 'LABELER' }))).labels[0], { labeledBy: 'LABELER', documentId: 'd2', labeledByUserId: Number })
  t.match(JSON.parse(await fetch(exportTextProject({ projectIds: ['p2'], filteredCabinetRole: 'REVIEWER', role: 'LABELER' }))).labels[0], { labeledBy: 'REVIEWER' })
})

t.test('several documents or versions are exported as a zip with a folder for each role', async t => {
  const { project, exportTextProject, fetch } = await exporter(t)
  const members = [ann, ann, { email: 'ann@example.org', role: 'LABELER_AND_REVIEWER' }, { email: 'bob@example.com', role: 'REVIEWER' }, { email: 'new.labeler@example.com', role: 'LABELER' }]
  await project('p1', { documents: [notes, mail, { id: 'd3', name: '../notes.txt' }], assignees: members })
  await project('p2', { documents: [mail] })
  const files = await fetch(exportTextProject({ role: 'REVIEWER' }))
  const names = ['notes.txt', 'mail.txt', '_notes.txt']
  const folders = ['DOCUMENT-ann', 'DOCUMENT-ann (2)', 'DOCUMENT-new.labeler@example.com', 'REVIEW']
  t.same(Object.keys(files).sort(), [...folders.flatMap(folder => names.map(name => `${folder}/${name}.json`)), ...names.map(name => `ROOT/${name}`)].sort())
  const review = JSON.parse(files['REVIEW/notes.txt.json'])
  t.equal(files['ROOT/notes.txt'], review.sentences.map(({ content }: { content: string }) => content).join('\n'))
  t.same(JSON.parse(files['DOCUMENT-ann/notes.txt.json']).sentences, review.sentences)
  t.same(Object.keys(await fetch(exportTextProject({ role: 'LABELER', format: 'csv' }))).filter(path => !path.startsWith('DOCUMENT-')).map(path => path.split('/')[0]), ['ROOT', 'ROOT', 'ROOT'])
  t.same(Object.keys(await fetch(exportTextProject({ filteredCabinetRole: 'REVIEWER', format: 'csv' }))).filter(path => path.startsWith('DOCUMENT-')), [])
})

t.test('each of several projects has a folder, and so has a single project in the observed dialect', async t => {
  const { ask, project, exportTextProject, fetch } = await exporter(t)
  await project('p1', { assignees: [ann] })
  await project('p2', { documents: [notes, { ...mail, name: 'notes.txt' }] })
  t.same(Object.keys(await fetch(exportTextProject({ projectIds: ['p1', 'p2', 'p1'], format: 'csv' }))).sort(), [
    'News (2)/REVIEW/notes (2).txt.csv', 'News (2)/REVIEW/notes.txt.csv', 'News (2)/ROOT/notes (2).txt', 'News (2)/ROOT/notes.txt',
    'News/DOCUMENT-ann/notes.txt.csv', 'News/REVIEW/notes.txt.csv', 'News/ROOT/notes.txt'
  ])
  await ask('PUT /__admin/dialects', { datasaur: 'observed' })
  t.ok('News/DOCUMENT-ann/notes.txt.json' in await fetch(exportTextProject({})))
})

t.test('a project without documents is exported as an empty zip, a project without labels has no labels in its export', async t => {
  const { project, exportTextProject, fetch } = await exporter(t)
  await project('p1', { documents: [] })
  await project('p2', { labelSets: [] })
  t.same(await fetch(exportTextProject({})), {})
  t.same(JSON.parse(await fetch(exportTextProject({ projectIds: ['p2'] }))).labels, [])
})

t.test('a single document of any project is exported in its reviewed version', async t => {
  const { project, exportTextProject, exportTextProjectDocument, fetch, query } = await exporter(t)
  await project('p1', { documents: [notes, mail], assignees: [ann] })
  await project('p2', { documents: [] })
  const { data: { result } } = await exportTextProjectDocument({ documentId: 'd2' })
  t.match(result, { fileUrl: /\/doc\.csv$/, redirect: result.fileUrl })
  const file = await fetch(exportTextProjectDocument({ documentId: 'd2', format: 'JSON_ADVANCED' }))
  t.equal(file, (await fetch(exportTextProject({})))['REVIEW/mail.txt.json'])
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
    [exportTextProject({ format: 'iob' }), 'Export format "iob" is not supported: use one of JSON_ADVANCED, CONLL_2003, CSV'],
    [exportTextProject({ method: 'CUSTOM_WEBHOOK' }), 'Method CUSTOM_WEBHOOK needs url'],
    [exportTextProject({ method: 'EXTERNAL_FILE_STORAGE' }), 'Method EXTERNAL_FILE_STORAGE needs externalFileStorageParameter'],
    [exportTextProject({ method: 'EXTERNAL_OBJECT_STORAGE' }), 'Method EXTERNAL_OBJECT_STORAGE needs externalObjectStorageParameter'],
    [exportTextProjectDocument({ method: 'CUSTOM_WEBHOOK', url: '' }), 'Method CUSTOM_WEBHOOK needs url'],
    [exportTextProjectDocument({ format: 'XLSX' }), 'Export format "XLSX" is not supported: use one of JSON_ADVANCED, CONLL_2003, CSV'],
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
